/// Bytes at rest. Start at [valise.platform.blob.BlobStore].
@org.jspecify.annotations.NullMarked
package valise.platform.blob;
