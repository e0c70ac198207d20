/// The documents hub: the files and folders of any provider, by path or by id, in one form. Start
/// at [valise.hub.documents.Cabinet], which is one instance's, and at
/// [valise.hub.documents.DocumentMapping] for what an element says about itself in its file
/// `documents.yaml`.
///
/// What is the same at every provider is here: paths and ids, making folders above, conflicts,
/// filtering, sorting and paging. What differs stands in the element's file, and is done by
/// [valise.hub.mapping]. Owns no table: what is asked for is asked of the provider each time.
@org.jspecify.annotations.NullMarked
package valise.hub.documents;
