package valise.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// 1 GiB from the page cache over one connection.
final class DownloadRun {

  private static final int ROUNDS = 5;
  private static final long GIB = 1L << 30;

  private DownloadRun() {}

  private record Cost(List<Double> seconds, List<Double> cpu) {}

  static void run(Bench bench) throws Exception {
    Path file = Machine.randomFile(bench.shared().resolve("gib.bin"), GIB, 1);
    Valise valise = bench.valise();
    String item;
    try (Http http = new Http(valise.server().port());
        FileChannel channel = FileChannel.open(file)) {
      valise.standard(http, valise.home(), "gib.bin", channel, GIB);
      item = valise.byName(http, valise.home(), "gib.bin");
    }
    Map<Server, Cost> costs = new LinkedHashMap<>();
    for (Server server : List.of(valise.server(), bench.nginx(), bench.rclone())) {
      costs.put(server, new Cost(new ArrayList<>(), new ArrayList<>()));
    }
    for (int round = -1; round < ROUNDS; round++) {
      for (Map.Entry<Server, Cost> each : costs.entrySet()) {
        Server server = each.getKey();
        try (Http http = new Http(server.port())) {
          boolean ours = server == valise.server();
          String target = ours ? valise.downloadTarget(http, item) : "/gib.bin";
          double cpu = server.cpuSeconds();
          long start = System.nanoTime();
          Http.Answer answer = http.drain(target, "").ok();
          double seconds = (System.nanoTime() - start) / 1e9;
          if (answer.length() != GIB) {
            throw new IllegalStateException(server.name() + " sent " + answer.length());
          }
          if (round >= 0) {
            each.getValue().seconds().add(seconds);
            each.getValue().cpu().add(server.cpuSeconds() - cpu);
          }
        }
      }
    }
    Bench.title("Download 1 GiB, one connection (target: CPU <= 0.25 s/GiB, wall <= 1.1x nginx)");
    Bench.header("server", "wall", "server CPU per GiB", "wall against nginx", "peak memory");
    double nginx =
        Bench.median(java.util.Objects.requireNonNull(costs.get(bench.nginx())).seconds());
    for (Map.Entry<Server, Cost> each : costs.entrySet()) {
      Bench.row(
          each.getKey().name(),
          Bench.figures(each.getValue().seconds(), "s"),
          Bench.figures(each.getValue().cpu(), "s"),
          Bench.number(Bench.median(each.getValue().seconds()) / nginx) + "x",
          each.getKey().memoryMib("VmHWM") + " MiB");
    }
  }
}
