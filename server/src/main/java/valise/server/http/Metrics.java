package valise.server.http;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Counts, and a port of its own on the loopback where Prometheus reads them at `/metrics`.
public final class Metrics implements RequestLines.RequestMeter, AutoCloseable {

  private record Route(String method, String route, int status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentMap<Route, Timer> timers = new ConcurrentHashMap<>();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final HttpServer server;

  private Metrics(HttpServer server) {
    this.server = server;
  }

  /// Binds what the machine and the JVM tell, and begins to answer.
  ///
  /// @param port 0 is any free one
  /// @param waitingJobs by queue
  /// @throws IOException if the port is taken
  public static Metrics start(
      int port, Supplier<Long> runningRequests, Supplier<Map<String, Integer>> waitingJobs)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    Metrics metrics = new Metrics(server);
    metrics.bind(runningRequests, waitingJobs);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = metrics.registry.scrape().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(text);
          }
        });
    server.start();
    return metrics;
  }

  private void bind(Supplier<Long> runningRequests, Supplier<Map<String, Integer>> waitingJobs) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("http.server.requests.running", runningRequests::get).register(registry);
    Gauge.builder(
            "jobs.waiting",
            () -> waitingJobs.get().values().stream().mapToInt(Integer::intValue).sum())
        .register(registry);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void count(String method, String route, int status, long nanos, long in, long out) {
    timers
        .computeIfAbsent(
            new Route(method, route, status),
            key ->
                Timer.builder("http.server.requests")
                    .tag("method", key.method())
                    .tag("uri", key.route())
                    .tag("status", Integer.toString(key.status()))
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
    registry.counter("http.server.bytes", "direction", "in").increment(in);
    registry.counter("http.server.bytes", "direction", "out").increment(out);
  }

  @Override
  public void close() {
    server.stop(0);
    collections.close();
    registry.close();
  }
}
