package valise.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import valise.server.demo.Demo;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

@Command(
    name = "demo",
    description = {
      "Shows the hub at work, in less than a minute: a throw-away server, an application that takes"
          + " callbacks, and what becomes of a change. Nothing leaves this machine."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    try (ThrowAway folder = ThrowAway.folder("valise-demo")) {
      AllSettings settings =
          AllSettings.read(
              Map.of(
                  "data", folder.path().toString(),
                  "port", "0",
                  "metrics.port", "0",
                  "log.requests", "false",
                  "allow-private-callbacks", "true"),
              Map.of());
      try (Server server = Server.start(settings)) {
        server.tellFirstFacts(facts -> Demo.run(facts, System.out));
      }
    }
    return 0;
  }
}
