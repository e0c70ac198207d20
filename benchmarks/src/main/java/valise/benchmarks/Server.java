package valise.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server process under measurement, with its children.
final class Server implements AutoCloseable {

  private static final double TICKS = 100.0;

  private final String name;
  private final Process process;
  private final int port;

  private Server(String name, Process process, int port) {
    this.name = name;
    this.process = process;
    this.port = port;
  }

  /// Starts a command and waits until its port answers.
  static Server start(String name, int port, Path log, List<String> command)
      throws IOException, InterruptedException {
    return start(name, port, log, command, Map.of());
  }

  /// @param environment besides what this process has
  static Server start(
      String name, int port, Path log, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    environment.forEach(
        (key, value) -> builder.environment().merge(key, value, (had, more) -> had + " " + more));
    Process process = builder.start();
    Server server = new Server(name, process, port);
    server.awaitPort();
    return server;
  }

  private void awaitPort() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException(name + " ended with " + process.exitValue());
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new IOException(name + " did not answer");
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /// CPU seconds, user and system, of the process and its children, those that ended too.
  double cpuSeconds() throws IOException {
    double sum = 0;
    for (long pid : pids()) {
      Path stat = Path.of("/proc/" + pid + "/stat");
      if (Files.exists(stat)) {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        for (int time = 11; time <= 14; time++) {
          sum += Long.parseLong(fields[time]) / TICKS;
        }
      }
    }
    return sum;
  }

  /// Resident memory in MiB: `VmRSS` now or `VmHWM` at its peak.
  long memoryMib(String field) throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      Path status = Path.of("/proc/" + pid + "/status");
      if (Files.exists(status)) {
        sum +=
            Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
      }
    }
    return sum / 1024;
  }

  /// Ends it as a power cut would.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
