package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valise.hub.delivery.DeliveryWork;
import valise.hub.polling.PollWork;
import valise.hub.testing.HubServer;
import valise.hub.testing.Tree;
import valise.hub.testing.Watched;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;

/// A process is halted at seeded moments between noticing and delivering; what the provider did and
/// what the receiver heard are compared.
class KillTest {

  private static final int ROUNDS = 9;
  private static final int MOST_CHANGES = 12;

  @ParameterizedTest
  @EnumSource(DatabaseWorld.class)
  void whereverItIsKilledEveryChangeIsToldAndNothingIsMadeUp(DatabaseWorld world)
      throws IOException, InterruptedException {
    try (HubServer server = HubServer.on(world);
        Watched watched = new Watched(server, "polling")) {
      Tree tree = watched.tree;
      server.step();
      Random random = new Random(20260115);
      List<String> expected = new ArrayList<>();
      List<String> files = new ArrayList<>();
      server.clock().advance(Duration.ofMinutes(1));
      String folder = tree.folder("top", "folder");
      expected.add("CREATED " + folder);
      int killed = 0;
      for (int round = 0; round < ROUNDS; round++) {
        server.clock().advance(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
          files.add(tree.file(i % 2 == 0 ? folder : "top", "f" + round + "-" + i));
          expected.add("CREATED " + files.getLast());
        }
        if (round > 0) {
          String renamed = files.get(random.nextInt(files.size() - 3));
          tree.rename(renamed, "r" + round);
          expected.add("UPDATED " + renamed);
        }
        server.clock().advance(Duration.ofMinutes(20));
        int status =
            run(server, 1 + random.nextInt(MOST_CHANGES), KilledNode.When.values()[round % 3]);
        killed += status == KilledNode.HALTED ? 1 : 0;
        // Leases of the dead end.
        server.clock().advance(Duration.ofMinutes(20));
        while (server.bean(PollWork.class).step() + server.bean(DeliveryWork.class).step() > 0) {
          // What one did may be more work for the other.
        }
      }

      assertThat(killed).isGreaterThan(ROUNDS / 2);
      Map<String, String> heard = watched.heard();
      assertThat(heard.values()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(watched.receiver.heads().size() - heard.size())
          .as("told twice under one id")
          .isLessThanOrEqualTo(killed * 4);
    }
  }

  private static int run(HubServer server, int number, KilledNode.When when)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledNode.class.getName()));
    switch (server.settings()) {
      case DatabaseSettings.Sqlite sqlite ->
          command.addAll(List.of("sqlite", sqlite.file().toString()));
      case DatabaseSettings.Postgres postgres ->
          command.addAll(List.of("postgres", postgres.url()));
    }
    command.addAll(
        List.of(
            server.key().reveal(),
            Long.toString(server.clock().instant().toEpochMilli()),
            Integer.toString(number),
            when.name()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
