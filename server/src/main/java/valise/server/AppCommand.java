package valise.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.oauth.App;
import valise.files.oauth.Apps;
import valise.server.serve.Server;

@Command(
    name = "app",
    description = "OAuth apps, for scripts. Works beside a running server.",
    mixinStandardHelpOptions = true,
    subcommands = {AppCommand.Add.class, AppCommand.ListAll.class})
final class AppCommand {

  private AppCommand() {}

  @Command(name = "add", description = "Registers an app.", mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "NAME", description = "What people are asked about.")
    private String name = "";

    @Option(
        names = "--redirect-uri",
        paramLabel = "URI",
        description = "Where people may be sent back to; may be given several times.")
    private List<String> redirectUris = new ArrayList<>();

    @Option(
        names = "--public",
        description = "The app cannot keep a secret; it gets none and must use PKCE.")
    private boolean publicApp;

    @Override
    public Integer call() {
      Apps.Registration wanted = Apps.Registration.named(name, redirectUris.toArray(new String[0]));
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Apps.Registered registered =
            features.getBean(Apps.class).register(publicApp ? wanted.withoutSecret() : wanted);
        System.out.println("Client id: " + registered.app().id().value());
        if (!publicApp) {
          System.out.println("Client secret: " + registered.secret().reveal());
        }
      }
      return 0;
    }
  }

  @Command(name = "list", description = "Lists the apps.", mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        for (App app : features.getBean(Apps.class).all()) {
          System.out.printf(
              "%-32s  %s%s%s%n",
              app.id().value(),
              app.name(),
              app.enabled() ? "" : "  (disabled)",
              app.redirectUris().isEmpty() ? "" : "  " + String.join(" ", app.redirectUris()));
        }
      }
      return 0;
    }
  }
}
