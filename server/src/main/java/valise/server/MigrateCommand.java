package valise.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import valise.platform.db.Migrations;
import valise.server.data.DataFolder;
import valise.server.settings.AllSettings;

@Command(
    name = "migrate",
    description = "Brings the databases up to date. 'serve' does it too; stop the server first.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

  @Mixin private Place place = new Place();

  @Override
  public Integer call() throws DataFolder.InUseException {
    AllSettings settings = place.settings();
    try (DataFolder folder = DataFolder.open(settings.storage().data())) {
      int ran =
          Migrations.migrate(settings.storage().database(), "platform", "files")
              + Migrations.migrate(settings.storage().hubDatabase(), "platform", "hub");
      System.out.println(
          ran == 0
              ? "The databases of " + folder.path() + " are up to date."
              : "Brought the databases of " + folder.path() + " up to date: " + ran + " steps.");
    }
    return 0;
  }
}
