package valise.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valise.platform.db.DatabaseSettings;

/// What the callbacks of healthy receivers feel of one that never answers and one that takes its
/// time. All are told at the same rate; rounds with and without the two follow one another, since
/// the machine is not the same from minute to minute.
final class NeighbourRun {

  private static final int RECEIVERS = 100;
  private static final int DEAD = 1;
  private static final int SLOW = 2;
  private static final Duration SLOWNESS = Duration.ofSeconds(2);
  private static final int PER_SECOND = 200;
  private static final int WARM = 10 * PER_SECOND;
  private static final int EVENTS = 25 * PER_SECOND;
  private static final int ROUNDS = 2;
  private static final Pattern OBJECT = Pattern.compile("\"objectId\":\"([^\"]+)\"");

  private NeighbourRun() {}

  static void run(Bench bench) throws Exception {
    Bench.title(
        "%d receivers, %d changes a second; from a change to its callback at the healthy (target: 99 of 100 within 1.2 x the first)"
            .formatted(RECEIVERS, PER_SECOND));
    Bench.header("the other two", "callbacks", "time", "99 of 100 within");
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      alone.addAll(round(bench, "alone-" + round, false));
      beside.addAll(round(bench, "beside-" + round, true));
    }
    row("healthy too", alone);
    row("one never answers, one takes " + SLOWNESS.toSeconds() + " s", beside);
  }

  private static void row(String what, List<Double> millis) {
    Bench.row(
        what,
        millis.size(),
        Bench.figures(millis, "ms"),
        Bench.number(Bench.quantile(millis, 0.99)) + " ms");
  }

  private static List<Double> round(Bench bench, String name, boolean ill) throws Exception {
    Map<String, Long> told = new ConcurrentHashMap<>();
    List<HttpServer> receivers = new ArrayList<>();
    try (HubNode node =
            new HubNode(DatabaseSettings.Sqlite.at(bench.work().resolve(name + ".db")));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 1; i <= RECEIVERS; i++) {
          receivers.add(receiver(ill ? i : RECEIVERS, told, threads));
        }
        node.subscribe(
            receivers.stream()
                .map(it -> URI.create("http://127.0.0.1:" + it.getAddress().getPort() + "/"))
                .toList());
        node.start();
        happen(node, -WARM, 0);
        Map<String, Long> happened = happen(node, 0, EVENTS);
        List<Double> millis = millis(happened, told);
        node.stop();
        return millis;
      } finally {
        threads.shutdownNow();
        receivers.forEach(it -> it.stop(0));
      }
    }
  }

  /// A server of its own for each, as strangers are.
  private static HttpServer receiver(int i, Map<String, Long> told, ExecutorService threads)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          if (i == DEAD) {
            park(Duration.ofDays(1));
          } else if (i == SLOW) {
            park(SLOWNESS);
          }
          take(exchange, told);
        });
    server.start();
    return server;
  }

  private static void park(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void take(HttpExchange exchange, Map<String, Long> told) throws IOException {
    long now = System.nanoTime();
    try (exchange) {
      Matcher object =
          OBJECT.matcher(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (object.find()) {
        told.putIfAbsent(object.group(1), now);
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /// Changes at an even rate, whatever becomes of them; of each the moment in which it was due.
  private static Map<String, Long> happen(HubNode node, int from, int to) throws Exception {
    Map<String, Long> happened = new ConcurrentHashMap<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = from; i < to; i++) {
        long due = start + (i - from) * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
        LockSupport.parkNanos(due - System.nanoTime());
        int receiver = 1 + Math.floorMod(i, RECEIVERS);
        String id = "fi" + i;
        if (receiver != DEAD && receiver != SLOW) {
          happened.put(id, due);
        }
        threads.execute(() -> node.happen(receiver, List.of(id)));
      }
    }
    return happened;
  }

  private static List<Double> millis(Map<String, Long> happened, Map<String, Long> told)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!told.keySet().containsAll(happened.keySet()) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    List<Double> millis = new ArrayList<>();
    happened.forEach((id, at) -> {
      Long then = told.get(id);
      if (then == null) {
        throw new IllegalStateException(id + " was not called back");
      }
      millis.add((then - at) / 1e6);
    });
    return millis;
  }
}
