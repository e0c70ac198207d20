/// Bytes at rest. Start at [valise.platform.blob.BlobStore]; [valise.platform.blob.DiskBlobs] keeps
/// them in a folder. [valise.platform.blob.OrphanSweep] takes back what no row names.
///
/// No table is ours: rows that name blobs belong to the features.
@org.jspecify.annotations.NullMarked
package valise.platform.blob;
