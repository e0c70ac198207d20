package valise.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import valise.server.serve.Practice;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

@Command(
    name = "train",
    hidden = true,
    description = "Serves a throw-away folder for a moment, for the JVM to learn from.")
final class TrainCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (ThrowAway folder = ThrowAway.folder("valise-train")) {
      AllSettings settings =
          AllSettings.read(
              Map.of(
                  "data", folder.path().toString(),
                  "port", "0",
                  "metrics.port", "0"),
              Map.of());
      try (Server server = Server.start(settings)) {
        Practice practice = new Practice(server.url());
        server.tellFirstFacts(practice::run);
      }
    }
    return 0;
  }
}
