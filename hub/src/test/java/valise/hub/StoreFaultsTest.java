package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valise.hub.delivery.DeliveryWork;
import valise.hub.polling.PollWork;
import valise.hub.testing.HubServer;
import valise.hub.testing.Watched;
import valise.platform.db.Breakable;
import valise.platform.db.Breakable.Fault;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.Databases;
import valise.platform.db.Tunnel;
import valise.platform.net.Receiver;

/// The hub's database fails while the provider and the receiver do not: nothing is lost, nothing is
/// told under two ids, and the node goes on by itself.
class StoreFaultsTest {

  /// More than any lease and any pause after failures.
  private static final Duration LONG = Duration.ofMinutes(70);

  private static Watched running(HubServer server) {
    Watched watched = Watched.polled(server);
    server.bean(PollWork.class).start();
    server.bean(DeliveryWork.class).start();
    return watched;
  }

  private static void stop(HubServer server) {
    server.bean(PollWork.class).stop();
    server.bean(DeliveryWork.class).stop();
  }

  private static void assertWell(Watched watched) {
    assertThat(watched.polling().path("failures").asInt()).isZero();
    assertThat(watched.polling().path("lastError").isNull()).isTrue();
  }

  @Test
  void aNodeWhoseDatabaseFailedGoesOnByItselfAndTellsEverythingOnce() {
    AtomicReference<Breakable> way = new AtomicReference<>();
    try (HubServer server =
            HubServer.on(DatabaseWorld.SQLITE, fresh -> made(way, fresh.database()));
        Watched watched = running(server)) {
      List<String> expected = new ArrayList<>();
      for (Fault fault : List.of(Fault.AWAY, Fault.READ_ONLY, Fault.DOUBTFUL)) {
        way.get().breaks(fault);
        expected.add("CREATED " + watched.tree.file("top", "while " + fault));
        server.clock().advance(LONG);
        Watched.until("it was met", () -> way.get().met() >= 2);
        way.get().mend();
        server.clock().advance(LONG);

        Watched.until("it is told", () -> watched.heard().size() == expected.size());
      }
      assertThat(watched.heard().values()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(watched.recorded()).containsExactlyElementsOf(expected);
      assertThat(watched.receiver.heads()).hasSameSizeAs(expected);
      Watched.until("it is well", () -> watched.polling().path("lastError").isNull());
      assertWell(watched);
      stop(server);
    }
  }

  private static Database made(AtomicReference<Breakable> way, Database real) {
    way.set(new Breakable(real));
    return way.get();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"AWAY", "DOUBTFUL"})
  void whatCameOfADeliveryIsWrittenDownOnceThatIsPossibleAndNotSentAgain(Fault fault) {
    AtomicReference<Breakable> way = new AtomicReference<>();
    try (HubServer server =
            HubServer.on(DatabaseWorld.SQLITE, fresh -> made(way, fresh.database()));
        Watched watched = running(server)) {
      watched.receiver.behave((socket, out) -> {
        way.get().breaks(fault);
        Receiver.status(200).answer(socket, out);
      });
      watched.tree.file("top", "x");
      server.clock().advance(LONG);
      Watched.until("it was met", () -> way.get().met() >= 2);
      watched.receiver.behave(Receiver.status(200));
      way.get().mend();

      Watched.until(
          "it is delivered",
          () ->
              watched
                      .tenant
                      .get("/notifications/subscriptions/deliveries?where=status%3D'delivered'")
                      .json()
                      .size()
                  == 1);
      assertThat(watched.receiver.heads()).hasSize(1);
      stop(server);
    }
  }

  @ParameterizedTest
  @EnumSource(DatabaseWorld.class)
  void whicheverChangesFailEveryOneAtTheProviderIsRecordedOnce(DatabaseWorld world) {
    AtomicReference<Breakable> way = new AtomicReference<>();
    try (HubServer server = HubServer.on(world, fresh -> made(way, fresh.database()));
        Watched watched = Watched.polled(server)) {
      Random random = new Random(20260115);
      List<String> expected = new ArrayList<>();
      for (int round = 0; round < 40; round++) {
        happen(watched, random, round, expected);
        server.clock().advance(LONG);
        way.get()
            .breaks(() ->
                switch (random.nextInt(8)) {
                  case 0 -> Fault.READ_ONLY;
                  case 1 -> Fault.DOUBTFUL;
                  case 2 -> Fault.AWAY;
                  default -> Fault.NONE;
                });
        for (int i = 0; i < 3; i++) {
          pollAsFarAsItGoes(server);
          server.clock().advance(Duration.ofMinutes(6));
        }
        way.get().mend();
        server.clock().advance(LONG);
        server.bean(PollWork.class).step();
        assertThat(watched.recorded()).as("round " + round).isEqualTo(expected);
      }
      server.step();
      assertThat(watched.heard().values()).containsExactlyInAnyOrderElementsOf(expected);
      assertWell(watched);
    }
  }

  private static void happen(Watched watched, Random random, int round, List<String> expected) {
    String file = watched.tree.file("top", "f" + round);
    expected.add("CREATED " + file);
    if (random.nextBoolean()) {
      // A look of several pages.
      String folder = watched.tree.folder("top", "d" + round);
      expected.add("CREATED " + folder);
      expected.add("CREATED " + watched.tree.file(folder, "g"));
    }
  }

