package valise.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.items.TreeCheck;
import valise.files.recycle.Housekeeping;
import valise.platform.db.DatabaseSettings;
import valise.server.data.Backup;
import valise.server.serve.CannotStartException;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

@Command(
    name = "backup",
    description = {
      "Copies the database, the keys and every stored file into a new folder, while the server runs,"
          + " and checks the copy.",
      "To restore, stop the server and start it with --data and a copy of that folder. The folder"
          + " holds the keys: keep it as safe as the server."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  @Mixin private Place place = new Place();

  @Parameters(paramLabel = "DIR", description = "The folder to make.")
  private Path target = Path.of("");

  @Option(
      names = "--link",
      description = "Link finished files instead of copying them; only within one file system.")
  private boolean link;

  @Override
  public Integer call() throws IOException {
    AllSettings settings = place.existing();
    if (!(settings.storage().database() instanceof DatabaseSettings.Sqlite sqlite)) {
      throw new CannotStartException(
          "The database is PostgreSQL. Copy it with pg_dump, and after that the folder "
              + settings.storage().blobs()
              + " and the key file.");
    }
    Backup.Summary made = Backup.make(settings.storage(), sqlite, target, link);
    AllSettings copy =
        AllSettings.read(Map.of("data", target.toAbsolutePath().toString()), Map.of());
    List<String> damage = new java.util.ArrayList<>();
    try (GenericApplicationContext features = Server.features(copy)) {
      features
          .getBean(TreeCheck.class)
          .check(
              false,
              Housekeeping.GRACE,
              finding -> {
                // Files that no row names any more were on their way out.
                if (finding.kind() != TreeCheck.Kind.ORPHAN_BYTES) {
                  damage.add(finding.kind() + ": " + finding.what());
                }
              });
    }
    damage.forEach(System.out::println);
    System.out.printf(
        "%s: %d stored files, %d bytes, %s.%n",
        target, made.blobs(), made.bytes(), damage.isEmpty() ? "checked" : "DAMAGED");
    return damage.isEmpty() ? 0 : 1;
  }
}
