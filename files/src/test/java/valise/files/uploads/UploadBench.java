package valise.files.uploads;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Measures uploads by hand: `UploadBench FOLDER [serve PORT]`. Not a test: numbers depend on the
/// machine.
final class UploadBench {

  private UploadBench() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int port = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    try (UploadServer server = UploadServer.start(folder, UploadSettings.DEFAULT, port)) {
      if (args.length > 2) {
        System.out.println("serving " + server.origin() + " folder " + server.folder);
        System.in.read();
        return;
      }
      for (int round = 0; round < 2; round++) {
        threaded(server, 1L << 20, 1 << 20, 1);
        threaded(server, 1L << 30, 1 << 20, 4);
        threaded(server, 1L << 30, 8 << 20, 4);
        threaded(server, 1L << 30, 64 << 20, 4);
      }
      small(server, 2_000, 10 << 10, 8);
      small(server, 2_000, 10 << 10, 8);
    }
  }

  private static void threaded(UploadServer server, long size, int chunk, int threads)
      throws Exception {
    byte[] block = new byte[chunk];
    new Random(7).nextBytes(block);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(block));
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    UploadServer.Upload upload =
        server.open("method=threaded&raw=true&overwrite=true&fileName=big&fileSize=" + size);
    long begun = System.nanoTime();
    long cpu = cpuNanos();
    AtomicInteger next = new AtomicInteger();
    int count = (int) (size / chunk);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        all.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                String path =
                    upload.chunkPath()
                        + "&index="
                        + i
                        + "&byteOffset="
                        + (long) i * chunk
                        + "&hash="
                        + hash
                        + "&fmt=json";
                HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.origin() + path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(block))
                        .build();
                HttpResponse<String> reply =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
                if (reply.statusCode() != 200) {
                  throw new IOException(reply.body());
                }
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    long chunks = System.nanoTime();
    if (!upload.finish("").ok()) {
      throw new IOException("finish");
    }
    long done = System.nanoTime();
    System.out.printf(
        "%5d MiB in %3d MiB chunks, %d threads: %5.2f s = %4.0f MB/s, finish %.1f ms, cpu %.2f s%n",
        size >> 20,
        chunk >> 20,
        threads,
        (done - begun) / 1e9,
        size / ((done - begun) / 1e3),
        (done - chunks) / 1e6,
        (cpuNanos() - cpu) / 1e9);
    client.close();
  }

  private static void small(UploadServer server, int files, int size, int threads)
      throws Exception {
    byte[] block = new byte[size];
    long begun = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        all.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < files; i = next.getAndIncrement()) {
                if (!server
                    .open("raw=true&overwrite=true&fileName=small" + begun + "-" + i)
                    .standard(block)
                    .ok()) {
                  throw new IOException("small");
                }
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    System.out.printf(
        "%d files of %d KiB over %d connections: %.0f files/s%n",
        files, size >> 10, threads, files / ((System.nanoTime() - begun) / 1e9));
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
