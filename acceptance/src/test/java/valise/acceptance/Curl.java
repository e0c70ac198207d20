package valise.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The curl of the machine, without its user's configuration and without any proxy.
///
/// @param folder where what it prints is kept
/// @param always arguments that go with every call
record Curl(Path folder, List<String> always) {

  /// @param status the status of the last answer; 0 when there was none
  /// @param exit curl's own exit status
  record Run(int exit, int status, String head, byte[] body) {

    String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }

    tools.jackson.databind.JsonNode json() {
      return Answer.JSON.readTree(body);
    }

    /// A header of the last answer, or the empty text.
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .reduce("", (first, last) -> last);
    }

    @Override
    public String toString() {
      return "exit " + exit + "\n" + head + "\n" + text();
    }
  }

  static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "curl")));
  }

  static Curl in(Path folder) throws IOException {
    return new Curl(Files.createTempDirectory(folder, "curl"), List.of());
  }

  Curl with(String... arguments) {
    List<String> more = new ArrayList<>(always);
    more.addAll(List.of(arguments));
    return new Curl(folder, more);
  }

  /// Starts it; the caller ends it. What it prints is dropped.
  Process start(String... arguments) throws IOException {
    return builder(List.of(arguments)).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  Run run(String... arguments) throws IOException {
    Path head = Files.createTempFile(folder, "head", ".txt");
    Path body = Files.createTempFile(folder, "body", ".bin");
    List<String> all =
        new ArrayList<>(List.of("-D", head.toString(), "-w", "%{stderr}%{http_code}"));
    all.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    Process process =
        builder(all).redirectOutput(body.toFile()).redirectError(said.toFile()).start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("curl took too long: " + all);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
    String code = Files.readString(said);
    return new Run(
        process.exitValue(),
        Integer.parseInt(code.substring(Math.max(0, code.length() - 3))),
        Files.readString(head),
        Files.readAllBytes(body));
  }

  private ProcessBuilder builder(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-q", "-sS", "--noproxy", "*"));
    command.addAll(always);
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }
}
