package valise.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import valise.platform.ScriptedClock;
import valise.platform.db.Breakable;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.watch.Journal;

@EveryDatabase("platform")
class JobsTest {

  private static final JobQueue QUEUE =
      JobQueue.named("q").withRetries(3, Duration.ofSeconds(10), Duration.ofMinutes(10));

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final List<String> lines = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Jobs jobs;

  JobsTest(Database database) {
    this.database = database;
    this.jobs = jobsOf("node");
  }

  private Jobs jobsOf(String node) {
    return new Jobs(database, clock, new Journal(clock, lines::add), node);
  }

  private void enqueue(String key, String payload, Duration in) {
    Instant due = clock.instant().plus(in);
    database.write(tx -> {
      jobs.enqueue(tx, "q", key, payload, due);
      return true;
    });
  }

  private void handle(JobHandler handler) {
    jobs.handle(QUEUE, handler);
  }

  private void handleAll() {
    handle(job -> {
      done.add(job.key() + "=" + job.payload());
      return Outcome.done();
    });
  }

  @Test
  void aJobIsDoneOnceWhenItIsDue() {
    handleAll();
    enqueue("a", "1", Duration.ofSeconds(5));

    assertThat(jobs.step()).isZero();
    clock.advance(Duration.ofSeconds(5));
    assertThat(jobs.step()).isEqualTo(1);
    assertThat(jobs.step()).isZero();

    assertThat(done).containsExactly("a=1");
    assertThat(jobs.waiting()).isEmpty();
  }

  @Test
  void aJobOfARolledBackChangeNeverWas() {
    handleAll();

    assertThatThrownBy(() ->
            database.write(tx -> {
              jobs.enqueue(tx, "q", "a", "1");
              throw new IllegalArgumentException();
            }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(jobs.step()).isZero();
  }

  @Test
  void askingAgainKeepsTheEarlierTimeAndTakesTheNewerPayload() {
    handleAll();
    enqueue("a", "1", Duration.ofSeconds(5));
    enqueue("a", "2", Duration.ofSeconds(50));
    enqueue("b", "1", Duration.ofSeconds(50));
    enqueue("b", "2", Duration.ofSeconds(5));
    clock.advance(Duration.ofSeconds(5));

    assertThat(jobs.step()).isEqualTo(2);
    assertThat(done).containsExactlyInAnyOrder("a=2", "b=2");
  }

  @Test
  void askingForAJobThatIsBeingDoneHasItDoneOnceMore() {
    handle(job -> {
      done.add(job.payload());
      if (job.payload().equals("1")) {
        enqueue("a", "2", Duration.ofSeconds(7));
        enqueue("a", "2", Duration.ofSeconds(9));
      }
      return Outcome.done();
    });
    enqueue("a", "1", Duration.ZERO);

    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(7));
    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofHours(1));
    assertThat(jobs.step()).isZero();
    assertThat(done).containsExactly("1", "2");
  }

