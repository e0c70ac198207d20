package valise.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs the benchmarks named on the command line, or all.
public final class Main {

  private Main() {}

  /// One table.
  @FunctionalInterface
  interface Run {
    void run(Bench bench) throws Exception;
  }

  /// One table of a size that can be given: `schedule 20000`.
  @FunctionalInterface
  interface SizedRun {
    void run(Bench bench, int size) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    Path project = Path.of(words.removeFirst());
    Map<String, Run> runs = new LinkedHashMap<>();
    runs.put("start", StartRun::run);
    runs.put("download", DownloadRun::run);
    runs.put("upload", UploadRun::run);
    runs.put("finish", FinishRun::run);
    runs.put("small", SmallFilesRun::run);
    runs.put("list", ListRun::run);
    runs.put("zip", ZipRun::run);
    runs.put("scale", ScaleRun::run);
    runs.put("share", ShareRun::run);
    runs.put("deliver", DeliverRun::run);
    runs.put("watch", WatchRun::run);
    runs.put("neighbour", NeighbourRun::run);
    runs.put("soak", sized(words, "soak", 3, SoakRun::run));
    runs.put("schedule", sized(words, "schedule", 100_000, ScheduleRun::run));
    List<String> wanted = words.isEmpty() ? List.copyOf(runs.keySet()) : words;
    for (String name : wanted) {
      if (!runs.containsKey(name)) {
        throw new IllegalArgumentException("no run '" + name + "'; there are " + runs.keySet());
      }
    }
    System.out.println(Machine.describe());
    for (String name : wanted) {
      // Each with servers and a folder of its own: what one run left behind (caches, a large
      // database) is not measured by the next.
      Path work = Files.createTempDirectory("valise-bench");
      try (Bench bench = new Bench(project, work)) {
        Objects.requireNonNull(runs.get(name)).run(bench);
      } finally {
        Machine.deleteTree(work);
      }
    }
  }

  /// Takes the number behind a run's name out of `words`.
  private static Run sized(List<String> words, String name, int usual, SizedRun run) {
    int behind = words.indexOf(name) + 1;
    int size =
        behind > 0 && behind < words.size() && words.get(behind).matches("[0-9]{1,9}")
            ? Integer.parseInt(words.remove(behind))
            : usual;
    return bench -> run.run(bench, size);
  }
}
