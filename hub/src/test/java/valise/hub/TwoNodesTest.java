package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.hub.testing.HubServer;
import valise.hub.testing.StandIn;
import valise.hub.testing.Watched;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;
import valise.platform.net.Receiver;

/// Two processes share a PostgreSQL. One is stopped in the middle of what it does, for longer than
/// its lease, and does not know that when it goes on.
class TwoNodesTest {

  private static final Duration PAST_EVERY_LEASE = Duration.ofMinutes(10);
  private static final Duration INTERVAL = Duration.ofMinutes(20);

  @TempDir private Path folder;

  private final HubServer server = HubServer.on(DatabaseWorld.POSTGRES);

  /// Holds whoever comes first.
  private static final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    void pass() {
      arrived.countDown();
      await(open);
    }

    void awaitSomebody() {
      await(arrived);
    }

    void open() {
      open.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Node implements AutoCloseable {

    private final Process process;

    Node(String name) throws IOException {
      Path log = folder.resolve(name + ".log");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  RunningNode.class.getName(),
                  ((DatabaseSettings.Postgres) server.settings()).url(),
                  server.key().reveal(),
                  name,
                  clock().toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Watched.until(name + " is ready", () -> said(log).contains(RunningNode.READY));
    }

    private static String said(Path log) {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return "";
      }
    }

    void pause() throws Exception {
      signal("STOP");
    }

    void goOn() throws Exception {
      signal("CONT");
    }

    private void signal(String name) throws Exception {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Path clock() {
    return folder.resolve("clock");
  }

  private void advance(Duration time) throws IOException {
    server.clock().advance(time);
    Path next = folder.resolve("next");
    Files.writeString(next, Long.toString(server.clock().instant().toEpochMilli()));
    Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void whoWasStoppedInTheMiddleOfAPollOrADeliveryChangesNothingWhenItGoesOn() throws Exception {
    try (server;
        Watched watched = Watched.polled(server)) {
      advance(Duration.ZERO);
      List<String> expected = new ArrayList<>();
      AtomicReference<Optional<Gate>> held = new AtomicReference<>(Optional.empty());
      watched.provider.says(request -> {
        Optional<StandIn.Said> said = watched.answer(request);
        if (request.path().endsWith("/Children")) {
          held.getAndSet(Optional.empty()).ifPresent(Gate::pass);
        }
        return said;
      });
      Gate poll = new Gate();
      Gate delivery = new Gate();
      try (Node one = new Node("one")) {
        String file = watched.tree.file("top", "x");
        held.set(Optional.of(poll));
        advance(INTERVAL);
        poll.awaitSomebody();
        one.pause();
        // What it was told is not true any more when it goes on.
        watched.tree.rename(file, "y");
        advance(PAST_EVERY_LEASE);
        try (Node two = new Node("two")) {
          expected.add("CREATED " + file);
          Watched.until("the other has taken over", () -> watched.heard().size() == 1);
          poll.open();
          one.goOn();
          expected.add("CREATED " + watched.tree.file("top", "z"));
          advance(INTERVAL);
          Watched.until("it goes on", () -> delivered(watched) == 2);
          assertThat(watched.recorded()).isEqualTo(expected);

          two.pause();
          watched.receiver.behave((socket, out) -> {
            delivery.pass();
            Receiver.status(200).answer(socket, out);
          });
          expected.add("CREATED " + watched.tree.file("top", "w"));
          advance(INTERVAL);
          delivery.awaitSomebody();
          one.pause();
          watched.receiver.behave(Receiver.status(200));
          advance(PAST_EVERY_LEASE);
          two.goOn();
          Watched.until("it is sent again", () -> watched.receiver.heads().size() == 4);
          Watched.until("it is delivered", () -> delivered(watched) == 3);
          delivery.open();
          one.goOn();
          expected.add("CREATED " + watched.tree.file("top", "v"));
          advance(INTERVAL);
          Watched.until("both go on", () -> delivered(watched) == 4);
        }
      }
      assertThat(watched.recorded()).isEqualTo(expected);
      assertThat(watched.heard().values()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(watched.receiver.heads()).hasSize(5);
      String third =
          watched
              .tenant
              .get("/instances/" + watched.instance + "/events?after=2")
              .json()
              .get(0)
              .path("id")
              .asString();
      assertThat(
              watched
                  .tenant
                  .get("/instances/" + watched.instance + "/events/" + third + "/why")
                  .at("deliveries")
                  .get(0)
                  .path("attempts"))
          .as("whose lease it was no more writes nothing down")
          .hasSize(1);
    }
  }

  private static int delivered(Watched watched) {
    return watched
        .tenant
        .get("/notifications/subscriptions/deliveries?where=status%3D'delivered'")
        .json()
        .size();
  }
}
