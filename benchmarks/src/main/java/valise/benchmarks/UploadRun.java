package valise.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// 1 GiB up: ours threaded over four connections with an MD5 per chunk and of the whole, synced;
/// the peers one PUT without either.
final class UploadRun {

  private static final int ROUNDS = 3;
  private static final long GIB = 1L << 30;

  private UploadRun() {}

  private record Cost(List<Double> seconds, List<Double> cpu) {}

  static void run(Bench bench) throws Exception {
    Path file = Machine.randomFile(bench.work().resolve("up.bin"), GIB, 2);
    Valise.Hashes hashes = Valise.Hashes.of(file, 8 << 20);
    Valise valise = bench.valise();
    Map<Server, Cost> costs = new LinkedHashMap<>();
    for (Server server : List.of(valise.server(), bench.nginx(), bench.rclone())) {
      costs.put(server, new Cost(new ArrayList<>(), new ArrayList<>()));
    }
    long before = valise.server().memoryMib("VmRSS");
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<Server, Cost> each : costs.entrySet()) {
        Server server = each.getKey();
        double cpu = server.cpuSeconds();
        double seconds;
        if (server == valise.server()) {
          seconds = valise.threaded(valise.home(), "up.bin", file, hashes).seconds();
        } else {
          try (Http http = new Http(server.port());
              FileChannel channel = FileChannel.open(file)) {
            long start = System.nanoTime();
            http.sendFile("PUT", "/up-" + round + ".bin", "", channel, 0, GIB).ok();
            seconds = (System.nanoTime() - start) / 1e9;
          }
        }
        each.getValue().seconds().add(seconds);
        each.getValue().cpu().add(server.cpuSeconds() - cpu);
      }
    }
    Bench.title("Upload 1 GiB (target: <= 5 s, memory flat)");
    Bench.header("server", "what it does", "wall", "server CPU", "peak memory");
    for (Map.Entry<Server, Cost> each : costs.entrySet()) {
      boolean ours = each.getKey() == valise.server();
      Bench.row(
          each.getKey().name(),
          ours ? "threaded, 8 MiB chunks, two MD5s a byte, synced" : "one PUT, no MD5, no sync",
          Bench.figures(each.getValue().seconds(), "s"),
          Bench.figures(each.getValue().cpu(), "s"),
          each.getKey().memoryMib("VmHWM") + " MiB" + (ours ? ", " + before + " before" : ""));
    }
  }
}
