package valise.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder of eight files of 128 MiB as one ZIP, against the same number of bytes from nginx.
final class ZipRun {

  private static final int ROUNDS = 5;
  private static final long PART = 128L << 20;

  private ZipRun() {}

  static void run(Bench bench) throws Exception {
    Valise valise = bench.valise();
    Path file = Machine.randomFile(bench.work().resolve("zip.bin"), PART, 5);
    Path whole = Machine.randomFile(bench.shared().resolve("plain.bin"), 8 * PART, 6);
    List<Double> ours = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    long length = 0;
    try (Http http = new Http(valise.server().port());
        FileChannel channel = FileChannel.open(file)) {
      String folder = valise.folder(http, valise.home(), "zipped");
      for (int i = 0; i < 8; i++) {
        valise.standard(http, folder, "part" + i + ".bin", channel, PART);
      }
      for (int round = -1; round < ROUNDS; round++) {
        String target = valise.downloadTarget(http, folder);
        long start = System.nanoTime();
        length = http.drain(target, "").ok().length();
        double seconds = (System.nanoTime() - start) / 1e9;
        double nginx;
        try (Http peer = new Http(bench.nginx().port())) {
          long from = System.nanoTime();
          peer.drain("/" + whole.getFileName(), "").ok();
          nginx = (System.nanoTime() - from) / 1e9;
        }
        if (round >= 0) {
          ours.add(length / seconds / (1 << 20));
          plain.add(8.0 * PART / nginx / (1 << 20));
        }
      }
    }
    Bench.title("ZIP of eight stored files of 128 MiB (target: >= 500 MiB/s, exact length)");
    Bench.header("server", "rate", "against nginx");
    double ratio = Bench.median(ours) / Bench.median(plain);
    Bench.row(
        "valise, Content-Length " + length,
        Bench.figures(ours, "MiB/s"),
        Bench.number(ratio) + "x");
    Bench.row("nginx, one plain file", Bench.figures(plain, "MiB/s"), "1x");
  }
}
