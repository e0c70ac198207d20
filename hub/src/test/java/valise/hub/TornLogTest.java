package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.hub.events.Events;
import valise.hub.ids.InstanceId;
import valise.hub.polling.PollWork;
import valise.hub.testing.BareNode;
import valise.hub.testing.HubServer;
import valise.hub.testing.Watched;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.Databases;

/// SQLite's log is found torn, as after a crash, or shorter than what was synced, as on a disk that
/// lied: the hub starts from the last change that is whole.
class TornLogTest {

  @TempDir private Path folder;

  @Test
  void aLogThatLostItsEndLosesOnlyThatAndWhatIsMissingIsNoticedAnew() throws IOException {
    try (HubServer server = HubServer.on(DatabaseWorld.SQLITE);
        Watched watched = Watched.polled(server)) {
      Path file = ((DatabaseSettings.Sqlite) server.settings()).file();
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      // Every copy goes on from the same leave, which the provider must not take back.
      watched.provider.lives(1_000_000);
      server.clock().advance(Duration.ofHours(1));
      watched.tree.folder("top", "before");
      poll(server);
      int from = (int) Files.size(log);
      List<String> expected = new ArrayList<>(watched.recorded());
      for (int i = 0; i < 6; i++) {
        expected.add("CREATED " + watched.tree.file("top", "f" + i));
        poll(server);
      }
      byte[] main = Files.readAllBytes(file);
      byte[] whole = Files.readAllBytes(log);
      assertThat(whole.length).isGreaterThan(from);
      byte[] garbage = Arrays.copyOf(whole, whole.length + 5_000);
      Arrays.fill(garbage, whole.length, garbage.length, (byte) 0x5a);
      assertThat(startsAgain(watched, main, whole, expected)).isEqualTo(7);
      assertThat(startsAgain(watched, main, garbage, expected)).isEqualTo(7);
      assertThat(startsAgain(watched, main, Arrays.copyOf(whole, whole.length - 1), expected))
          .isLessThan(7);
      Random random = new Random(20260115);
      for (int i = 0; i < 4; i++) {
        int length = from + random.nextInt(whole.length - from);
        startsAgain(watched, main, Arrays.copyOf(whole, length), expected);
      }
    }
  }

  private static void poll(HubServer server) {
    server.clock().advance(Duration.ofMinutes(20));
    server.bean(PollWork.class).step();
  }

  /// How many events were still there.
  private int startsAgain(Watched watched, byte[] main, byte[] log, List<String> expected)
      throws IOException {
    Path there = Files.createTempDirectory(folder, "torn");
    Path file = there.resolve("hub.db");
    Files.write(file, main);
    Files.write(there.resolve("hub.db-wal"), log);
    ScriptedClock clock = new ScriptedClock();
    clock.set(watched.server.clock().instant().plus(Duration.ofHours(1)));
    try (Database database =
            Databases.open(new DatabaseSettings.Sqlite(file, 2), "platform", "hub");
        BareNode node = new BareNode(database, clock, watched.server.key(), "again")) {
      assertThat(
              database.<String>read(
                  sql -> sql.fetchSingle("pragma integrity_check").get(0, String.class)))
          .isEqualTo("ok");
      List<String> before = recorded(node.hub(), watched.instance);
      assertThat(before).isEqualTo(expected.subList(0, before.size()));
      node.poll();
      assertThat(recorded(node.hub(), watched.instance)).containsExactlyElementsOf(expected);
      return before.size();
    }
  }

  private static List<String> recorded(Hub hub, InstanceId instance) {
    return hub.bean(Events.class).after(instance, 0, 100).stream()
        .map(event -> event.kind() + " " + event.objectId())
        .toList();
  }
}
