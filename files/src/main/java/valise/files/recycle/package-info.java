/// The recycle bin as its users see it, and the clocks that empty it.
///
/// Start at [valise.files.recycle.RecycleEndpoint] for the former and at
/// [valise.files.recycle.Housekeeping] for the latter. What deletion means is the tree's own
/// ([valise.files.items]); no tables are ours.
@org.jspecify.annotations.NullMarked
package valise.files.recycle;
