/// What clients note about items: names with values. Start at [valise.files.metadata.Metadata].
/// Table: `item_metadata`.
///
/// It belongs to the stream: a new version of a file keeps it, a copy begins without, and it goes
/// when the last version is purged. Reading takes the right to view, changing the right to upload.
/// `IsPublic` is kept for the clients that set it and decides nothing here.
@org.jspecify.annotations.NullMarked
package valise.files.metadata;
