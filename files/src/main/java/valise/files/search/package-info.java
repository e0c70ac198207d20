/// Searching, as clients ask for it. The search itself is the tree's own
/// ([valise.files.items.ItemSearch]); no tables are ours.
///
/// Start at [valise.files.search.SearchEndpoint].
@org.jspecify.annotations.NullMarked
package valise.files.search;
