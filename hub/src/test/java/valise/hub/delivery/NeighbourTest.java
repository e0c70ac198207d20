package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.net.Receiver;

/// What one receiver does, the others must not feel.
class NeighbourTest {

  private static final int HEALTHY = 40;
  private static final int EACH = 25;
  private static final int BAD = 3;

  /// So many requests at once a receiver gets that has not answered yet.
  private static final int FIRST_CAP = 8;

  /// Receivers that take all they can get and do not answer before the test says so.
  private static Receiver.Behaviour holding(Semaphore arrived, CountDownLatch over) {
    return (socket, out) -> {
      arrived.release();
      over.await();
      Receiver.status(200).answer(socket, out);
    };
  }

  @Test
  void whileReceiversHoldAllTheyWereGivenTheOthersGetEverything() throws Exception {
    Semaphore held = new Semaphore(0);
    Semaphore told = new Semaphore(0);
    CountDownLatch over = new CountDownLatch(1);
    try (FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub");
        Receiver bad = new Receiver(holding(held, over));
        Receiver well =
            new Receiver((socket, out) -> {
              Receiver.status(200).answer(socket, out);
              told.release();
            });
        Office office = new Office(fresh.database())) {
      for (int i = 0; i < BAD; i++) {
        office.subscribe(1 + i, bad.uri("/" + i));
        office.happen(1 + i, 20);
      }
      for (int i = 0; i < HEALTHY; i++) {
        office.subscribe(100 + i, well.uri("/" + i));
      }
      // Nobody loses patience while the test runs.
      Dispatcher node =
          office.node("one", DeliverySettings.DEFAULT.withPatience(Duration.ofSeconds(80)));
      node.start();
      assertThat(held.tryAcquire(BAD * FIRST_CAP, 30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < HEALTHY; i++) {
        office.happen(100 + i, EACH);
      }

      boolean all = told.tryAcquire(HEALTHY * EACH, 30, TimeUnit.SECONDS);
      int more = held.availablePermits();
      over.countDown();
      node.stop(Duration.ZERO);

      assertThat(all).isTrue();
      // None was answered, so none was given more.
      assertThat(more).isZero();
    }
  }
}
