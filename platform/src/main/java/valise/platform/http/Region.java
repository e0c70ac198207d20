package valise.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;

/// Bytes of a known length, of which any part can be written out: a blob, a part of one, or a file
/// computed on the way. Holds no open handle; each [#writeTo] opens and closes what it needs.
public interface Region {

  /// The length in bytes.
  long length();

  /// Writes exactly `length` bytes from `offset`, in large blocks.
  ///
  /// @throws java.io.EOFException when what stands behind it is shorter than it should be
  void writeTo(OutputStream out, long offset, long length) throws IOException;

  /// The first `length` bytes of a blob.
  static Region of(BlobStore blobs, BlobId id, long length) {
    return new BlobRegion(blobs, id, length);
  }
}
