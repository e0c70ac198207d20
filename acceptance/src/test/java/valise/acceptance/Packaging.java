package valise.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The packaged jar, unpacked once per run as the launcher does it.
final class Packaging {

  /// Where a run keeps what it makes; below the build's own folder.
  static final Path WORK = Path.of(System.getProperty("valise.work", "target/work"));

  private static final Path JAR =
      Path.of(System.getProperty("valise.jar", "../server/target/valise-exec.jar"));
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xmx512m");

  private Packaging() {}

  /// The command line of a valise command.
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(OPTIONS);
    command.addAll(List.of("-jar", Unpacked.MAIN.toString()));
    command.addAll(arguments);
    return command;
  }

  private static final class Unpacked {

    static final Path APP = WORK.resolve("app");
    static final Path MAIN = APP.resolve("valise-exec.jar");

    static {
      try {
        unpack();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void unpack() throws IOException {
      if (!Files.exists(JAR)) {
        throw new IllegalStateException(
            "There is no " + JAR + ". Package the server first: ./valise test does it all.");
      }
      Path of = APP.resolve("of");
      String stamp = JAR.toAbsolutePath() + " " + Files.getLastModifiedTime(JAR);
      if (Files.exists(of) && Files.readString(of).equals(stamp)) {
        return;
      }
      delete(APP);
      Files.createDirectories(WORK);
      if (run(
              List.of(
                  JAVA,
                  "-Djarmode=tools",
                  "-jar",
                  JAR.toString(),
                  "extract",
                  "--destination",
                  APP.toString(),
                  "--force"))
          != 0) {
        throw new IOException("The jar could not be unpacked, see packaging.log in " + WORK);
      }
      Files.writeString(of, stamp);
    }

    private static int run(List<String> command) throws IOException {
      Path log = WORK.resolve("packaging.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      try {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IOException("Took too long, see " + log + ": " + command);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw new IllegalStateException(e);
      }
      return process.exitValue();
    }
  }

  /// Removes a folder and all in it, if it is there.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
