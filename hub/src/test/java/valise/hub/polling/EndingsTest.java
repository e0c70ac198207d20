package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// The ends of looks, written many at a time.
@EveryDatabase({"platform", "hub"})
class EndingsTest {

  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final int MANY = 300;

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final PollStore store = new PollStore();
  private final Endings endings;

  EndingsTest(Database database) {
    this.database = database;
    this.endings = new Endings(database, store);
    database.write(tx -> {
      for (int i = 1; i <= MANY; i++) {
        store.watch(
            tx,
            new InstanceId(i),
            "documents",
            new AccountId(1),
            "x",
            Duration.ofMinutes(1),
            clock.instant());
      }
      return true;
    });
  }

  private List<Watch> claim(int most) {
    return database.write(tx -> store.claim(tx, "one", clock.instant(), LEASE, most));
  }

  private PollStore.Done done(Watch watch, String cursor, Instant next) {
    return new PollStore.Done(watch, cursor, clock.instant(), next, next);
  }

  private Watch now(Watch watch) {
    return database.read(sql -> store.of(sql, watch.instance())).getFirst();
  }

  @Test
  void eachOfManyAtOnceIsWrittenWithItsOwnCursorAndTime() throws Exception {
    List<Watch> held = claim(MANY);
    assertThat(held).hasSize(MANY);

    List<Future<Boolean>> written = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Watch watch : held) {
        long id = watch.instance().value();
        written.add(
            threads.submit(
                () -> endings.write(done(watch, "c" + id, clock.instant().plusSeconds(id)))));
      }
    }

    for (Future<Boolean> each : written) {
      assertThat(each.get()).isTrue();
    }
    for (Watch watch : held) {
      long id = watch.instance().value();
      assertThat(now(watch).cursor()).isEqualTo("c" + id);
      assertThat(now(watch).dueAt()).isEqualTo(clock.instant().plusSeconds(id));
      assertThat(now(watch).watching()).isTrue();
    }
  }

  @Test
  void whoseLeaseIsLostChangesNothing() {
    Watch late = claim(1).getFirst();
    clock.advance(LEASE.plusSeconds(1));
    List<Watch> all = claim(MANY);
    assertThat(all).anyMatch(watch -> watch.instance().equals(late.instance()));

    boolean held = endings.write(done(late, "late", clock.instant()));

    assertThat(held).isFalse();
    assertThat(now(late).cursor()).isEmpty();
  }

  @Test
  void whoeverRangMeanwhileIsAnsweredAtOnce() {
    Watch watch = claim(1).getFirst();
    Instant rung = clock.instant();
    database.write(tx -> store.ring(tx, watch.instance(), rung));

    endings.write(done(watch, "", clock.instant().plusSeconds(60)));

    assertThat(now(watch).dueAt()).isEqualTo(rung);
  }

  @Test
  void aWatchThatIsHeldKnowsWhenItCameDue() {
    Instant due = clock.instant();
    clock.advance(Duration.ofSeconds(7));

    assertThat(claim(1).getFirst().dueAt()).isEqualTo(due);
  }
}
