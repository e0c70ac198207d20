package valise.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From the command to the first answer on a second start, and what it holds when idle.
final class StartRun {

  private static final int ROUNDS = 5;

  private StartRun() {}

  static void run(Bench bench) throws Exception {
    Path data = bench.work().resolve("start-data");
    Valise.start(bench.project(), data).close();
    List<Double> seconds = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int port = Machine.freePort();
      long start = System.nanoTime();
      try (Server server =
          Server.start(
              "valise",
              port,
              bench.work().resolve("start.log"),
              List.of(
                  bench.project().resolve("valise").toString(),
                  "serve",
                  "--port",
                  Integer.toString(port),
                  "--data",
                  data.toString()))) {
        try (Http http = new Http(port)) {
          http.send("GET", "/actuator/health", "", "").ok();
        }
        seconds.add((System.nanoTime() - start) / 1e9);
        TimeUnit.SECONDS.sleep(5);
        memory.add((double) server.memoryMib("VmRSS"));
      }
    }
    Bench.title("Second start and idle memory (target: <= 2.5 s, <= 200 MiB)");
    Bench.header("what", "figures");
    Bench.row("command to first answer", Bench.figures(seconds, "s"));
    Bench.row("resident memory, idle 5 s", Bench.figures(memory, "MiB"));
  }
}
