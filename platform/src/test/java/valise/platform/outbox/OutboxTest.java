package valise.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.watch.Journal;

@EveryDatabase("platform")
class OutboxTest {

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final Outbox outbox;
  private final Relay relay;
  private final List<String> got = new ArrayList<>();

  OutboxTest(Database database) {
    this.database = database;
    this.outbox = new Outbox(database, clock);
    this.relay = relayOf("node");
  }

  private Relay relayOf(String node) {
    return new Relay(database, outbox, clock, Journal.silent(), node);
  }

  private void append(String... payloads) {
    database.write(tx -> {
      for (String payload : payloads) {
        outbox.append(tx, "item.made", "account", payload);
      }
      return true;
    });
  }

  private void consume(String name) {
    relay.consumer(name, Relay.Start.OLDEST, entry -> got.add(name + entry.payload()));
  }

  @Test
  void eventsAreNumberedInOrderAndKeepEverything() {
    append("1", "2");
    append("3");

    assertThat(outbox.after(0, 10)).extracting(Entry::payload).containsExactly("1", "2", "3");
    assertThat(outbox.after(0, 10)).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
    assertThat(outbox.after(1, 1))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.topic()).isEqualTo("item.made");
          assertThat(entry.accountId()).isEqualTo("account");
          assertThat(entry.at()).isEqualTo(clock.instant());
        });
    assertThat(outbox.head()).isEqualTo(3);
  }

  @Test
  void aRolledBackEventLeavesNoGap() {
    append("1");
    assertThatThrownBy(() ->
            database.write(tx -> {
              outbox.append(tx, "t", "a", "lost");
              throw new IllegalArgumentException();
            }))
        .isInstanceOf(IllegalArgumentException.class);
    append("2");

    assertThat(outbox.after(0, 10)).extracting(Entry::seq).containsExactly(1L, 2L);
  }

  @Test
  void aReaderNeverSeesANumberBeforeASmallerOne() throws Exception {
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < 16; w++) {
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < 20; i++) {
                append("a", "b");
              }
            }));
      }
      Future<Long> reader =
          threads.submit(() -> {
            long last = 0;
            boolean more = true;
            while (more) {
              more = writing.get();
              for (Entry entry : outbox.after(last, 50)) {
                assertThat(entry.seq()).isEqualTo(last + 1);
                last = entry.seq();
              }
            }
            return last;
          });
      for (Future<?> writer : writers) {
        writer.get();
      }
      writing.set(false);
      // What was written after its last look.
      long last = reader.get();
      assertThat(outbox.after(last, 1_000))
          .extracting(Entry::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, 640).boxed().toList());
    }
  }

  @Test
  void everyConsumerGetsEveryEventOnceAndInOrder() {
    consume("x");
    consume("y");
    append("1", "2");
    append("3");

    assertThat(relay.step()).isEqualTo(6);
    assertThat(relay.step()).isZero();
    assertThat(got).containsExactly("x1", "x2", "x3", "y1", "y2", "y3");
  }

  @Test
  void aConsumerGoesOnWhereItStoodAfterARestart() {
    consume("x");
    append("1");
    relay.step();
    append("2");

    Relay restarted = relayOf("node");
    restarted.consumer("x", Relay.Start.OLDEST, entry -> got.add("again" + entry.payload()));
    restarted.step();

    assertThat(got).containsExactly("x1", "again2");
  }

  @Test
  void aFailingConsumerIsTriedAgainLaterAndHoldsUpNobody() {
    boolean[] broken = {true};
    relay.consumer(
        "x",
        Relay.Start.OLDEST,
        entry -> {
          if (entry.payload().equals("2") && broken[0]) {
            throw new IllegalStateException("not yet");
          }
          got.add("x" + entry.payload());
        });
    consume("y");
    append("1", "2", "3");

    relay.step();
    assertThat(got).containsExactly("x1", "y1", "y2", "y3");
    assertThat(relay.progress())
        .first()
        .satisfies(x -> {
          assertThat(x.seq()).isEqualTo(1);
          assertThat(x.behind()).isEqualTo(2);
          assertThat(x.failures()).isEqualTo(1);
          assertThat(x.lastError()).hasValueSatisfying(e -> assertThat(e).contains("not yet"));
        });
    assertThat(relay.step()).isZero();
    clock.advance(Duration.ofSeconds(1));
    relay.step();
    clock.advance(Duration.ofSeconds(1));
    relay.step();
    // The second pause is two seconds.
    assertThat(relay.progress().getFirst().failures()).isEqualTo(2);
    broken[0] = false;
    clock.advance(Duration.ofSeconds(1));
    relay.step();

    assertThat(got).containsExactly("x1", "y1", "y2", "y3", "x2", "x3");
    assertThat(relay.progress().getFirst())
        .isEqualTo(new Relay.Progress("x", 3, 0, 0, Optional.empty()));
  }

  @Test
  void aTransactionalConsumersWorkAndPositionAreOne() {
    boolean[] broken = {true};
    relay.transactional(
        "x",
        Relay.Start.OLDEST,
        (tx, entry) -> {
          if (entry.topic().equals("item.made")) {
            outbox.append(tx, "echo", entry.accountId(), "echo " + entry.payload());
            if (entry.payload().equals("2") && broken[0]) {
              throw new IllegalStateException();
            }
          }
        });
    append("1", "2");

    relay.step();
    assertThat(outbox.after(2, 10)).extracting(Entry::payload).containsExactly("echo 1");
    broken[0] = false;
    clock.advance(Duration.ofSeconds(1));
    relay.step();

    assertThat(outbox.after(2, 10)).extracting(Entry::payload).containsExactly("echo 1", "echo 2");
    assertThat(relay.progress().getFirst().behind()).isZero();
  }

  @Test
  void oneNodeServesAConsumerUntilItDies() {
    Relay other = relayOf("other");
    other.consumer("x", Relay.Start.OLDEST, entry -> got.add("other" + entry.payload()));
    consume("x");
    append("1");
    relay.step();
    append("2");

    assertThat(other.step()).isZero();
    clock.advance(Duration.ofSeconds(31));
    other.step();
    assertThat(got).containsExactly("x1", "other2");
  }

  @Test
  void aNewConsumerMayBeginWithTheNextEvent() {
    append("1");
    relay.consumer("x", Relay.Start.NOW, entry -> got.add(entry.payload()));
    append("2");
    relay.step();

    assertThat(got).containsExactly("2");
  }

  @Test
  void onlyWhatIsOldAndPassedByAllIsPurged() {
    consume("x");
    append("1", "2");
    relay.step();
    relay.consumer("late", Relay.Start.OLDEST, entry -> {});
    clock.advance(Duration.ofDays(2));
    append("3");

    assertThat(outbox.purge(Duration.ofDays(1))).isZero();
    relay.step();
    assertThat(outbox.purge(Duration.ofDays(3))).isZero();
    assertThat(outbox.purge(Duration.ofDays(1))).isEqualTo(2);
    assertThat(outbox.after(0, 10)).extracting(Entry::payload).containsExactly("3");
    append("4");
    assertThat(outbox.head()).isEqualTo(4);
  }

  @Test
  void aForgottenConsumerKeepsNothing() {
    consume("x");
    append("1");
    clock.advance(Duration.ofDays(2));

    assertThat(relay.forget("x")).isTrue();
    assertThat(outbox.purge(Duration.ofDays(1))).isEqualTo(1);
  }

  @Test
  void aRunningRelayHandsOutWithinMoments() throws Exception {
    Relay running = new Relay(database, outbox, InstantSource.system(), Journal.silent(), "node");
    Map<String, Integer> counts = new HashMap<>();
    CountDownLatch all = new CountDownLatch(200);
    running.consumer(
        "x",
        Relay.Start.OLDEST,
        entry -> {
          counts.merge(entry.id(), 1, Integer::sum);
          all.countDown();
        });
    running.start();
    try {
      for (int i = 0; i < 100; i++) {
        append("1", "2");
      }
      // Without the wake-up after commit it would look only every few seconds.
      assertThat(all.await(4, TimeUnit.SECONDS)).isTrue();
    } finally {
      running.stop(Duration.ofSeconds(10));
    }
    assertThat(counts.values()).hasSize(200).containsOnly(1);
  }
}
