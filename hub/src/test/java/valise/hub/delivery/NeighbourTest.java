package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.net.Receiver;

/// What one receiver does, the others must not feel.
class NeighbourTest {

  private static final int HEALTHY = 40;
  private static final int EACH = 25;

  @Test
  void receiversThatHangDripOrAreSlowDoNotHoldUpTheOthers() throws Exception {
    try (FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub");
        Receiver hangs = new Receiver(Receiver.stalls());
        Receiver drips =
            new Receiver(Receiver.drips("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
        Receiver slow = new Receiver(slowly());
        Receiver well = new Receiver(Receiver.status(200));
        Office office = new Office(fresh.database())) {
      office.subscribe(1, hangs.uri("/"));
      office.subscribe(2, drips.uri("/"));
      office.subscribe(3, slow.uri("/"));
      for (int i = 0; i < HEALTHY; i++) {
        office.subscribe(10 + i, well.uri("/" + i));
      }
      for (int bad = 1; bad <= 3; bad++) {
        office.happen(bad, 400);
      }
      Dispatcher node =
          office.node("one", DeliverySettings.DEFAULT.withPatience(Duration.ofSeconds(60)));
      node.start();
      Thread.sleep(500);
      for (int i = 0; i < HEALTHY; i++) {
        office.happen(10 + i, EACH);
      }
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (well.heads().size() < HEALTHY * EACH && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      int told = well.heads().size();
      int hung = hangs.heads().size();
      node.stop(Duration.ZERO);

      assertThat(told).isEqualTo(HEALTHY * EACH);
      // None of them was over when the healthy were done: so many at once and no more.
      assertThat(hung).isLessThanOrEqualTo(24);
    }
  }

  private static Receiver.Behaviour slowly() {
    return (socket, out) -> {
      Thread.sleep(2_000);
      Receiver.status(200).answer(socket, out);
    };
  }

  @Test
  void anAnswerThatIsEndlessOrNoHttpIsAFailureLikeAnyOther() throws IOException {
    for (Receiver.Behaviour behaviour :
        java.util.List.of(
            Receiver.says("nonsense\r\n\r\n"),
            Receiver.resets(),
            Receiver.says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
            Receiver.says(
                "HTTP/1.1 500 No\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000)))) {
      try (FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub");
          Receiver receiver = new Receiver(behaviour);
          Office office = new Office(fresh.database())) {
        Subscription made = office.subscribe(1, receiver.uri("/"));
        var event = office.happen(1, 1).getFirst();

        office.node("one").step();

        assertThat(office.states()).containsExactly(State.RETRY);
        Attempt attempt = office.deliveries.attempts(made.id(), event.id()).getFirst();
        assertThat(attempt.answer().length()).isLessThanOrEqualTo(4_000);
        assertThat(Optional.of(attempt.outcome())).isPresent();
      }
    }
  }
}
