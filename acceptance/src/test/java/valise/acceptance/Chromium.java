package valise.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// The system's own Chromium, driven by the scripts in `browser`. Their screenshots stay in the
/// build's work folder.
record Chromium(Path program) {

  private static final Path PROJECT = Path.of("browser").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 300;

  /// Skips the test where there is none.
  static Chromium orSkip() {
    Optional<Path> program =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium here: apt install chromium");
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/npm")), "no npm here: apt install npm");
    return new Chromium(program.orElseThrow());
  }

  /// Runs a script, which says what it has seen as one line of JSON, its last.
  ///
  /// @param facts what it needs to know
  JsonNode run(PackagedServer server, String script, Map<String, ?> facts) throws IOException {
    Path folder = server.folder();
    if (!Stream.of("playwright-core", "axe-core")
        .allMatch(name -> Files.exists(PROJECT.resolve("node_modules").resolve(name)))) {
      run(folder, "npm", "ci", "--ignore-scripts", "--prefix", PROJECT.toString());
    }
    Path pictures = Files.createDirectories(Packaging.WORK.resolve("screenshots").toAbsolutePath());
    Path file = Files.writeString(folder.resolve(script + ".json"), Drive.json(facts));
    String output =
        run(
            folder,
            "node",
            PROJECT.resolve(script).toString(),
            program.toString(),
            file.toString(),
            pictures.toString());
    return Answer.JSON.readTree(output.lines().toList().getLast());
  }

  private static String run(Path folder, String... command) throws IOException {
    Path out = Files.createTempFile(folder, "browser", ".out");
    Path err = Files.createTempFile(folder, "browser", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("Took too long: " + command[0] + "\n" + Files.readString(err));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(Files.readString(err) + Files.readString(out));
    }
    return Files.readString(out);
  }
}
