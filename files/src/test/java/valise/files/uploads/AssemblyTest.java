package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valise.files.items.Item;
import valise.files.testing.HandClock;
import valise.platform.Refusal;
import valise.platform.blob.BlobStore;
import valise.platform.blob.MemoryBlobs;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.http.BodyCutException;

/// An upload being put together: against a model, and in the races that matter.
class AssemblyTest {

  private static FreshDatabase fresh;
  private static ExecutorService background;

  private final HandClock clock = new HandClock();
  private final SwitchableBlobs blobs = new SwitchableBlobs(new MemoryBlobs(clock));

  @BeforeAll
  @BeforeContainer
  static void begin() {
    fresh = DatabaseWorld.SQLITE.fresh("platform", "files");
    background = Executors.newFixedThreadPool(2);
  }

  @AfterAll
  @AfterContainer
  static void end() {
    background.shutdownNow();
    fresh.close();
  }

  private Session session(OptionalLong size) {
    return Sessions.add(
        fresh.database(), Sessions.target(), Sessions.request(UploadMethod.THREADED, "f", size));
  }

  /// As after a start of the process: from what is committed, and nothing else.
  private Assembly load(UploadId id) {
    Session session = fresh.database().read(sql -> UploadStore.find(sql, id)).orElseThrow();
    List<Span> ranges = fresh.database().read(sql -> UploadStore.ranges(sql, id));
    return new Assembly(
        session, ranges, blobs, fresh.database(), clock, Duration.ofDays(7), background);
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Piece piece(long offset, byte[] bytes) {
    return piece(offset, bytes.length, new ByteArrayInputStream(bytes), UploadServer.md5(bytes));
  }

  private static Piece piece(long offset, long most, InputStream body, String md5) {
    return new Piece(offset, most, body, Optional.of(md5), UploadStore.Note.NONE);
  }

  /// What a finish would commit.
  private static final class Witness implements Assembly.Commit {

    final AtomicInteger commits = new AtomicInteger();
    volatile Item.Content content;

    @Override
    public String commit(Session session, Item.Content whole) {
      commits.incrementAndGet();
      content = whole;
      return "[]";
    }
  }

  private byte[] stored(Item.Content content) throws IOException {
    try (BlobStore.Reading reading = blobs.read(content.blob())) {
      assertThat(reading.length()).isEqualTo(content.size());
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      reading.transferTo(out, 0, reading.length());
      return out.toByteArray();
    }
  }

  private void assertWhole(Item.Content content, byte[] expected) throws IOException {
    assertThat(stored(content)).isEqualTo(expected);
    assertThat(content.md5()).isEqualTo(UploadServer.md5(expected));
    CRC32 crc = new CRC32();
    crc.update(expected);
    assertThat(content.crc32()).isEqualTo(crc.getValue());
  }

  // --- the law -----------------------------------------------------------------------------------

  enum Kind {
    CHUNK,
    OTHER_CONTENT,
    WRONG_HASH,
    CUT,
    UNDECLARED_LENGTH,
    RESTART,
    FINISH_TOO_EARLY
  }

  record Step(Kind kind, int from, int length, int salt) {}

  private static final int SIZE = 40_000;

  @Provide
  Arbitrary<List<Step>> arrivals() {
    Arbitrary<Kind> kind =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, Arbitraries.of(Kind.CHUNK)),
            net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.class)));
    Arbitrary<Integer> from =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 8).map(i -> i * 5_000),
            Arbitraries.integers().between(0, SIZE));
    Arbitrary<Integer> length =
        Arbitraries.oneOf(Arbitraries.just(5_000), Arbitraries.integers().between(0, 12_000));
    return Combinators.combine(kind, from, length, Arbitraries.integers().between(1, 1000))
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  @Property(tries = 150)
  void whateverArrivesTheFileIsWhatWasAcceptedLast(@ForAll("arrivals") List<Step> steps)
      throws IOException {
    byte[] model = bytes(SIZE, 1);
    byte[] original = model.clone();
    BitSet there = new BitSet();
    UploadId id = session(OptionalLong.of(SIZE)).id();
    Assembly assembly = load(id);
    for (Step step : steps) {
      int to = Math.min(SIZE, step.from() + step.length());
      byte[] right = Arrays.copyOfRange(original, step.from(), to);
      switch (step.kind()) {
        case CHUNK -> {
          assembly.receive(piece(step.from(), right));
          System.arraycopy(right, 0, model, step.from(), right.length);
          there.set(step.from(), to);
        }
        case OTHER_CONTENT -> {
          byte[] other = bytes(right.length, step.salt());
          assembly.receive(piece(step.from(), other));
          System.arraycopy(other, 0, model, step.from(), other.length);
          there.set(step.from(), to);
        }
        case UNDECLARED_LENGTH -> {
          InputStream body = new ByteArrayInputStream(right);
          assembly.receive(piece(step.from(), SIZE - step.from(), body, UploadServer.md5(right)));
          System.arraycopy(right, 0, model, step.from(), right.length);
          there.set(step.from(), to);
        }
        case WRONG_HASH -> {
          byte[] wrong = bytes(right.length, step.salt());
          Assembly current = assembly;
          assertThatThrownBy(
                  () -> receive(current, step.from(), wrong, UploadServer.md5(new byte[] {1, 2})))
              .isInstanceOf(Refusal.class);
        }
        case CUT -> {
          if (right.length > 0) {
            byte[] wrong = bytes(right.length, step.salt());
            Assembly current = assembly;
            assertThatThrownBy(() ->
                    current.receive(
                        piece(
                            step.from(),
                            wrong.length,
                            cut(wrong, step.salt() % wrong.length),
                            UploadServer.md5(wrong))))
                .isInstanceOf(BodyCutException.class);
          }
        }
        case RESTART -> assembly = load(id);
        case FINISH_TOO_EARLY -> {
          if (there.cardinality() < SIZE) {
            Assembly current = assembly;
            assertThatThrownBy(
                    () -> current.finish(OptionalLong.empty(), Optional.empty(), new Witness()))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Bytes are missing");
          }
        }
      }
    }
    UploadSpecification.Resume resume = assembly.resume(Long.MAX_VALUE / 2);
    int prefix = there.nextClearBit(0);
    assertThat(resume.offset()).isEqualTo(prefix);
    assertThat(resume.md5()).isEqualTo(UploadServer.md5(Arrays.copyOf(model, prefix)));
    for (int from = there.nextClearBit(0); from < SIZE; from = there.nextClearBit(from)) {
      int to = there.nextSetBit(from) < 0 ? SIZE : there.nextSetBit(from);
      assembly.receive(piece(from, Arrays.copyOfRange(original, from, to)));
      System.arraycopy(original, from, model, from, to - from);
      there.set(from, to);
    }
    Witness witness = new Witness();
    assembly.finish(OptionalLong.empty(), Optional.of(UploadServer.md5(model)), witness);
    assertWhole(witness.content, model);
  }

  private static void receive(Assembly assembly, long from, byte[] bytes, String md5)
      throws IOException {
    assembly.receive(piece(from, bytes.length, new ByteArrayInputStream(bytes), md5));
  }

  private static InputStream cut(byte[] bytes, int after) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, 0, after);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int n = in.read();
        if (n < 0) {
          throw new BodyCutException(BodyCutException.How.RESET, after, "cut");
        }
        return n;
      }
    };
  }

  // --- races -------------------------------------------------------------------------------------

  /// A body that gives its first half, says so, and waits to be let on.
  private static final class Held extends InputStream {

    final CountDownLatch halfRead = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    private final byte[] bytes;
    private int at;

    Held(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int half = bytes.length / 2;
      if (at == half) {
        halfRead.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      int end = at < half ? half : bytes.length;
      if (at == bytes.length) {
        return -1;
      }
      int n = Math.min(length, end - at);
      System.arraycopy(bytes, at, into, offset, n);
      at += n;
      return n;
    }
  }

  private Future<Span> later(ExecutorService threads, Assembly assembly, Piece piece) {
    return threads.submit(() -> assembly.receive(piece));
  }

  @Test
  @Timeout(30)
  void anUploadRetriedWhileTheFirstAttemptIsStillWritingIsTheRetrys() throws Exception {
    byte[] good = bytes(600_000, 3);
    byte[] stale = bytes(600_000, 4);
    Assembly assembly = load(session(OptionalLong.of(600_000)).id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Held first = new Held(stale);
      Future<Span> attempt =
          later(threads, assembly, piece(0, stale.length, first, UploadServer.md5(stale)));
      first.halfRead.await();

      assembly.receive(piece(0, good));
      first.goOn.countDown();

      assertThatThrownBy(attempt::get).hasRootCauseInstanceOf(Refusal.class);
      Witness witness = new Witness();
      assembly.finish(OptionalLong.empty(), Optional.empty(), witness);
      assertWhole(witness.content, good);
    }
  }

  @Test
  @Timeout(30)
  void aLateDuplicateOfARunningChunkDoesNotCorrupt() throws Exception {
    byte[] good = bytes(600_000, 3);
    Assembly assembly = load(session(OptionalLong.of(600_000)).id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Held first = new Held(good);
      Held duplicate = new Held(good);
      Future<Span> one =
          later(threads, assembly, piece(0, good.length, first, UploadServer.md5(good)));
      first.halfRead.await();
      Future<Span> two =
          later(threads, assembly, piece(0, good.length, duplicate, UploadServer.md5(good)));
      duplicate.halfRead.await();
      first.goOn.countDown();
      one.get();
      Witness witness = new Witness();
      assembly.finish(OptionalLong.empty(), Optional.empty(), witness);
      duplicate.goOn.countDown();

      assertThatThrownBy(two::get).hasRootCauseInstanceOf(Refusal.class);
      assertWhole(witness.content, good);
    }
  }

  @Test
  @Timeout(30)
  void aStuckChunkBehindTheEndCannotWriteAfterTheFinish() throws Exception {
    byte[] good = bytes(100_000, 3);
    Assembly assembly = load(session(OptionalLong.empty()).id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assembly.receive(piece(0, good));
      Held stuck = new Held(good);
      Future<Span> beyond =
          later(threads, assembly, piece(100_000, good.length, stuck, UploadServer.md5(good)));
      stuck.halfRead.await();
      Witness witness = new Witness();
      assembly.finish(OptionalLong.empty(), Optional.empty(), witness);
      stuck.goOn.countDown();

      assertThatThrownBy(beyond::get).hasRootCauseInstanceOf(Refusal.class);
      assertWhole(witness.content, good);
    }
  }

  @Test
  @Timeout(30)
  void aFinishThatComesTooEarlyEndsNoChunk() throws Exception {
    byte[] good = bytes(100_000, 3);
    Assembly assembly = load(session(OptionalLong.of(200_000)).id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assembly.receive(piece(0, good));
      Held slow = new Held(good);
      Future<Span> second =
          later(threads, assembly, piece(100_000, good.length, slow, UploadServer.md5(good)));
      slow.halfRead.await();
      assertThatThrownBy(
              () -> assembly.finish(OptionalLong.empty(), Optional.empty(), new Witness()))
          .hasMessageStartingWith("Bytes are missing from 100000");
      slow.goOn.countDown();
      second.get();
      Witness witness = new Witness();
      assembly.finish(OptionalLong.empty(), Optional.empty(), witness);
      assertThat(witness.content.size()).isEqualTo(200_000);
    }
  }

  @Test
  @Timeout(60)
  void manyThreadsInAnyOrderWithDuplicatesMakeTheFile() throws Exception {
    int chunk = 50_000;
    byte[] whole = bytes(40 * chunk, 9);
    Assembly assembly = load(session(OptionalLong.of(whole.length)).id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> order = new java.util.ArrayList<>();
      for (int i = 0; i < 40; i++) {
        order.add(i);
        order.add(i);
      }
      java.util.Collections.shuffle(order, new Random(2));
      AtomicInteger accepted = new AtomicInteger();
      List<Future<?>> all = new java.util.ArrayList<>();
      for (int i : order) {
        all.add(
            threads.submit(() -> {
              byte[] part = Arrays.copyOfRange(whole, i * chunk, (i + 1) * chunk);
              try {
                assembly.receive(piece((long) i * chunk, part));
                accepted.incrementAndGet();
              } catch (Refusal superseded) {
                assertThat(superseded.code()).isEqualTo("CHUNK_SUPERSEDED");
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(accepted.get()).isGreaterThanOrEqualTo(40);
      Witness witness = new Witness();
      List<Future<String>> finishers = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        finishers.add(
            threads.submit(() -> assembly.finish(OptionalLong.empty(), Optional.empty(), witness)));
      }
      for (Future<String> each : finishers) {
        assertThat(each.get()).isEqualTo("[]");
      }
      assertThat(witness.commits).hasValue(1);
      assertWhole(witness.content, whole);
    }
  }

  @Test
  void aFileThatArrivedInOrderIsNeverReadBack() throws Exception {
    byte[] whole = bytes(900_000, 5);
    Assembly assembly = load(session(OptionalLong.of(whole.length)).id());
    blobs.become(sound -> valise.platform.blob.FaultyBlobs.over(sound).failingRead());
    for (int at = 0; at < whole.length; at += 300_000) {
      assembly.receive(piece(at, Arrays.copyOfRange(whole, at, at + 300_000)));
    }
    Witness witness = new Witness();
    assembly.finish(OptionalLong.empty(), Optional.empty(), witness);
    blobs.heal();
    assertWhole(witness.content, whole);
  }

  @Test
  @Timeout(30)
  void aSessionDiscardedWhileAChunkArrivesTakesNothing() throws Exception {
    byte[] good = bytes(100_000, 3);
    Session session = session(OptionalLong.of(good.length));
    Assembly assembly = load(session.id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Held slow = new Held(good);
      Future<Span> chunk =
          later(threads, assembly, piece(0, good.length, slow, UploadServer.md5(good)));
      slow.halfRead.await();
      fresh.database().write(tx -> UploadStore.remove(tx, session.id()));
      assembly.discard();
      slow.goOn.countDown();
      assertThatThrownBy(chunk::get).hasRootCauseInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> assembly.receive(piece(0, good))).hasMessage("Unrecognized Upload ID");
  }
}
