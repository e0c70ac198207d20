package valise.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Many instances for some minutes at a provider and at receivers that fail as such do: errors, cut
/// connections, long silences, once a minute too many requests. Every change that is left at the
/// end must have been told, and none under two ids.
final class SoakRun {

  private static final int INSTANCES = 10_000;
  private static final int CHANGING = 10;
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration CHANGE = Duration.ofSeconds(30);
  private static final Duration ROW = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private SoakRun() {}

  static void run(Bench bench, int minutes) throws Exception {
    Bench.title(
        "%,d instances polled every %d s for %d minutes, 1 in %d changing, provider and receivers failing"
            .formatted(INSTANCES, INTERVAL.toSeconds(), minutes, CHANGING));
    Path data = bench.work().resolve("soak");
    try (World world = new World()) {
      plant(bench, data, world);
      try (Valise valise = ScheduleRun.start(bench, data)) {
        watch(bench, data, world, valise.server(), minutes);
      }
    }
  }

  private static void plant(Bench bench, Path data, World world) throws Exception {
    try (Valise valise = ScheduleRun.start(bench, data);
        Http http = new Http(valise.server().port())) {
      HubApi hub = new HubApi(data, http);
      long changing = ScheduleRun.connect(hub, world.port(), "changing");
      long idle = ScheduleRun.connect(hub, world.port(), "idle");
      valise.close();
      Crowd.plant(data, INSTANCES, CHANGING, changing, idle, INTERVAL.toMillis());
    }
  }

  private static void watch(Bench bench, Path data, World world, Server server, int minutes)
      throws Exception {
    Bench.header(
        "after",
        "polls",
        "of these turned down or put off",
        "late, 99 of 100 within",
        "memory",
        "hub.db",
        "changes told");
    PollLines lines = new PollLines(bench.work().resolve("soak.log"));
    world.begin();
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    long place = Files.size(lines.log());
    for (int row = 1; System.nanoTime() < end; row++) {
      Thread.sleep(ROW);
      List<PollLines.Poll> polls = lines.from(place);
      place = Files.size(lines.log());
      Bench.row(
          row * ROW.toSeconds() + " s",
          Bench.number(polls.size() / (double) ROW.toSeconds()) + " /s",
          polls.stream().filter(poll -> !poll.ok()).count(),
          Bench.number(Bench.quantile(PollLines.late(polls), 0.99)) + " ms",
          server.memoryMib("VmRSS") + " MiB",
          size(data) + " MiB",
          world.told());
    }
    world.rest();
    Instant rest = Instant.now();
    while (world.untold() > 0 && Instant.now().isBefore(rest.plus(PATIENCE))) {
      Thread.sleep(100);
    }
    Bench.row(
        "no change any more",
        "all told after %s s"
            .formatted(Bench.number(Duration.between(rest, Instant.now()).toMillis() / 1e3)),
        "",
        "",
        server.memoryMib("VmRSS") + " MiB",
        size(data) + " MiB",
        world.told());
    if (world.untold() > 0 || world.twice() > 0) {
      throw new IllegalStateException(
          world.untold() + " changes were not told, " + world.twice() + " under two ids");
    }
  }

  private static long size(Path data) throws IOException {
    long bytes = 0;
    for (String file : List.of("hub.db", "hub.db-wal")) {
      bytes += Files.exists(data.resolve(file)) ? Files.size(data.resolve(file)) : 0;
    }
    return bytes >> 20;
  }

  /// The provider and the receivers.
  private static final class World implements AutoCloseable {

    private static final Pattern ITEM =
        Pattern.compile("/Items\\((fo)?(idle|changing)(\\d*)\\)(/.*)?");
    private static final Pattern TOLD = Pattern.compile("\"objectId\":\"(fi(\\d+)-(\\d+))\"");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Instant start = Instant.now();
    // By object, the notification's id.
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final Set<String> twice = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Instant began = Instant.MAX;
    private volatile Instant ended = Instant.MAX;

