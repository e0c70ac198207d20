package valise.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Debian's rclone with one remote, `v:`, that points at a server; the configuration is what a
/// person would paste.
final class Rclone {

  private final Path config;
  private final Path work;

  /// What a run printed and how it ended.
  record Run(int status, byte[] out, String err) {

    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return text().lines().sorted().toList();
    }
  }

  private Rclone(Path config, Path work) {
    this.config = config;
    this.work = work;
  }

  static boolean isInstalled() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, "rclone"))) {
        return true;
      }
    }
    return false;
  }

  /// A remote with a token of the password grant.
  static Rclone of(PackagedServer server) throws IOException {
    Answer token = Caller.signIn(server);
    return of(
        server,
        token.string("access_token"),
        token.string("refresh_token"),
        Instant.now().plusSeconds(token.json().path("expires_in").asLong()),
        Map.of());
  }

  static Rclone of(
      PackagedServer server,
      String access,
      String refresh,
      Instant expiry,
      Map<String, String> more)
      throws IOException {
    Path work = Files.createTempDirectory(server.folder(), "rclone");
    Path config = work.resolve("rclone.conf");
    String token =
        Drive.json(
            Map.of(
                "access_token",
                access,
                "token_type",
                "bearer",
                "refresh_token",
                refresh,
                "expiry",
                expiry.toString()));
    List<String> lines = new ArrayList<>();
    lines.add("[v]");
    lines.add("type = sharefile");
    lines.add("endpoint = " + server.uri());
    lines.add("token_url = " + server.uri() + "/oauth/token");
    lines.add("auth_url = " + server.uri() + "/oauth/authorize");
    lines.add("client_id = " + server.firstStart().clientId());
    lines.add("client_secret = " + server.firstStart().clientSecret());
    lines.add("token = " + token);
    more.forEach((key, value) -> lines.add(key + " = " + value));
    Files.write(config, lines);
    return new Rclone(config, work);
  }

  Path config() {
    return config;
  }

  Path work() {
    return work;
  }

  /// Runs it, whatever comes of it.
  Run run(String... arguments) throws IOException {
    Process process = start(arguments);
    Path err = work.resolve("rclone.err");
    try (var out = process.getInputStream()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      out.transferTo(all);
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("rclone took too long: " + List.of(arguments));
      }
      return new Run(process.exitValue(), all.toByteArray(), Files.readString(err));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  /// Starts it; the caller ends it.
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("rclone", "--config", config.toString()));
    command.addAll(
        List.of(
            "--retries",
            "1",
            "--low-level-retries",
            "3",
            "--contimeout",
            "10s",
            "--timeout",
            "60s"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectError(work.resolve("rclone.err").toFile());
    builder.environment().put("HOME", work.toString());
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            name.startsWith("RCLONE_")
                || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
    return builder.start();
  }

  /// Runs it and expects it to be content.
  Run ok(String... arguments) throws IOException {
    Run run = run(arguments);
    if (run.status() != 0) {
      throw new AssertionError(
          "rclone "
              + String.join(" ", arguments)
              + " ended with "
              + run.status()
              + "\n"
              + run.err()
              + run.text());
    }
    return run;
  }
}
