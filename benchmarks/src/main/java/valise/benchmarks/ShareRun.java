package valise.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/// What recipients of a share feel: opening its page, an archive of many small files, a large
/// archive, and two hundred of them at once.
final class ShareRun {

  private static final int PAGES = 400;
  private static final int MANY = 1_000;
  private static final long SMALL = 16 << 10;
  private static final long GIB = 1L << 30;
  private static final int RECIPIENTS = 200;
  private static final long EACH = 4L << 20;

  private ShareRun() {}

  static void run(Bench bench) throws Exception {
    Valise valise = bench.valise();
    try (Http http = new Http(valise.server().port())) {
      page(bench, valise, http);
      archives(bench, valise, http);
      crowd(bench, valise, http);
    }
  }

  private static String share(Valise valise, Http http, String item, int recipients)
      throws IOException {
    List<Map<String, ?>> users = new ArrayList<>();
    for (int i = 0; i < recipients; i++) {
      users.add(Map.of("User", Map.of("Email", "recipient" + i + "@example.com")));
    }
    String body =
        Valise.JSON.writeValueAsString(
            Map.of(
                "ShareType",
                "Send",
                "Title",
                "Benchmark",
                "Items",
                List.of(Map.of("Id", item)),
                "Recipients",
                users));
    return valise.call(http, "POST", "Shares?notify=false", body).get("Id").stringValue();
  }

  private static void page(Bench bench, Valise valise, Http http) throws Exception {
    String folder = valise.folder(http, valise.home(), "page");
    Path file = Machine.randomFile(bench.work().resolve("page.bin"), SMALL, 3);
    try (FileChannel channel = FileChannel.open(file)) {
      for (int i = 0; i < 10; i++) {
        valise.standard(http, folder, "file" + i + ".bin", channel, SMALL);
      }
    }
    String share = share(valise, http, folder, 1);
    String body = "";
    List<Double> ours = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    try (Http visitor = new Http(valise.server().port())) {
      body = visitor.send("GET", "/d/" + share, "", "").ok().body();
      Files.writeString(bench.shared().resolve("page.html"), body);
      try (Http peer = new Http(bench.nginx().port())) {
        for (int i = -PAGES; i < PAGES; i++) {
          long start = System.nanoTime();
          visitor.send("GET", "/d/" + share, "", "").ok();
          long middle = System.nanoTime();
          peer.send("GET", "/page.html", "", "").ok();
          long end = System.nanoTime();
          if (i >= 0) {
            ours.add((middle - start) / 1e6);
            plain.add((end - middle) / 1e6);
          }
        }
      }
    }
    Bench.title("Opening the page of a share, warm, each opening recorded durably");
    Bench.header("server", "time", "99 of 100 within", "page");
    Bench.row(
        "valise",
        Bench.figures(ours, "ms"),
        percentile(ours),
        body.length() / 1024 + " KiB of HTML");
    Bench.row("nginx, the same page as a file", Bench.figures(plain, "ms"), percentile(plain), "");
  }

  private static String percentile(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(each -> each).sorted().toArray();
    return Bench.number(sorted[(int) (sorted.length * 0.99) - 1]) + " ms";
  }

  private static void archives(Bench bench, Valise valise, Http http) throws Exception {
    String many = valise.folder(http, valise.home(), "many");
    Path small = Machine.randomFile(bench.work().resolve("small.bin"), SMALL, 4);
    try (FileChannel channel = FileChannel.open(small)) {
      for (int i = 0; i < MANY; i++) {
        valise.standard(http, many, "file" + i + ".bin", channel, SMALL);
      }
    }
    String large = valise.folder(http, valise.home(), "large");
    Path gib = Machine.randomFile(bench.work().resolve("gib.bin"), GIB, 5);
    try (FileChannel channel = FileChannel.open(gib)) {
      for (int i = 0; i < 4; i++) {
        valise.standard(http, large, "part" + i + ".bin", channel, GIB);
      }
    }
    Bench.title("Archive of a shared folder (target: memory flat, exact length)");
    Bench.header("what", "length told and sent", "time", "rate", "peak memory", "before");
    for (Map.Entry<String, String> each :
        List.of(
            Map.entry("1,000 files of 16 KiB", many), Map.entry("four files of 1 GiB", large))) {
      String share = share(valise, http, each.getValue(), 1);
      long before = valise.server().memoryMib("VmHWM");
      List<Double> seconds = new ArrayList<>();
      long length = 0;
      for (int round = -1; round < 3; round++) {
        String target = link(valise, http, "Shares(" + share + ")/Download?redirect=false");
        long start = System.nanoTime();
        length = http.drain(target, "").ok().length();
        if (round >= 0) {
          seconds.add((System.nanoTime() - start) / 1e9);
        }
      }
      Bench.row(
          each.getKey(),
          length,
          Bench.figures(seconds, "s"),
          Bench.number(length / Bench.median(seconds) / (1 << 20)) + " MiB/s",
          valise.server().memoryMib("VmHWM") + " MiB",
          before + " MiB");
    }
  }

  private static String link(Valise valise, Http http, String path) throws IOException {
    return Valise.target(valise.call(http, "GET", path, "").get("DownloadUrl").stringValue());
  }

  private static void crowd(Bench bench, Valise valise, Http http) throws Exception {
    Path file = Machine.randomFile(bench.work().resolve("crowd.bin"), EACH, 6);
    try (FileChannel channel = FileChannel.open(file)) {
      valise.standard(http, valise.home(), "crowd.bin", channel, EACH);
    }
    String share = share(valise, http, valise.byName(http, valise.home(), "crowd.bin"), RECIPIENTS);
    List<String> links = new ArrayList<>();
    for (JsonNode alias :
        valise.call(http, "GET", "Shares(" + share + ")/Recipients", "").get("value")) {
      links.add(
          link(
              valise,
              http,
              "Shares("
                  + share
                  + ")/Recipients("
                  + alias.get("Id").stringValue()
                  + ")/DownloadWithAlias?redirect=false"));
    }
    long before = valise.server().memoryMib("VmHWM");
    double cpu = valise.server().cpuSeconds();
    CountDownLatch go = new CountDownLatch(1);
    List<Double> seconds = new ArrayList<>();
    long start;
    try (ExecutorService threads = Executors.newFixedThreadPool(RECIPIENTS)) {
      List<Future<Double>> all = new ArrayList<>();
      for (String link : links) {
        all.add(
            threads.submit(() -> {
              try (Http one = new Http(valise.server().port())) {
                go.await();
                long from = System.nanoTime();
                if (one.drain(link, "").ok().length() != EACH) {
                  throw new IOException("cut");
                }
                return (System.nanoTime() - from) / 1e9;
              }
            }));
      }
      start = System.nanoTime();
      go.countDown();
      for (Future<Double> each : all) {
        seconds.add(each.get());
      }
    }
    double wall = (System.nanoTime() - start) / 1e9;
    Bench.title(links.size() + " recipients download 4 MiB each at once, each recorded");
    Bench.header("all done in", "each", "rate", "server CPU", "peak memory", "before");
    Bench.row(
        Bench.number(wall) + " s",
        Bench.figures(seconds, "s"),
        Bench.number(links.size() * EACH / wall / (1 << 20)) + " MiB/s",
        Bench.number(valise.server().cpuSeconds() - cpu) + " s",
        valise.server().memoryMib("VmHWM") + " MiB",
        before + " MiB");
  }
}
