package valise.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// How soon a change on the file side is called back when its webhooks ring, and what looking at a
/// tree costs in which nothing happens, by its size.
final class WatchRun {

  private static final int CHANGES = 200;
  private static final int WARM = 50;
  private static final int IDLE_LOOKS = 12;

  private WatchRun() {}

  static void run(Bench bench) throws Exception {
    soon(bench);
    Bench.title("Looking at an idle tree, by its size (target: flat)");
    Bench.header("files", "first look", "a look", "requests a look");
    for (int folders : new int[] {1, 10, 100}) {
      idle(bench, folders);
    }
  }

  private static void connect(Valise valise, Path data, Http http, String how, String callback)
      throws Exception {
    new HubApi(data, http)
        .connect(
            "http://127.0.0.1:" + valise.server().port(),
            valise.bearer().strip().replaceFirst(".* ", ""),
            how,
            Map.of(
                "document.root.folder.name",
                "/home",
                "event.poller.refresh_interval",
                "0.05",
                "event.notification.callback.url",
                callback));
  }

  private static void soon(Bench bench) throws Exception {
    Path data = bench.work().resolve("watch-data");
    Map<String, Long> called = new ConcurrentHashMap<>();
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext("/", exchange -> take(exchange, called));
    sink.start();
    Path file = Machine.randomFile(bench.work().resolve("watch.bin"), 1_000, 8);
    List<Double> millis = new ArrayList<>();
    try (Valise valise = Valise.start(bench.project(), data, "--allow-private-callbacks");
        Http http = new Http(valise.server().port());
        FileChannel channel = FileChannel.open(file)) {
      connect(
          valise, data, http, "webhook", "http://127.0.0.1:" + sink.getAddress().getPort() + "/");
      for (int i = -WARM; i < CHANGES; i++) {
        String name = "change" + i + ".bin";
        valise.standard(http, valise.home(), name, channel, 1_000);
        long changed = System.nanoTime();
        String id = valise.byName(http, valise.home(), name);
        long deadline = changed + TimeUnit.SECONDS.toNanos(60);
        while (!called.containsKey(id) && System.nanoTime() < deadline) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        Long at = called.get(id);
        if (at == null) {
          throw new IllegalStateException(name + " was not called back");
        }
        if (i >= 0) {
          millis.add(Math.max(0, at - changed) / 1e6);
        }
      }
    } finally {
      sink.stop(0);
    }
    Bench.title("From a change to its callback, by webhook (target: 99 of 100 within 1 s)");
    Bench.header("changes", "time", "99 of 100 within");
    Bench.row(
        CHANGES, Bench.figures(millis, "ms"), Bench.number(Bench.quantile(millis, 0.99)) + " ms");
  }

  private static void take(HttpExchange exchange, Map<String, Long> called) throws IOException {
    try (exchange) {
      long now = System.nanoTime();
      JsonNode body = Valise.JSON.readTree(exchange.getRequestBody().readAllBytes());
      called.putIfAbsent(
          body.path("message").path("events").path(0).path("objectId").asString(""), now);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static void idle(Bench bench, int folders) throws Exception {
    Path data = bench.work().resolve("idle-" + folders);
    Seed.plant(bench.project(), data, folders, 1_000);
    List<Double> millis = new ArrayList<>();
    int pages = 0;
    double first = 0;
    Path log = bench.work().resolve("idle-" + folders + ".log");
    try (Valise valise = Valise.start(bench.project(), data, "--allow-private-callbacks");
        Http http = new Http(valise.server().port())) {
      long start = System.nanoTime();
      connect(valise, data, http, "polling", "http://127.0.0.1:9/");
      first = (System.nanoTime() - start) / 1e9;
      List<JsonNode> polls = polls(log);
      int before = polls.size();
      while (polls.size() < before + IDLE_LOOKS) {
        TimeUnit.MILLISECONDS.sleep(500);
        polls = polls(log);
      }
      for (JsonNode poll : polls.subList(before + 2, before + IDLE_LOOKS)) {
        millis.add(poll.get("ms").doubleValue());
        pages = Math.max(pages, poll.path("pages").asInt(0));
      }
    }
    Bench.row(
        "%,d".formatted(folders * 1_000),
        Bench.number(first) + " s",
        Bench.figures(millis, "ms"),
        pages);
  }

  /// What the server says of each look.
  private static List<JsonNode> polls(Path log) throws IOException {
    List<JsonNode> polls = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith("{") && line.contains("\"event\":\"poll\"")) {
        polls.add(Valise.JSON.readTree(line));
      }
    }
    return polls;
  }
}
