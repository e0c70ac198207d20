package valise.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// 2,000 files of 10 KiB over 8 connections; ours are durable before each answer. The very first
/// round, when a JVM has compiled next to nothing, is told apart from the later ones; some rounds
/// in between count for nobody.
final class SmallFilesRun {

  private static final int WARM_UP = 6;
  private static final int ROUNDS = 5;
  private static final int FILES = 2_000;
  private static final int CONNECTIONS = 8;
  private static final int BYTES = 10 << 10;

  private SmallFilesRun() {}

  static void run(Bench bench) throws Exception {
    Path file = Machine.randomFile(bench.work().resolve("small.bin"), BYTES, 4);
    Valise valise = bench.valise();
    Map<Server, List<Double>> rates = new LinkedHashMap<>();
    for (Server server : List.of(valise.server(), bench.nginx(), bench.rclone())) {
      rates.put(server, new ArrayList<>());
    }
    Map<Server, Double> first = new LinkedHashMap<>();
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      for (Map.Entry<Server, List<Double>> each : rates.entrySet()) {
        double rate = FILES / seconds(bench, each.getKey(), file, round);
        first.putIfAbsent(each.getKey(), rate);
        if (round >= WARM_UP) {
          each.getValue().add(rate);
        }
      }
    }
    Bench.title("2,000 files of 10 KiB over 8 connections (target: >= 1,000/s durable)");
    Bench.header("server", "durable", "files per second, warm", "the first 2,000 after the start");
    for (Map.Entry<Server, List<Double>> each : rates.entrySet()) {
      boolean ours = each.getKey() == valise.server();
      Bench.row(
          each.getKey().name(),
          ours ? "yes" : "no",
          Bench.figures(each.getValue(), "/s"),
          Bench.number(first.getOrDefault(each.getKey(), 0.0)) + " /s");
    }
  }

  private static double seconds(Bench bench, Server server, Path file, int round) throws Exception {
    Valise valise = bench.valise();
    boolean ours = server == valise.server();
    String folder = "";
    if (ours) {
      try (Http http = new Http(server.port())) {
        folder = valise.folder(http, valise.home(), "small-" + round);
      }
    }
    String parent = folder;
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int c = 0; c < CONNECTIONS; c++) {
        int connection = c;
        done.add(
            threads.submit(() -> {
              try (Http http = new Http(server.port());
                  FileChannel channel = FileChannel.open(file)) {
                for (int i = connection; i < FILES; i += CONNECTIONS) {
                  String name = "f" + i + ".bin";
                  if (ours) {
                    valise.standard(http, parent, name, channel, BYTES);
                  } else {
                    // rclone wants the folder to exist; one flat name space serves both peers.
                    String target = "/" + server.name().charAt(0) + round + "-" + name;
                    http.sendFile("PUT", target, "", channel, 0, BYTES).ok();
                  }
                }
              }
              return null;
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
