package valise.platform.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanSweepTest {

  private static final Duration DAY = Duration.ofDays(1);

  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;
  private final BlobStore blobs = new MemoryBlobs(clock);
  private final Set<BlobId> named = new HashSet<>();
  private final OrphanSweep sweep = new OrphanSweep(blobs, this::known, DAY, clock);

  private Set<BlobId> known(Set<BlobId> ids) {
    Set<BlobId> both = new HashSet<>(ids);
    both.retainAll(named);
    return both;
  }

  private static BlobId holding(BlobStore blobs, int bytes) throws IOException {
    BlobId id = blobs.create();
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.allocate(bytes), 0);
    }
    return id;
  }

  @Test
  void whatNoRowNamesGoesAndWhatARowNamesStays() throws IOException {
    BlobId orphan = holding(blobs, 10);
    BlobId kept = holding(blobs, 20);
    named.add(kept);
    now = now.plus(DAY).plusMillis(1);
    assertThat(sweep.sweep()).isEqualTo(new OrphanSweep.Swept(2, 1, 10));
    assertThat(blobs.length(orphan)).isEmpty();
    assertThat(blobs.length(kept)).hasValue(20L);
  }

  @Test
  void anOrphanWrittenWithinTheGraceIsSpared() throws IOException {
    BlobId fresh = holding(blobs, 10);
    now = now.plus(DAY);
    assertThat(sweep.sweep().deleted()).isZero();
    assertThat(blobs.length(fresh)).isPresent();
  }

  @Test
  void aStillGrowingUploadIsSparedHoweverOldItsBlobIs() throws IOException {
    BlobId growing = holding(blobs, 10);
    now = now.plus(DAY.multipliedBy(3));
    try (BlobStore.Writing writing = blobs.write(growing)) {
      writing.write(ByteBuffer.allocate(10), 10);
    }
    assertThat(sweep.sweep().deleted()).isZero();
  }

  @Test
  void moreOrphansThanOneBatchAllGo() throws IOException {
    for (int i = 0; i < 1201; i++) {
      BlobId id = holding(blobs, 1);
      if (i % 2 == 0) {
        named.add(id);
      }
    }
    now = now.plus(DAY.multipliedBy(2));
    assertThat(sweep.sweep()).isEqualTo(new OrphanSweep.Swept(1201, 600, 600));
  }

  @Test
  void itSweepsADiskByTheTimesOfItsFiles(@TempDir Path folder) throws IOException {
    BlobStore disk = DiskBlobs.in(folder);
    BlobId orphan = holding(disk, 10);
    Instant[] written = new Instant[1];
    disk.forEach(stored -> written[0] = stored.written());
    InstantSource atOnce = InstantSource.fixed(written[0].plus(DAY));
    assertThat(new OrphanSweep(disk, this::known, DAY, atOnce).sweep().deleted()).isZero();
    InstantSource later = InstantSource.fixed(written[0].plus(DAY).plusMillis(1));
    assertThat(new OrphanSweep(disk, this::known, DAY, later).sweep().bytes()).isEqualTo(10);
    assertThat(disk.length(orphan)).isEmpty();
  }
}
