package valise.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import valise.platform.db.DatabaseSettings;
import valise.platform.secrets.Secret;

/// Events recorded and delivered, durably, to a receiver that costs next to nothing: nginx that
/// answers 200. Each is signed twice. Then the same beside a queue of another make, on the same
/// PostgreSQL.
final class DeliverRun {

  private static final int WARM = 20_000;
  private static final int EVENTS = 60_000;
  private static final int BESIDE = 20_000;
  private static final int PAGE = 100;

  private DeliverRun() {}

  static void run(Bench bench) throws Exception {
    try (Server sink = bench.answering("sink", "location / { return 200; }")) {
      Bench.title(
          "Deliver %,d events, signed twice (target: >= 5,000/s, <= 100 us CPU each)"
              .formatted(EVENTS));
      Bench.header("receivers", "what", "events per second", "CPU per event");
      for (int receivers : new int[] {1, 100, 10_000}) {
        String file = "deliver-" + receivers + ".db";
        for (Figures each : ours(sqlite(bench, file), sink, receivers, EVENTS, () -> 0)) {
          Bench.row(receivers, each.what(), each.rate(), each.cpu());
        }
      }
      beside(bench, sink);
    }
  }

  private static DatabaseSettings sqlite(Bench bench, String file) {
    return DatabaseSettings.Sqlite.at(bench.work().resolve(file));
  }

  private static void beside(Bench bench, Server sink) throws Exception {
    Bench.title(
        "The same %,d events beside a durable queue of another make, one receiver"
            .formatted(BESIDE));
    Bench.header("queue", "what", "events per second", "CPU per event", "of these the database");
    tell("valise on SQLite", ours(sqlite(bench, "beside.db"), sink, 1, BESIDE, () -> 0));
    try (Postgres postgres = Postgres.start(bench.work())) {
      tell(
          "valise on PostgreSQL",
          ours(
              DatabaseSettings.Postgres.at(postgres.jdbc(), Postgres.USER, Secret.of(""), "hub"),
              sink,
              1,
              BESIDE,
              postgres::cpuSeconds));
      tell("graphile-worker, signed once", graphile(bench, sink, postgres));
    }
  }

  private static void tell(String queue, List<Figures> figures) {
    for (Figures each : figures) {
      Bench.row(
          queue,
          each.what(),
          each.rate(),
          each.cpu(),
          Bench.number(each.storeSeconds() * 1e6 / each.events()) + " us");
    }
  }

  /// @param ownSeconds CPU of the queue's process
  /// @param storeSeconds CPU of the database's processes
  private record Figures(
      String what, int events, double seconds, double ownSeconds, double storeSeconds) {

    String rate() {
      return Bench.number(events / seconds) + " /s";
    }

    String cpu() {
      return Bench.number((ownSeconds + storeSeconds) * 1e6 / events) + " us";
    }
  }

  /// CPU seconds of a database's processes.
  @FunctionalInterface
  private interface Store {
    double cpuSeconds() throws IOException;
  }

  // --- ours --------------------------------------------------------------------------------------

  private static List<Figures> ours(
      DatabaseSettings settings, Server sink, int receivers, int events, Store store)
      throws IOException, InterruptedException {
    try (HubNode node = new HubNode(settings)) {
      node.subscribe(
          IntStream.rangeClosed(1, receivers)
              .mapToObj(i -> URI.create("http://127.0.0.1:" + sink.port() + "/" + i))
              .toList());
      measure(node, 0, WARM, receivers, store);
      List<Figures> figures = measure(node, WARM, events, receivers, store);
      if (receivers <= 100 && node.delivered() != WARM + events) {
        throw new IllegalStateException("Not all were delivered");
      }
      return figures;
    }
  }

  private static List<Figures> measure(
      HubNode node, int before, int events, int receivers, Store store)
      throws IOException, InterruptedException {
    int page = Math.min(PAGE, Math.max(1, events / receivers));
    Clock clock = new Clock(store);
    for (int i = 0; i < events / page; i++) {
      int first = before + i * page;
      node.happen(
          1 + i % receivers,
          IntStream.range(first, first + page).mapToObj(number -> "fi" + number).toList());
    }
    Figures recorded = clock.read("recorded, " + page + " a page", events);
    clock = new Clock(store);
    node.start();
    while (node.waiting() > 0) {
      Thread.sleep(50);
    }
    Figures delivered = clock.read("delivered", events);
    node.stop();
    return List.of(recorded, delivered);
  }

  /// Time and CPU of this process since it was made.
  private static final class Clock {

    private final Store store;
    private final long began = System.nanoTime();
    private final Duration own = cpu();
    private final double stores;

    Clock(Store store) throws IOException {
      this.store = store;
      this.stores = store.cpuSeconds();
    }

    private static Duration cpu() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    Figures read(String what, int events) throws IOException {
      return new Figures(
          what,
          events,
          (System.nanoTime() - began) / 1e9,
          cpu().minus(own).toNanos() / 1e9,
          store.cpuSeconds() - stores);
    }
  }

  // --- the other ---------------------------------------------------------------------------------

  private static List<Figures> graphile(Bench bench, Server sink, Postgres postgres)
      throws IOException, InterruptedException {
    List<Figures> figures = new ArrayList<>();
    Process process =
        Peers.node(
            bench,
            "graphile.js",
            postgres.url(),
            "http://127.0.0.1:" + sink.port() + "/1",
            Integer.toString(BESIDE),
            Integer.toString(WARM));
    try (BufferedReader said = process.inputReader();
        BufferedWriter told = process.outputWriter()) {
      double before = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        JsonNode json = Valise.JSON.readTree(line);
        double now = postgres.cpuSeconds();
        if (json.get("count").intValue() > 0) {
          figures.add(
              new Figures(
                  json.get("what").stringValue(),
                  json.get("count").intValue(),
                  json.get("seconds").doubleValue(),
                  json.get("micros").doubleValue() / 1e6,
                  now - before));
        }
        before = now;
        told.write("on\n");
        told.flush();
      }
      if (process.waitFor() != 0) {
        throw new IOException("graphile.js ended with " + process.exitValue());
      }
    } finally {
      process.destroyForcibly();
    }
    return figures;
  }
}
