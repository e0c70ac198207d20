package valise.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the benchmarks named on the command line, or all.
public final class Main {

  private Main() {}

  /// One table.
  @FunctionalInterface
  interface Run {
    void run(Bench bench) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Map<String, Run> runs = new LinkedHashMap<>();
    runs.put("start", StartRun::run);
    runs.put("download", DownloadRun::run);
    runs.put("upload", UploadRun::run);
    runs.put("finish", FinishRun::run);
    runs.put("small", SmallFilesRun::run);
    runs.put("list", ListRun::run);
    runs.put("zip", ZipRun::run);
    runs.put("scale", ScaleRun::run);
    runs.put("deliver", DeliverRun::run);
    Path project = Path.of(args[0]);
    List<String> wanted =
        args.length > 1 ? List.of(args).subList(1, args.length) : List.copyOf(runs.keySet());
    Path work = Files.createTempDirectory("valise-bench");
    System.out.println(Machine.describe());
    try (Bench bench = new Bench(project, work)) {
      for (String name : wanted) {
        Run run = runs.get(name);
        if (run == null) {
          throw new IllegalArgumentException("no run '" + name + "'; there are " + runs.keySet());
        }
        run.run(bench);
      }
    } finally {
      Machine.deleteTree(work);
    }
  }
}
