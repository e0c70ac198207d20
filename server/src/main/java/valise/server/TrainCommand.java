package valise.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    Path folder = Files.createTempDirectory("valise-train");
    try {
      AllSettings settings =
          AllSettings.read(
              Map.of(
                  "data", folder.toString(),
                  "port", "0",
                  "metrics.port", "0"),
              Map.of());
      try (Server server = Server.start(settings)) {
        Practice practice = new Practice(server.url());
        server.tellFirstFacts(practice::run);
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
