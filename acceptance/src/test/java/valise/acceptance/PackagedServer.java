package valise.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// The packaged server in a process of its own, with a data folder of its own. It can be killed and
/// started again on the same data and port. Whoever made it closes it, which ends the process and
/// removes the data.
final class PackagedServer implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final long START_SECONDS = 90;

  private final Path folder;
  private final Path data;
  private final Path log;
  private final int port;
  private final Map<String, String> settings;
  private Process process;
  private FirstStart firstStart;

  /// What the first start tells the administrator.
  record FirstStart(
      String url,
      String email,
      String password,
      String clientId,
      String clientSecret,
      String userSecret,
      String organizationSecret) {

    /// What the hub is called with.
    String hubAuthorization() {
      return "User " + userSecret + ", Organization " + organizationSecret;
    }
  }

  /// How a command ended and what it printed.
  record Ended(int status, String output) {}

  private PackagedServer(String name, Path data, Map<String, String> settings) throws IOException {
    this.folder =
        Packaging.WORK
            .resolve(name + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet())
            .toAbsolutePath();
    Files.createDirectories(folder);
    this.data = data.isAbsolute() ? data : folder.resolve(data);
    this.log = folder.resolve("server.log");
    this.port = freePort();
    this.settings = new LinkedHashMap<>(settings);
    this.settings.putIfAbsent("VALISE_METRICS_PORT", "0");
  }

  /// A server on SQLite and a folder, as the first command of the README gives it.
  static PackagedServer fresh(String name) throws IOException {
    return fresh(name, Map.of());
  }

  /// A server with settings, by their environment variables.
  static PackagedServer fresh(String name, Map<String, String> settings) throws IOException {
    return at(Path.of("data"), name, settings);
  }

  /// A server whose data folder is given, for example on a disk that can get full.
  static PackagedServer at(Path data, String name, Map<String, String> settings)
      throws IOException {
    PackagedServer server = new PackagedServer(name, data, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
    try {
      server.start();
      server.firstStart = server.readFirstStart();
      return server;
    } catch (IOException | RuntimeException | AssertionError e) {
      server.kill();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Starts the process and waits until it says that it is well.
  void start() throws IOException {
    process =
        builder(List.of("serve", "--port", Integer.toString(port), "--data", data.toString()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new AssertionError(
            "The server ended with " + process.exitValue() + ":\n" + firstLines());
      }
      try {
        if (Wire.exchange(port, "GET /actuator/health HTTP/1.1", new byte[0]).status() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      pause(20);
    }
    throw new AssertionError("The server did not get well:\n" + firstLines());
  }

  private String firstLines() throws IOException {
    return log().lines().limit(12).collect(java.util.stream.Collectors.joining("\n"));
  }

  private ProcessBuilder builder(List<String> arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(Packaging.command(arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("VALISE_"));
    builder.environment().putAll(settings);
    return builder;
  }

  /// Runs another command on the same data, in a process of its own.
  Ended command(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    Path output = Files.createTempFile(folder, "command", ".log");
    Process command = builder(all).redirectOutput(output.toFile()).start();
    try {
      if (!command.waitFor(60, TimeUnit.SECONDS)) {
        command.destroyForcibly();
        throw new AssertionError("Took too long: " + all + "\n" + Files.readString(output));
      }
      return new Ended(command.exitValue(), Files.readString(output));
    } catch (InterruptedException e) {
      command.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  private FirstStart readFirstStart() throws IOException {
    JsonNode facts = Answer.JSON.readTree(Files.readString(data.resolve("first-start.json")));
    return new FirstStart(
        facts.get("url").asString(),
        facts.get("email").asString(),
        facts.get("password").asString(),
        facts.get("clientId").asString(),
        facts.get("clientSecret").asString(),
        facts.get("userSecret").asString(),
        facts.get("organizationSecret").asString());
  }

  FirstStart firstStart() {
    return firstStart;
  }

  int port() {
    return port;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Path data() {
    return data;
  }

  /// A place for what a test makes; it goes when the server is closed.
  Path folder() {
    return folder;
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /// Resident memory of the process itself.
  long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /// SIGKILL: no goodbye, as when the power goes, save that what the system was told to write is
  /// written.
  void kill() {
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      await(10);
    }
  }

  /// SIGTERM; does not wait.
  void askToStop() {
    process.destroy();
  }

  /// Waits for the end after [#askToStop()], and gives back the exit status.
  int await(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("The server did not stop within " + seconds + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop() {
    askToStop();
    await(40);
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          kill();
        }
      } catch (InterruptedException e) {
        kill();
      }
    }
    // The log stays: a failed build should be able to show it.
    Packaging.delete(data);
  }
}
