/// Pictures of files at two sizes. Start at [valise.files.thumbnails.Thumbnails].
///
/// A picture is made off the request path, by a child process, once for each blob: when a file
/// arrives whose name promises a picture, or when somebody asks for one. Who asked goes first. What
/// a file is, is told by its first bytes; the name only decides whether anybody looks early. The
/// worst a hostile file can do is to end its child, three times, and then it has no picture.
///
/// Beside them there are sheets, [valise.files.thumbnails.Sheets]: any page of a file at a size for
/// reading, drawn while somebody waits, with words across it where whoever shared it wants that.
///
/// Tables: `thumbnail`, `thumbnail_picture`. Queue: `files.thumbnails`. We listen to
/// [valise.files.items.Journal#TOPIC].
@org.jspecify.annotations.NullMarked
package valise.files.thumbnails;
