package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What all runs share: the servers, started when first needed, and the tables.
final class Bench implements AutoCloseable {

  private final Path project;
  private final Path work;
  private final List<AutoCloseable> open = new ArrayList<>();
  private @org.jspecify.annotations.Nullable Valise valise;
  private @org.jspecify.annotations.Nullable Server nginx;
  private @org.jspecify.annotations.Nullable Server rclone;

  Bench(Path project, Path work) {
    this.project = project;
    this.work = work;
  }

  Path project() {
    return project;
  }

  Path work() {
    return work;
  }

  /// The folder that both peers serve.
  Path shared() throws IOException {
    return Files.createDirectories(work.resolve("dav"));
  }

  Valise valise() throws IOException, InterruptedException {
    Valise started = valise;
    if (started == null) {
      started = Valise.start(project, work.resolve("data"));
      valise = started;
      open.add(started);
    }
    return started;
  }

  Server nginx() throws IOException, InterruptedException {
    Server started = nginx;
    if (started == null) {
      int port = Machine.freePort();
      Path config = work.resolve("nginx.conf");
      Files.writeString(
          config,
          """
          daemon off;
          master_process on;
          worker_processes 2;
          user root;
          pid %1$s/nginx.pid;
          error_log %1$s/nginx-error.log;
          events { worker_connections 256; }
          http {
            access_log off;
            sendfile on;
            client_body_temp_path %1$s/nginx-body;
            client_max_body_size 0;
            server {
              listen 127.0.0.1:%2$d;
              root %3$s;
              autoindex on;
              autoindex_format json;
              dav_methods PUT DELETE;
              create_full_put_path on;
            }
          }
          """
              .formatted(work, port, shared()));
      started =
          Server.start(
              "nginx",
              port,
              work.resolve("nginx.log"),
              List.of("/usr/sbin/nginx", "-c", config.toString(), "-p", work.toString()));
      nginx = started;
      open.add(started);
    }
    return started;
  }

  /// An nginx of its own that answers as `locations` say.
  Server answering(String name, String locations) throws IOException, InterruptedException {
    int port = Machine.freePort();
    Path config = work.resolve(name + ".conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %1$s/%2$s.pid;
        error_log %1$s/%2$s-error.log;
        events { worker_connections 2048; }
        http {
          access_log off;
          keepalive_requests 1000000;
          client_body_temp_path %1$s/%2$s-body;
          server {
            listen 127.0.0.1:%3$d;
            %4$s
          }
        }
        """
            .formatted(work, name, port, locations));
    return Server.start(
        name,
        port,
        work.resolve(name + ".log"),
        List.of("/usr/sbin/nginx", "-c", config.toString(), "-p", work.toString()));
  }

  Server rclone() throws IOException, InterruptedException {
    Server started = rclone;
    if (started == null) {
      int port = Machine.freePort();
      started =
          Server.start(
              "rclone webdav",
              port,
              work.resolve("rclone.log"),
              List.of(
                  "rclone",
                  "serve",
                  "webdav",
                  "--config",
                  "/dev/null",
                  "--addr",
                  "127.0.0.1:" + port,
                  shared().toString()));
      rclone = started;
      open.add(started);
    }
    return started;
  }

  /// A row's figures: the median, the least and the most.
  static String figures(List<Double> values, String unit) {
    double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
    return "%s %s (%s-%s)"
        .formatted(
            number(median(values)), unit, number(sorted[0]), number(sorted[sorted.length - 1]));
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(d -> d).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double quantile(List<Double> values, double part) {
    double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
  }

  static String number(double value) {
    return value >= 100
        ? "%.0f".formatted(value)
        : value >= 10 ? "%.1f".formatted(value) : "%.3f".formatted(value);
  }

  static void title(String text) {
    System.out.println("\n### " + text + "\n");
  }

  static void row(Object... cells) {
    System.out.println(
        "| " + String.join(" | ", Arrays.stream(cells).map(String::valueOf).toList()) + " |");
  }

  static void header(String... cells) {
    row((Object[]) cells);
    row((Object[]) Arrays.stream(cells).map(cell -> "---").toArray());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }
}
