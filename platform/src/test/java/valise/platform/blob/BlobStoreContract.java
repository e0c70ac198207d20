package valise.platform.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every blob store must keep, whatever it stands on.
public interface BlobStoreContract {

  /// An empty store, the same for one test.
  BlobStore blobs() throws IOException;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] all(BlobStore blobs, BlobId id) throws IOException {
    try (BlobStore.Reading reading = blobs.read(id)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      reading.transferTo(out, 0, reading.length());
      return out.toByteArray();
    }
  }

  private static BlobId holding(BlobStore blobs, byte[] bytes) throws IOException {
    BlobId id = blobs.create();
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.wrap(bytes), 0);
      writing.sync();
    }
    return id;
  }

  @Test
  default void aNewBlobIsEmptyAndThere() throws IOException {
    BlobStore blobs = blobs();
    BlobId id = blobs.create();
    assertThat(blobs.length(id)).hasValue(0L);
    assertThat(all(blobs, id)).isEmpty();
  }

  @Test
  default void whatWasWrittenIsRead() throws IOException {
    BlobStore blobs = blobs();
    byte[] bytes = random(700_001);
    BlobId id = holding(blobs, bytes);
    assertThat(blobs.length(id)).hasValue(700_001L);
    assertThat(all(blobs, id)).isEqualTo(bytes);
  }

  @Test
  default void anyRegionIsThatSliceOfTheWhole() throws IOException {
    BlobStore blobs = blobs();
    byte[] bytes = random(600_000);
    BlobId id = holding(blobs, bytes);
    Random random = new Random(1);
    try (BlobStore.Reading reading = blobs.read(id)) {
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(bytes.length);
        int length = random.nextInt(bytes.length - from + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reading.transferTo(out, from, length);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
      }
    }
  }

  @Test
  default void piecesInAnyOrderByManyThreadsMakeTheWhole() throws Exception {
    BlobStore blobs = blobs();
    byte[] bytes = random(1_000_000);
    int piece = 33_333;
    BlobId id = blobs.create();
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += piece) {
      starts.add(at);
    }
    Collections.shuffle(starts, new Random(2));
    try (BlobStore.Writing writing = blobs.write(id);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int at : starts) {
        running.add(
            threads.submit(() -> {
              int n = Math.min(piece, bytes.length - at);
              writing.write(ByteBuffer.wrap(bytes, at, n), at);
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      writing.sync();
    }
    assertThat(all(blobs, id)).isEqualTo(bytes);
  }

  @Test
  default void aPieceWrittenAgainReplacesItself() throws IOException {
    BlobStore blobs = blobs();
    BlobId id = holding(blobs, "hello world".getBytes(StandardCharsets.US_ASCII));
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.wrap(new byte[] {'J'}), 0);
    }
    assertThat(all(blobs, id)).asString().isEqualTo("Jello world");
  }

  @Test
  default void aGapReadsAsZeros() throws IOException {
    BlobStore blobs = blobs();
    BlobId id = blobs.create();
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.wrap(new byte[] {1}), 200_000);
    }
    byte[] expected = new byte[200_001];
    expected[200_000] = 1;
    assertThat(all(blobs, id)).isEqualTo(expected);
  }

  @Test
  default void aWriterReadsWhatWasWrittenBefore() throws IOException {
    BlobStore blobs = blobs();
    byte[] bytes = random(100);
    BlobId id = holding(blobs, bytes);
    try (BlobStore.Writing writing = blobs.write(id)) {
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(writing.read(into, 95)).isEqualTo(5);
      assertThat(writing.read(into, 100)).isEqualTo(-1);
      into.flip();
      assertThat(into.get()).isEqualTo(bytes[95]);
    }
  }

  @Test
  default void truncateCutsAndNeverGrows() throws IOException {
    BlobStore blobs = blobs();
    byte[] bytes = random(150_000);
    BlobId id = holding(blobs, bytes);
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.truncate(200_000);
      assertThat(blobs.length(id)).hasValue(150_000L);
      writing.truncate(100_000);
      writing.sync();
      assertThat(blobs.length(id)).hasValue(100_000L);
      writing.write(ByteBuffer.wrap(new byte[] {7}), 110_000);
      writing.sync();
    }
    byte[] expected = new byte[110_001];
    System.arraycopy(bytes, 0, expected, 0, 100_000);
    expected[110_000] = 7;
    assertThat(all(blobs, id)).isEqualTo(expected);
  }

  @Test
  default void askingForMoreThanThereIsFailsLoudly() throws IOException {
    BlobStore blobs = blobs();
    BlobId id = holding(blobs, random(1000));
    try (BlobStore.Reading reading = blobs.read(id)) {
      assertThatThrownBy(() -> reading.transferTo(new ByteArrayOutputStream(), 500, 501))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> reading.transferTo(new ChannelOut(), 500, 501))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  default void aChannelReceivesTheSameBytesAsAStream() throws IOException {
    BlobStore blobs = blobs();
    byte[] bytes = random(400_000);
    BlobId id = holding(blobs, bytes);
    try (BlobStore.Reading reading = blobs.read(id)) {
      ChannelOut out = new ChannelOut();
      reading.transferTo(out, 1, 399_999);
      assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1, 400_000));
    }
  }

  @Test
  default void aBlobThatIsNotThereHasAName() throws IOException {
    BlobStore blobs = blobs();
    BlobId none = BlobId.fresh();
    assertThat(blobs.length(none)).isEmpty();
    assertThatThrownBy(() -> blobs.read(none)).isInstanceOf(NoSuchBlobException.class);
    assertThatThrownBy(() -> blobs.write(none)).isInstanceOf(NoSuchBlobException.class);
  }

  @Test
  default void deletedIsGoneAndDeletingTwiceIsNoError() throws IOException {
    BlobStore blobs = blobs();
    BlobId id = holding(blobs, random(10));
    blobs.delete(id);
    blobs.delete(id);
    assertThat(blobs.length(id)).isEmpty();
  }

  @Test
  default void theWalkVisitsEveryBlobOnceWithItsLength() throws IOException {
    BlobStore blobs = blobs();
    Set<BlobId> made = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      made.add(holding(blobs, random(i)));
    }
    List<BlobStore.Stored> seen = new ArrayList<>();
    blobs.forEach(seen::add);
    assertThat(seen).hasSize(20);
    assertThat(seen).extracting(BlobStore.Stored::id).containsExactlyInAnyOrderElementsOf(made);
    assertThat(seen.stream().mapToLong(BlobStore.Stored::length).sum()).isEqualTo(190);
  }

  @Test
  default void theVisitorMayDelete() throws IOException {
    BlobStore blobs = blobs();
    for (int i = 0; i < 20; i++) {
      blobs.create();
    }
    blobs.forEach(stored -> blobs.delete(stored.id()));
    blobs.forEach(stored -> {
      throw new AssertionError("left: " + stored);
    });
  }

  @Test
  default void thereIsRoomInAFreshStore() throws IOException {
    assertThat(blobs().free()).isPositive();
  }

  /// An output stream that is a channel as well.
  final class ChannelOut extends ByteArrayOutputStream implements WritableByteChannel {

    private final WritableByteChannel channel = Channels.newChannel((OutputStream) this);

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }
}
