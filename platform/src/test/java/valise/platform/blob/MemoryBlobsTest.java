package valise.platform.blob;

import java.time.Instant;
import java.time.InstantSource;

class MemoryBlobsTest implements BlobStoreContract {

  private final BlobStore blobs = new MemoryBlobs(InstantSource.fixed(Instant.EPOCH));

  @Override
  public BlobStore blobs() {
    return blobs;
  }
}
