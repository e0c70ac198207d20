package valise.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import valise.hub.Hub;
import valise.hub.delivery.Channel;
import valise.hub.delivery.Credentials;
import valise.hub.delivery.Deliveries;
import valise.hub.delivery.State;
import valise.hub.delivery.Subscriptions;
import valise.hub.events.Events;
import valise.hub.events.Finding;
import valise.hub.events.Kind;
import valise.hub.events.Origin;
import valise.hub.events.Route;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.platform.mail.Address;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.watch.Journal;

/// Events recorded and delivered, durably, to a receiver that costs next to nothing: nginx that
/// answers 200. Each is signed twice.
final class DeliverRun {

  private static final int WARM = 20_000;
  private static final int EVENTS = 60_000;
  private static final int PAGE = 100;
  private static final AccountId ACCOUNT = new AccountId(1);

  private DeliverRun() {}

  static void run(Bench bench) throws Exception {
    Bench.title(
        "Deliver %,d events, signed twice (target: >= 5,000/s, <= 100 us CPU each)"
            .formatted(EVENTS));
    Bench.header("receivers", "what", "events per second", "CPU per event");
    try (Server sink = sink(bench)) {
      for (int receivers : new int[] {1, 100, 10_000}) {
        try (Node node = new Node(bench.work().resolve("deliver-" + receivers + ".db"))) {
          node.subscribe(sink.port(), receivers);
          node.measure(WARM, receivers, false);
          node.measure(EVENTS, receivers, true);
        }
      }
    }
  }

  private static Server sink(Bench bench) throws IOException, InterruptedException {
    int port = Machine.freePort();
    Path config = bench.work().resolve("sink.conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %1$s/sink.pid;
        error_log %1$s/sink-error.log;
        events { worker_connections 2048; }
        http {
          access_log off;
          keepalive_requests 1000000;
          client_body_temp_path %1$s/sink-body;
          server { listen 127.0.0.1:%2$d; location / { return 200; } }
        }
        """
            .formatted(bench.work(), port));
    return Server.start(
        "sink",
        port,
        bench.work().resolve("sink.log"),
        List.of("/usr/sbin/nginx", "-c", config.toString(), "-p", bench.work().toString()));
  }

  /// A hub in this process.
  private static final class Node implements AutoCloseable {

    private final Database database;
    private final Outbound outbound;
    private final Hub hub;
    private int objects;
    private int done;

    Node(Path file) {
      this.database = Databases.open(DatabaseSettings.Sqlite.at(file), "platform", "hub");
      this.outbound = new Outbound(new Reach(true, List.of()), "valise");
      this.hub =
          Hub.over(
              new Hub.Surroundings(
                  database,
                  InstantSource.system(),
                  Journal.silent(),
                  "bench",
                  new Sealing(KeyRing.random()),
                  new PasswordHashes(new PasswordHashes.Cost(64, 1, 1)),
                  outbound,
                  () -> "http://127.0.0.1",
                  message -> {},
                  Address.of("hub@example.com")));
    }

    private static Origin origin(long instance) {
      return new Origin(
          new InstanceId(instance),
          ACCOUNT,
          1,
          1,
          "sharefile",
          "documents",
          "bench",
          List.of("bench"),
          false);
    }

    void subscribe(int port, int receivers) {
      Subscriptions subscriptions = hub.bean(Subscriptions.class);
      database.write(tx -> {
        for (int i = 1; i <= receivers; i++) {
          subscriptions.add(
              tx,
              new Subscriptions.Wish(
                  ACCOUNT,
                  new UserId(1),
                  Optional.of(new InstanceId(i)),
                  Channel.WEBHOOK,
                  List.of(origin(i).topic()),
                  URI.create("http://127.0.0.1:" + port + "/" + i),
                  false,
                  true,
                  Credentials.signedWith("123456")));
        }
        return receivers;
      });
    }

    private Finding finding() {
      String id = "fi" + objects++;
      Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
      return new Finding(
          "documents",
          id,
          id,
          Optional.empty(),
          1,
          Kind.CREATED,
          Set.of(),
          Optional.of(now),
          new Finding.Thing(id, "/" + id, false),
          new Finding.Trace(Route.POLL, now, "", "abcdefghijklmnop.abcdefgh.abcdefgh"),
          """
          {"Id":"%1$s","Name":"report %1$s.pdf","FileName":"report %1$s.pdf","CreatorNameShort":"J. Doe",\
          "CreationDate":"2026-01-15T10:00:00.000Z","FileSizeBytes":123456,"Hash":"d41d8cd98f00b204e9800998ecf8427e",\
          "Parent":{"Id":"fo123456-7890-1234-5678-901234567890"},"odata.type":"ShareFile.Api.Models.File"}\
          """
              .formatted(id));
    }

    private static Duration cpu() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    void measure(int events, int receivers, boolean tell) throws InterruptedException {
      int page = Math.min(PAGE, Math.max(1, events / receivers));
      Duration cpuBefore = cpu();
      long start = System.nanoTime();
      for (int i = 0; i < events / page; i++) {
        List<Finding> found = new ArrayList<>();
        for (int j = 0; j < page; j++) {
          found.add(finding());
        }
        Origin origin = origin(1 + i % receivers);
        database.write(tx -> hub.bean(Events.class).record(tx, origin, found));
      }
      report(tell, receivers, "recorded, " + page + " a page", events, start, cpuBefore);
      cpuBefore = cpu();
      start = System.nanoTime();
      hub.start();
      done += events / page * page;
      Deliveries deliveries = hub.bean(Deliveries.class);
      Deliveries.Filter delivered = Deliveries.Filter.of(ACCOUNT).in(State.DELIVERED);
      while (deliveries.waiting() > 0) {
        Thread.sleep(50);
      }
      report(tell, receivers, "delivered", events, start, cpuBefore);
      hub.stop(Duration.ofSeconds(10));
      if (receivers <= 100 && deliveries.count(delivered) != done) {
        throw new IllegalStateException("Not all were delivered");
      }
    }

    private static void report(
        boolean tell, int receivers, String what, int events, long start, Duration cpuBefore) {
      if (tell) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = cpu().minus(cpuBefore).toNanos() / 1e3 / events;
        Bench.row(
            receivers, what, Bench.number(events / seconds) + " /s", Bench.number(micros) + " us");
      }
    }

    @Override
    public void close() {
      hub.close();
      outbound.close();
      database.close();
    }
  }
}
