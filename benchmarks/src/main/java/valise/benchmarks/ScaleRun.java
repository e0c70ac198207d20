package valise.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Path lookup and a small upload in trees of 1,000, 100,000 and 1,000,000 files.
final class ScaleRun {

  private static final int REQUESTS = 2_000;
  private static final int UPLOADS = 500;

  private ScaleRun() {}

  static void run(Bench bench) throws Exception {
    Path file = Machine.randomFile(bench.work().resolve("scale.bin"), 1_024, 7);
    Bench.title("Cost by size of the tree (target: flat within 1.3x)");
    Bench.header("files in the tree", "path lookup", "upload of 1 KiB");
    for (int folders : new int[] {1, 100, 1_000}) {
      Path data = bench.work().resolve("scale-" + folders);
      Seed.plant(bench.project(), data, folders, 1_000);
      try (Valise valise = Valise.start(bench.project(), data);
          Http http = new Http(valise.server().port());
          FileChannel channel = FileChannel.open(file)) {
        Random random = new Random(8);
        List<Double> lookups = new ArrayList<>();
        for (int i = -REQUESTS; i < REQUESTS; i++) {
          String path =
              "/folder%d/file%d.bin".formatted(random.nextInt(folders), random.nextInt(1_000));
          String target = "Items(" + valise.home() + ")/ByPath?path=" + path;
          long start = System.nanoTime();
          valise.call(http, "GET", target, "");
          if (i >= 0) {
            lookups.add((System.nanoTime() - start) / 1e6);
          }
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < Math.min(folders, 50); i++) {
          ids.add(valise.byName(http, valise.home(), "folder" + random.nextInt(folders)));
        }
        List<Double> uploads = new ArrayList<>();
        for (int i = -UPLOADS; i < UPLOADS; i++) {
          String folder = ids.get(random.nextInt(ids.size()));
          long start = System.nanoTime();
          valise.standard(http, folder, "new" + i + ".bin", channel, 1_024);
          if (i >= 0) {
            uploads.add((System.nanoTime() - start) / 1e6);
          }
        }
        Bench.row(
            "%,d".formatted(folders * 1_000),
            Bench.figures(lookups, "ms"),
            Bench.figures(uploads, "ms"));
      } finally {
        Machine.deleteTree(data);
      }
    }
  }
}
