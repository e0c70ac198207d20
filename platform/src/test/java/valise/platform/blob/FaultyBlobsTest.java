package valise.platform.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FaultyBlobsTest implements BlobStoreContract {

  private final BlobStore sound = new MemoryBlobs(InstantSource.fixed(Instant.EPOCH));
  private final BlobStore faultless = FaultyBlobs.over(sound);

  @Override
  public BlobStore blobs() {
    return faultless;
  }

  @Test
  void theDiskIsFullInTheMiddleOfAWrite() throws IOException {
    BlobStore blobs = FaultyBlobs.over(sound).fullAfter(15);
    BlobId id = blobs.create();
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.allocate(10), 0);
      assertThatThrownBy(() -> writing.write(ByteBuffer.allocate(10), 10))
          .isInstanceOf(OutOfSpaceException.class);
      assertThatThrownBy(() -> writing.write(ByteBuffer.allocate(1), 15))
          .isInstanceOf(OutOfSpaceException.class);
    }
    assertThat(sound.length(id)).hasValue(15L);
    assertThat(blobs.free()).isZero();
  }

  @Test
  void createSyncAndReadFailWhenChosen() throws IOException {
    BlobId id = sound.create();
    assertThatThrownBy(() -> FaultyBlobs.over(sound).failingCreate().create())
        .hasMessage("fault: create");
    assertThatThrownBy(() -> FaultyBlobs.over(sound).failingRead().read(id))
        .hasMessage("fault: read");
    try (BlobStore.Writing writing = FaultyBlobs.over(sound).failingSync().write(id)) {
      assertThatThrownBy(writing::sync).hasMessage("fault: sync");
    }
  }
}