  @Test
  void aFailedJobPausesLongerEachTimeThenDiesAndTellsWhy() {
    handle(job -> {
      done.add(job.attempt() + "");
      throw new IllegalStateException("no luck " + job.attempt());
    });
    enqueue("a", "1", Duration.ZERO);

    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(9));
    assertThat(jobs.step()).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(19));
    assertThat(jobs.step()).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofDays(1));
    assertThat(jobs.step()).isZero();

    assertThat(done).containsExactly("1", "2", "3");
    assertThat(jobs.waiting()).isEmpty();
    assertThat(jobs.dead(10))
        .singleElement()
        .satisfies(dead -> {
          assertThat(dead.key()).isEqualTo("a");
          assertThat(dead.attempts()).isEqualTo(3);
          assertThat(dead.lastError()).contains("no luck 3");
        });
    assertThat(lines).hasSize(3).last().asString().contains("\"outcome\":\"dead\"");
  }

  @Test
  void askingAgainDoesNotShortenThePauseAfterAFailure() {
    handle(job -> {
      done.add(job.payload());
      throw new IllegalStateException();
    });
    enqueue("a", "1", Duration.ZERO);
    jobs.step();
    enqueue("a", "2", Duration.ZERO);

    assertThat(jobs.step()).isZero();
    clock.advance(Duration.ofSeconds(10));
    assertThat(jobs.step()).isEqualTo(1);
    assertThat(done).containsExactly("1", "2");
  }

  @Test
  void aDeadJobLivesAgainWhenRevivedOrAskedForAndIsGoneWhenDiscarded() {
    boolean[] broken = {true};
    handle(job -> {
      if (broken[0]) {
        throw new IllegalStateException();
      }
      done.add(job.key());
      return Outcome.done();
    });
    for (String key : List.of("a", "b", "c")) {
      enqueue(key, "1", Duration.ZERO);
    }
    for (int i = 0; i < 3; i++) {
      jobs.step();
      clock.advance(Duration.ofHours(1));
    }
    broken[0] = false;
    List<DeadJob> dead = jobs.dead(10);
    assertThat(dead).hasSize(3);
    assertThat(jobs.dead(2)).hasSize(2);

    for (DeadJob job : dead) {
      switch (job.key()) {
        case "a" -> assertThat(jobs.revive(job.id())).isTrue();
        case "b" -> enqueue("b", "2", Duration.ZERO);
        default -> assertThat(jobs.discard(job.id())).isTrue();
      }
    }

    assertThat(jobs.step()).isEqualTo(2);
    assertThat(done).containsExactlyInAnyOrder("a", "b");
    assertThat(jobs.dead(10)).isEmpty();
    assertThat(jobs.revive("unknown")).isFalse();
    assertThat(jobs.discard("unknown")).isFalse();
  }

  @Test
  void aHandlerMayAskForTheSameJobLater() {
    handle(job -> {
      done.add(job.attempt() + "");
      return Outcome.again(clock.instant().plusSeconds(60));
    });
    enqueue("a", "1", Duration.ZERO);

    assertThat(jobs.step()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(jobs.step()).isEqualTo(1);
    assertThat(done).containsExactly("1", "1");
  }

  @Test
  void aCancelledJobIsNotDone() {
    handleAll();
    enqueue("a", "1", Duration.ZERO);

    assertThat(database.<Boolean>write(tx -> jobs.cancel(tx, "q", "a"))).isTrue();
    assertThat(database.<Boolean>write(tx -> jobs.cancel(tx, "q", "a"))).isFalse();
    assertThat(jobs.step()).isZero();
  }

  @Test
  void aTimerRunsAtOnceThenEachPeriodAndSurvivesFailures() {
    boolean[] broken = {false};
    jobs.every(
        Duration.ofMinutes(10),
        "sweep",
        job -> {
          done.add(clock.instant().toString());
          if (broken[0]) {
            throw new IllegalStateException();
          }
          return Outcome.done();
        });

    assertThat(jobs.step()).isEqualTo(1);
    assertThat(jobs.step()).isZero();
    clock.advance(Duration.ofMinutes(10));
    assertThat(jobs.step()).isEqualTo(1);
    broken[0] = true;
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofMinutes(10));
      assertThat(jobs.step()).isEqualTo(1);
    }
    broken[0] = false;
    clock.advance(Duration.ofMinutes(10));
    assertThat(jobs.step()).isEqualTo(1);
    assertThat(jobs.step()).isZero();
  }

  @Test
  void aTimerThatFoundNothingToDoIsNotTold() {
    long[] rows = {0};
    jobs.every(Duration.ofMinutes(1), "sweep", job -> Outcome.did(rows[0]));
    jobs.step();
    assertThat(lines).isEmpty();

    rows[0] = 3;
    clock.advance(Duration.ofMinutes(1));
    assertThat(jobs.step()).as("it goes on").isEqualTo(1);

    assertThat(lines).singleElement().asString().contains("\"outcome\":\"ok\"");
  }

  @Test
  void aRestartDoesNotRunATimerEarlyAndAShorterPeriodCountsAtOnce() {
    jobs.every(Duration.ofHours(10), "sweep", job -> Outcome.done());
    jobs.step();
    Jobs restarted = jobsOf("node");
    restarted.every(Duration.ofHours(1), "sweep", job -> Outcome.done());

    assertThat(restarted.step()).isZero();
    clock.advance(Duration.ofHours(1));
    assertThat(restarted.step()).isEqualTo(1);
  }

  @Test
  void workAndItsSettlementShareOneTransaction() {
    handle(job -> {
      database.write(tx -> {
        jobs.enqueue(tx, "other", job.key(), "");
        job.settle(tx, Outcome.done());
        return true;
      });
      throw new IllegalStateException("after it was settled");
    });
    enqueue("a", "1", Duration.ZERO);
    jobs.step();

    clock.advance(Duration.ofDays(1));
    assertThat(jobs.step()).isZero();
    assertThat(jobs.waiting()).isEqualTo(Map.of("other", 1));
  }

  @Test
  void aWorkerPausedPastItsLeaseCanRecordNothing() {
    Jobs second = jobsOf("second");
    second.handle(
        QUEUE,
        job -> {
          done.add("second " + job.attempt());
          return Outcome.again(clock.instant().plusSeconds(3600));
        });
    handle(job -> {
      clock.advance(Duration.ofSeconds(31));
      second.step();
      assertThatThrownBy(() ->
              database.write(tx -> {
                jobs.enqueue(tx, "other", "x", "");
                job.settle(tx, Outcome.done());
                return true;
              }))
          .isInstanceOf(LeaseLostException.class);
      return Outcome.done();
    });
    enqueue("a", "1", Duration.ZERO);
    jobs.step();

    assertThat(done).containsExactly("second 2");
    assertThat(jobs.waiting()).isEqualTo(Map.of("q", 1));
    assertThat(lines).last().asString().contains("lease_lost");
  }

  @Test
  void aJobThatKillsItsProcessEachTimeComesToAnEnd() {
    handle(job -> Outcome.done());
    enqueue("a", "1", Duration.ZERO);
    for (int i = 0; i < 3; i++) {
      Registration registration = new Registration(QUEUE, job -> Outcome.done(), Optional.empty());
      assertThat(jobs.claim(registration, 10)).hasSize(1);
      clock.advance(Duration.ofSeconds(31));
    }

    assertThat(jobs.step()).isZero();
    assertThat(jobs.dead(1)).singleElement().extracting(DeadJob::key).isEqualTo("a");
  }

  @Test
  void nodesThatTakeAtTheSameTimeNeverTakeTheSame() throws Exception {
    for (int i = 0; i < 60; i++) {
      enqueue("k" + i, "", Duration.ZERO);
    }
    Set<String> taken = ConcurrentHashMap.newKeySet();
    AtomicInteger times = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> nodes = new ArrayList<>();
      for (int n = 0; n < 6; n++) {
        Jobs node = jobsOf("node" + n);
        node.handle(
            QUEUE,
            job -> {
              taken.add(job.key());
              times.incrementAndGet();
              return Outcome.done();
            });
        nodes.add(threads.submit(node::step));
      }
      for (Future<?> node : nodes) {
        node.get();
      }
    }

    assertThat(taken).hasSize(60);
    assertThat(times).hasValue(60);
  }

  @Test
  void aRunnerDoesWhatIsAskedForWithinMoments() throws Exception {
    Jobs running = new Jobs(database, InstantSource.system(), Journal.silent(), "node");
    CountDownLatch hundred = new CountDownLatch(100);
    running.handle(
        JobQueue.named("fast"),
        job -> {
          hundred.countDown();
          return Outcome.done();
        });
    running.start();
    try {
      for (int i = 0; i < 100; i++) {
        String key = "k" + i;
        database.write(tx -> {
          running.enqueue(tx, "fast", key, "");
          return true;
        });
      }
      // Without the wake-up after commit it would look only every few seconds.
      assertThat(hundred.await(4, TimeUnit.SECONDS)).isTrue();
    } finally {
      running.stop(Duration.ofSeconds(10));
    }
    assertThat(running.waiting()).isEmpty();
  }

  @Test
  void stoppingWaitsForTheQuickAndGivesBackTheSlow() throws Exception {
    Jobs running = new Jobs(database, InstantSource.system(), Journal.silent(), "node");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    running.handle(
        JobQueue.named("slow"),
        job -> {
          started.countDown();
          never.await();
          return Outcome.done();
        });
    running.start();
    database.write(tx -> {
      running.enqueue(tx, "slow", "a", "");
      return true;
    });
    started.await();
    running.stop(Duration.ofMillis(10));

    List<Integer> attempts = new ArrayList<>();
    Jobs next = new Jobs(database, InstantSource.system(), Journal.silent(), "another");
    next.handle(
        JobQueue.named("slow"),
        job -> {
          attempts.add(job.attempt());
          return Outcome.done();
        });
    next.step();

    assertThat(attempts).containsExactly(1);
  }

  @Test
  void whatANodeHeldWhenItDiedItTakesUpAtOnce() throws Exception {
    Jobs dying = new Jobs(database, InstantSource.system(), Journal.silent(), "node");
    database.write(tx -> {
      dying.enqueue(tx, "q", "a", "");
      return true;
    });
    Registration registration = new Registration(QUEUE, job -> Outcome.done(), Optional.empty());
    assertThat(dying.claim(registration, 1)).hasSize(1);

    Jobs restarted = new Jobs(database, InstantSource.system(), Journal.silent(), "node");
    CountDownLatch did = new CountDownLatch(1);
    restarted.handle(
        QUEUE,
        job -> {
          did.countDown();
          return Outcome.done();
        });
    restarted.start();
    try {
      assertThat(did.await(4, TimeUnit.SECONDS)).isTrue();
    } finally {
      restarted.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void aDatabaseThatWasAwayFindsEverySlotFreeAgain() throws Exception {
    Breakable breakable = new Breakable(database);
    Jobs node = new Jobs(breakable, clock, Journal.silent(), "node");
    CountDownLatch ran = new CountDownLatch(1);
    node.handle(
        QUEUE,
        job -> {
          ran.countDown();
          return Outcome.done();
        });
    breakable.breaks(() ->
        Thread.currentThread().getName().equals("jobs-q")
            ? Breakable.Fault.AWAY
            : Breakable.Fault.NONE);
    node.start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (breakable.met() == 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      assertThat(breakable.met()).isPositive();
      breakable.mend();
      enqueue("a", "1", Duration.ZERO);

      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      node.stop(Duration.ofSeconds(5));
    }
  }
}
