package valise.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long the finish call of a threaded upload takes, by file size.
final class FinishRun {

  private static final int ROUNDS = 5;

  private FinishRun() {}

  static void run(Bench bench) throws Exception {
    Valise valise = bench.valise();
    Bench.title("Finish call of a threaded upload (target: flat, <= 300 ms)");
    Bench.header("file size", "finish");
    for (long mib : new long[] {1, 64, 256, 1024}) {
      Path file = Machine.randomFile(bench.work().resolve("finish.bin"), mib << 20, 3);
      Valise.Hashes hashes = Valise.Hashes.of(file, 8 << 20);
      List<Double> millis = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        millis.add(
            valise.threaded(valise.home(), "finish.bin", file, hashes).finishSeconds() * 1000);
      }
      Bench.row(mib + " MiB", Bench.figures(millis, "ms"));
      Files.delete(file);
    }
  }
}
