package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Queues of others, written for Node: fetched by npm in the versions that `peers/package.json`
/// names, into the run's own folder.
final class Peers {

  private Peers() {}

  /// Starts a script of `peers`; its output and input are the caller's.
  static Process node(Bench bench, String script, String... arguments)
      throws IOException, InterruptedException {
    Path folder = bench.work().resolve("peers");
    if (!Files.exists(folder)) {
      Files.createDirectory(folder);
      try (Stream<Path> files = Files.list(bench.project().resolve("benchmarks/peers"))) {
        for (Path file : files.toList()) {
          Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Path log = bench.work().resolve("npm.log");
      Process install =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-audit",
                  "--no-fund",
                  "--no-package-lock",
                  "--loglevel=error")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (install.waitFor() != 0) {
        throw new IOException("npm install failed: " + Files.readString(log));
      }
    }
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
