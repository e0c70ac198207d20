package valise.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;

/// The first `length` bytes of a blob.
record BlobRegion(BlobStore blobs, BlobId id, long length) implements Region {

  @Override
  public void writeTo(OutputStream out, long offset, long count) throws IOException {
    Objects.checkFromIndexSize(offset, count, length);
    if (count == 0) {
      return;
    }
    try (BlobStore.Reading reading = blobs.read(id)) {
      reading.transferTo(out, offset, count);
    }
  }
}