  private static void pollAsFarAsItGoes(HubServer server) {
    try {
      server.bean(PollWork.class).step();
    } catch (RuntimeException e) {
      // The claim itself failed: what is due stays due.
    }
  }

  @Test
  void commitsWhoseAnswersAreLostLoseNothingAndTellNothingTwice() {
    AtomicReference<Tunnel> way = new AtomicReference<>();
    try (HubServer server =
            HubServer.on(
                DatabaseWorld.POSTGRES,
                fresh -> {
                  way.set(new Tunnel(fresh.settings()));
                  return Databases.open(way.get().settings(), "platform", "hub");
                });
        Watched watched = running(server)) {
      List<String> expected = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        expected.add("CREATED " + watched.tree.file("top", "f" + round));
        // The claim's, the poll's and the delivery's in turn, as it happens.
        way.get().cutAnswersToCommits(1 + 2 * round);
        server.clock().advance(LONG);
        Watched.until("they were cut", () -> way.get().uncut() == 0);
        server.clock().advance(LONG);
        Watched.until("it is told", () -> watched.heard().size() == expected.size());
      }
      // As when the server starts again.
      way.get().down();
      expected.add("CREATED " + watched.tree.file("top", "down"));
      server.clock().advance(LONG);
      way.get().up();
      Watched.until(
          "it is told",
          () -> {
            server.clock().advance(Duration.ofMinutes(1));
            return watched.heard().size() == expected.size();
          });
      assertThat(watched.recorded()).containsExactlyElementsOf(expected);
      assertThat(watched.heard().values()).containsExactlyInAnyOrderElementsOf(expected);
      stop(server);
    } finally {
      way.get().close();
    }
  }

  @Test
  void aFileThatMayNotGrowStopsNothingForGood() {
    try (HubServer server = HubServer.on(DatabaseWorld.SQLITE);
        Watched watched = running(server)) {
      // There is room for saying so, and for nothing else.
      long full =
          server
                  .database()
                  .<Long>read(sql -> sql.fetchSingle("pragma page_count").get(0, Long.class))
              + 3;
      server.database().write(tx -> tx.sql().fetchSingle("pragma max_page_count = " + full));
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        expected.add("CREATED " + watched.tree.file("top", i + "x".repeat(200)));
      }
      server.clock().advance(LONG);
      Watched.until(
          "it shows",
          () -> watched.polling().path("lastError").asString("").contains("could not store"));
      assertThat(watched.polling().path("failures").asInt()).isZero();
      assertThat(watched.recorded()).isEmpty();

      server.database().write(tx -> tx.sql().fetchSingle("pragma max_page_count = 1000000"));
      server.clock().advance(LONG);
      Watched.until("all is told", () -> watched.heard().size() == expected.size());
      assertThat(watched.heard().values()).containsExactlyInAnyOrderElementsOf(expected);
      Watched.until("it is well", () -> watched.polling().path("lastError").isNull());
      stop(server);
    }
  }

  @Test
  void aFullDiskStopsNothingForGood(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "valise-test", disk.toString()),
        "no right to mount a small disk here");
    DatabaseSettings there = new DatabaseSettings.Sqlite(disk.resolve("hub.db"), 4);
    try (HubServer server =
            HubServer.on(DatabaseWorld.SQLITE, fresh -> Databases.open(there, "platform", "hub"));
        Watched watched = new Watched(server, "webhook")) {
      server.step();
      server.clock().advance(Duration.ofMinutes(1));
      String door = watched.door();
      server.bean(PollWork.class).start();
      server.bean(DeliveryWork.class).start();
      Path ballast = fill(disk);
      String file = watched.tree.file("top", "x");
      Watched.until("it shows", () -> server.send("POST", door, "{}").status() == 507);
      server.clock().advance(LONG);
      assertThat(watched.recorded()).isEmpty();

      Files.delete(ballast);
      Watched.until("there is room", () -> server.send("POST", door, "{}").status() == 200);
      Watched.until("it is told", () -> watched.heard().size() == 1);
      assertThat(watched.heard().values()).containsExactly("CREATED " + file);
      stop(server);
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static Path fill(Path disk) {
    Path ballast = disk.resolve("ballast");
    byte[] some = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @Test
  void aProvidersCallThatCannotBeTakenInIsRefusedAndWhatItWasAboutIsFound() {
    AtomicReference<Breakable> way = new AtomicReference<>();
    try (HubServer server =
            HubServer.on(DatabaseWorld.SQLITE, fresh -> made(way, fresh.database()));
        Watched watched = new Watched(server, "webhook")) {
      server.step();
      server.clock().advance(Duration.ofMinutes(1));
      String file = watched.tree.file("top", "x");
      way.get().breaks(Fault.READ_ONLY);
      assertThat(server.send("POST", watched.door(), "{}").status()).isBetween(500, 599);
      way.get().mend();
      server.step();
      assertThat(watched.heard()).isEmpty();

      server.clock().advance(Duration.ofMinutes(20));
      server.step();
      assertThat(watched.heard().values()).containsExactly("CREATED " + file);
    }
  }
}
