/// The tree: folders, files, notes, links, their names, versions and places.
///
/// Start at [valise.files.items.Items] for reading (who may see what) and at
/// [valise.files.items.Tree] for changing. Tables: `item`, `tree`, `journal`, `file_lock`. Every
/// change writes its journal row and its outbox entry (topic [valise.files.items.Journal#TOPIC]) in
/// its own transaction, and marks size, count and `ProgenyEditDate` on every ancestor.
@org.jspecify.annotations.NullMarked
package valise.files.items;
