package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// As many instances as one server is meant for, each polled every minute: how late it asks, what a
/// poll costs, and how it catches up after it was killed. The provider is an nginx that answers
/// with an idle tree; one tree in a thousand is another at each look.
final class ScheduleRun {

  private static final int CHANGING = 1_000;
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final long LATE_MILLIS = 1_000;
  private static final String HEAP = "-Xmx120m";

  private static final String PROVIDER =
      """
      default_type application/json;
      location = /called { return 200; }
      location = /sf/v3/Users { return 200 '{"Id":"u1"}'; }
      location ~ "^/sf/v3/Items\\(idle[0-9]*\\)$" {
        return 200 '{"Id":"foidle","Name":"idle","odata.type":"ShareFile.Api.Models.Folder","ProgenyEditDate":"2026-01-15T10:00:00Z"}';
      }
      location = "/sf/v3/Items(foidle)/Children" { return 200 '{"odata.count":0,"value":[]}'; }
      location ~ "^/sf/v3/Items\\(changing[0-9]*\\)$" {
        return 200 '{"Id":"fochanging","Name":"changing","odata.type":"ShareFile.Api.Models.Folder","ProgenyEditDate":"$time_iso8601"}';
      }
      location = "/sf/v3/Items(fochanging)/Children" {
        access_log %s/changes.log;
        return 200 '{"odata.count":1,"value":[{"Id":"fi$msec","Name":"a.txt","FileName":"a.txt","FileSizeBytes":1,"odata.type":"ShareFile.Api.Models.File","CreationDate":"$time_iso8601"}]}';
      }
      """;

  private ScheduleRun() {}

  static void run(Bench bench, int instances) throws Exception {
    Bench.title(
        "%,d instances, each polled every minute, 1 in %,d changing (target: <= 400 MiB; server with %s)"
            .formatted(instances, CHANGING, HEAP));
    Bench.header("what", "figures");
    Path data = bench.work().resolve("schedule");
    Path log = bench.work().resolve("schedule.log");
    try (Server provider = bench.answering("provider", PROVIDER.formatted(bench.work()))) {
      long planted = System.nanoTime();
      plant(bench, data, provider.port(), instances);
      Bench.row(
          "planted, as copies of two made through the API",
          Bench.number((System.nanoTime() - planted) / 1e9) + " s");
      Valise killed = start(bench, data);
      try {
        Thread.sleep(INTERVAL.plusSeconds(10));
        steady(killed.server(), provider, log);
        killed.server().kill();
      } finally {
        killed.close();
      }
      Thread.sleep(AWAY);
      try (Valise again = start(bench, data)) {
        caughtUp(log);
        Bench.row("resident memory then", again.server().memoryMib("VmHWM") + " MiB at its most");
        // What was shown last is told by then.
        Thread.sleep(2_000);
      }
    }
    told(bench, data);
  }

  /// A server that may be as large as [#HEAP] says.
  static Valise start(Bench bench, Path data) throws Exception {
    return Valise.startWith(HEAP, bench.project(), data, "--allow-private-callbacks");
  }

  private static void plant(Bench bench, Path data, int port, int instances) throws Exception {
    long changing;
    long idle;
    try (Valise valise = start(bench, data);
        Http http = new Http(valise.server().port())) {
      HubApi hub = new HubApi(data, http);
      changing = connect(hub, port, "changing");
      idle = connect(hub, port, "idle");
    }
    Crowd.plant(data, instances, CHANGING, changing, idle, INTERVAL.toMillis());
  }

  static long connect(HubApi hub, int port, String root) throws Exception {
    return hub.connect(
        "http://127.0.0.1:" + port,
        "token",
        "polling",
        Map.of(
            "document.root.folder.name",
            "/" + root,
            // The two models are in nobody's way.
            "event.poller.refresh_interval",
            "60",
            "event.notification.callback.url",
            "http://127.0.0.1:" + port + "/called",
            "event.notification.signature.key",
            "123456"));
  }

  private static void steady(Server server, Server provider, Path log) throws Exception {
    long from = Files.size(log);
    double cpu = server.cpuSeconds();
    double theirs = provider.cpuSeconds();
    long began = System.nanoTime();
    Thread.sleep(INTERVAL);
    double seconds = (System.nanoTime() - began) / 1e9;
    cpu = server.cpuSeconds() - cpu;
    theirs = provider.cpuSeconds() - theirs;
    List<PollLines.Poll> polls = new PollLines(log).from(from);
    List<Double> late = PollLines.late(polls);
    Bench.row("polls", Bench.number(polls.size() / seconds) + " /s");
    Bench.row(
        "late, from due to asked",
        "%s ms; 99 of 100 within %s ms, all within %s ms"
            .formatted(
                Bench.number(Bench.median(late)),
                Bench.number(Bench.quantile(late, 0.99)),
                Bench.number(Bench.quantile(late, 1))));
    Bench.row("polls that did not succeed", polls.stream().filter(it -> !it.ok()).count());
    Bench.row("CPU of the hub, a poll", Bench.number(cpu * 1e6 / polls.size()) + " us");
    Bench.row("CPU of the provider, a poll", Bench.number(theirs * 1e6 / polls.size()) + " us");
    Bench.row(
        "resident memory",
        "%d MiB, %d at its most".formatted(server.memoryMib("VmRSS"), server.memoryMib("VmHWM")));
  }

  /// Until for five seconds nothing was asked late.
  private static void caughtUp(Path log) throws Exception {
    Instant first = Instant.MAX;
    Instant lastLate = Instant.MIN;
    Map<Long, Integer> bySecond = new HashMap<>();
    do {
      Thread.sleep(1_000);
      bySecond.clear();
      for (PollLines.Poll poll : new PollLines(log).from(0)) {
        first = poll.at().isBefore(first) ? poll.at() : first;
        lastLate = poll.late() > LATE_MILLIS && poll.at().isAfter(lastLate) ? poll.at() : lastLate;
        bySecond.merge(poll.at().getEpochSecond(), 1, Integer::sum);
      }
    } while (first.equals(Instant.MAX)
        || lastLate.isAfter(Instant.now().minusSeconds(5))
            && first.isAfter(Instant.now().minusSeconds(120)));
    Bench.row(
        "killed, away for " + AWAY.toSeconds() + " s and back: nothing late any more after",
        Bench.number(Math.max(0, Duration.between(first, lastLate).toMillis()) / 1e3) + " s");
    Bench.row(
        "most polls in one second meanwhile",
        bySecond.values().stream().mapToInt(it -> it).max().orElse(0));
  }

  private static void told(Bench bench, Path data) throws IOException, SQLException {
    long shown;
    try (Stream<String> lines = Files.lines(bench.work().resolve("changes.log"))) {
      shown = lines.count();
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("hub.db"));
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                """
                select (select count(*) from event), (select count(*) from delivery where state = 3)
                """)) {
      row.next();
      Bench.row(
          "changes shown; recorded; told",
          "%d; %d; %d".formatted(shown, row.getLong(1), row.getLong(2)));
    }
  }
}
