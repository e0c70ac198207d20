package valise.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import valise.hub.testing.BareNode;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.platform.secrets.Secret;

/// A process that polls and delivers until its input ends, by a clock that stands in a file.
final class RunningNode {

  static final String READY = "ready";

  private RunningNode() {}

  /// A PostgreSQL's URL, the key, the node's name, and the file of the clock.
  public static void main(String[] args) throws IOException {
    Path time = Path.of(args[3]);
    try (Database database =
            Databases.open(
                new DatabaseSettings.Postgres(args[0], "postgres", Secret.of(""), "valise", 8, 4),
                "platform",
                "hub");
        BareNode node = new BareNode(database, () -> read(time), Secret.of(args[1]), args[2])) {
      node.hub().start();
      System.out.println(READY);
      System.in.read();
      node.hub().stop(Duration.ofSeconds(5));
    }
  }

  private static Instant read(Path time) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(Files.readString(time)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
