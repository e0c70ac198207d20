package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.ChangePage;
import valise.hub.elements.KnownObjects;
import valise.hub.elements.Provider;
import valise.hub.events.Made;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.intake.Taken;
import valise.hub.testing.Tree;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.watch.Journal;

/// Many instances of a provider that hangs, and few of one that does not.
@EveryDatabase({"platform", "hub"})
class CrowdTest {

  private static final int HANGING = 40;
  private static final int WELL = 5;
  private static final PollSettings EIGHT_SLOTS =
      new PollSettings(8, Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofHours(24));

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final PollStore store = new PollStore();
  private final CountDownLatch answered = new CountDownLatch(WELL);
  private final CountDownLatch end = new CountDownLatch(1);

  CrowdTest(Database database) {
    this.database = database;
  }

  @Test
  void aProviderThatHangsLeavesTheOthersTheirPlaces() throws Exception {
    watch(1, HANGING);
    clock.advance(Duration.ofMinutes(2));
    watch(HANGING + 1, WELL);
    clock.advance(Duration.ofMinutes(2));
    Poller poller =
        new Poller(
            database,
            Taken.intake(database, Made.events(database, List.of(), clock)),
            instances -> (instance, resource) -> Optional.of(source(instance)),
            EIGHT_SLOTS,
            Journal.silent(),
            clock,
            "one");

    poller.start();
    boolean all;
    try {
      all = answered.await(30, TimeUnit.SECONDS);
    } finally {
      end.countDown();
      poller.stop(Duration.ofSeconds(10));
    }

    assertThat(all).as("all who are well were asked").isTrue();
  }

  private void watch(int first, int count) {
    database.write(tx -> {
      for (int i = first; i < first + count; i++) {
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

  private Source source(InstanceId instance) {
    boolean hangs = instance.value() <= HANGING;
    Origin origin =
        new Origin(instance, new AccountId(1), 1, 1, "x", "documents", "x", List.of(), false);
    return new Source(
        origin, new Feed(hangs), new Tree(clock), "x", hangs ? "it hangs" : "all is well");
  }

  private final class Feed implements ChangeFeed {

    private final boolean hangs;

    Feed(boolean hangs) {
      this.hangs = hangs;
    }

    @Override
    public String element() {
      return "x";
    }

    @Override
    public String resource() {
      return "documents";
    }

    @Override
    public ChangePage next(Provider provider, KnownObjects known, String cursor) {
      if (hangs) {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      } else {
        answered.countDown();
      }
      return new ChangePage(List.of(), "cursor", false);
    }

    @Override
    public String everything() {
      return START;
    }

    @Override
    public boolean sweeping(String cursor) {
      return false;
    }

    @Override
    public boolean gone(Provider provider, String key) {
      return false;
    }
  }
}
