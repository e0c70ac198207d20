package valise.server;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import valise.platform.Refusal;
import valise.platform.config.SettingsException;
import valise.server.data.DataFolder;
import valise.server.serve.CannotStartException;

/// The commands. Each is a class of its own beside this one; `valise`, the launcher in the root
/// folder, knows the few that need no server.
@Command(
    name = "valise",
    description =
        "A self-hosted server that speaks the ShareFile API, and a hub over such servers.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      AdminCommand.class,
      UserCommand.class,
      AppCommand.class,
      DoctorCommand.class,
      FsckCommand.class,
      LedgerCommand.class,
      HubCommand.class,
      BackupCommand.class,
      MigrateCommand.class,
      MailCommand.class,
      SimulateCommand.class,
      TrainCommand.class
    })
final class Main {

  private Main() {}

  public static void main(String[] args) {
    int status = run(args);
    if (status != ServeCommand.SERVING) {
      System.exit(status);
    }
  }

  static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, commands, parsed) -> {
          PrintWriter err = commands.getErr();
          switch (failure) {
            case DataFolder.InUseException told -> err.println("valise: " + told.text());
            case CannotStartException told -> err.println("valise: " + told.getMessage());
            case SettingsException told -> err.println("valise: " + told.getMessage());
            case Refusal refused -> err.println("valise: " + refused.text());
            default -> throw failure;
          }
          return 1;
        });
  }
}