    World() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
      server.setExecutor(threads);
      server.createContext("/sf/v3/", this::provide);
      server.createContext("/called", this::receive);
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    /// From now on things change, and fail.
    void begin() {
      began = Instant.now();
    }

    /// Nothing changes any more; all works.
    void rest() {
      ended = Instant.now();
    }

    private boolean failing() {
      return began.isBefore(Instant.now()) && ended.equals(Instant.MAX);
    }

    /// How often an instance's file has changed: each at its own moment of [#CHANGE].
    private long version(long instance) {
      Instant now = ended.equals(Instant.MAX) ? Instant.now() : ended;
      return began.isAfter(now)
          ? 0
          : (Duration.between(began, now).toMillis() + instance * 7_919 % CHANGE.toMillis())
              / CHANGE.toMillis();
    }

    private void provide(HttpExchange exchange) throws IOException {
      try (exchange) {
        if (failing() && failed(exchange)) {
          return;
        }
        Matcher item = ITEM.matcher(exchange.getRequestURI().getPath());
        answer(exchange, 200, item.find() ? item(item) : "{\"Id\":\"u1\"}");
      }
    }

    private String item(Matcher item) {
      long instance = item.group(3).isEmpty() ? 0 : Long.parseLong(item.group(3));
      boolean changing = item.group(2).equals("changing") && instance > 0;
      long version = changing ? version(instance) : 0;
      if (item.group(4) == null) {
        return """
        {"Id":"fo%s%s","Name":"root","odata.type":"ShareFile.Api.Models.Folder","ProgenyEditDate":"%s"}\
        """
            .formatted(item.group(2), item.group(3), start.plusMillis(version));
      }
      return version == 0
          ? "{\"odata.count\":0,\"value\":[]}"
          : """
          {"odata.count":1,"value":[{"Id":"fi%d-%d","Name":"a.txt","FileName":"a.txt","FileSizeBytes":1,\
          "odata.type":"ShareFile.Api.Models.File","CreationDate":"%s"}]}\
          """
              .formatted(instance, version, start.plusMillis(version));
    }

    /// One in twenty fails, in one of three ways; for three seconds of each minute all are told to
    /// come later.
    private boolean failed(HttpExchange exchange) throws IOException {
      if (Duration.between(began, Instant.now()).toSeconds() % 60 >= 57) {
        exchange.getResponseHeaders().set("Retry-After", "3");
        answer(exchange, 429, "");
        return true;
      }
      switch (ThreadLocalRandom.current().nextInt(60)) {
        case 0 -> answer(exchange, 500, "");
        case 1 -> {
          // Promises more than it says, and hangs up.
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          throw new IOException("cut");
        }
        case 2 -> {
          pause(Duration.ofSeconds(3));
          return false;
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private void receive(HttpExchange exchange) throws IOException {
      try (exchange) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int call = calls.incrementAndGet();
        if (failing() && call % 20 == 0) {
          answer(exchange, 503, "");
          return;
        }
        Matcher object = TOLD.matcher(body);
        String id = exchange.getRequestHeaders().getFirst("Elements-Webhook-Id");
        if (object.find()) {
          String before = told.putIfAbsent(object.group(1), String.valueOf(id));
          if (before != null && !before.equals(id)) {
            twice.add(object.group(1));
          }
        }
        if (failing() && call % 20 == 1) {
          // Took it, and cannot say so in time.
          pause(Duration.ofSeconds(2));
          answer(exchange, 500, "");
          return;
        }
        answer(exchange, 200, "");
      }
    }

    private static void pause(Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    int told() {
      return told.size();
    }

    int twice() {
      return twice.size();
    }

    /// Instances whose last change was not told.
    int untold() {
      int untold = 0;
      for (long i = 0; i < INSTANCES; i += CHANGING) {
        long instance = Crowd.FIRST + i;
        long version = version(instance);
        untold += version > 0 && !told.containsKey("fi" + instance + "-" + version) ? 1 : 0;
      }
      return untold;
    }

    @Override
    public void close() {
      threads.shutdownNow();
      server.stop(0);
    }
  }
}
