package valise.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Listing a folder of 10,000 files, warm, with the members that rclone selects and with all.
final class ListRun {

  private static final int ROUNDS = 20;
  private static final int CHILDREN = 10_000;
  private static final String RCLONE_SELECT =
      "?$select=odata.count,FileCount,Name,FileName,CreationDate,IsHidden,FileSizeBytes,odata.type,Id,Hash,ClientModifiedDate";

  private ListRun() {}

  static void run(Bench bench) throws Exception {
    Path data = bench.work().resolve("list-data");
    Seed.plant(bench.project(), data, 1, CHILDREN);
    Path many = Files.createDirectories(bench.shared().resolve("many"));
    for (int i = 0; i < CHILDREN; i++) {
      Files.createFile(many.resolve("file" + i + ".bin"));
    }
    try (Valise valise = Valise.start(bench.project(), data)) {
      String folder;
      try (Http http = new Http(valise.server().port())) {
        folder = valise.byName(http, valise.home(), "folder0");
      }
      Map<String, Target> targets = new LinkedHashMap<>();
      String children = "/sf/v3/Items(" + folder + ")/Children";
      targets.put(
          "valise, rclone's $select",
          new Target(valise.server().port(), "GET", children + RCLONE_SELECT, valise.bearer()));
      targets.put(
          "valise, all members",
          new Target(valise.server().port(), "GET", children, valise.bearer()));
      targets.put("nginx autoindex json", new Target(bench.nginx().port(), "GET", "/many/", ""));
      targets.put(
          "rclone webdav", new Target(bench.rclone().port(), "PROPFIND", "/many/", "Depth: 1\r\n"));
      Map<String, List<Double>> millis = new LinkedHashMap<>();
      targets.keySet().forEach(name -> millis.put(name, new ArrayList<>()));
      for (int round = -10; round < ROUNDS; round++) {
        for (Map.Entry<String, Target> each : targets.entrySet()) {
          double took = each.getValue().millis();
          if (round >= 0) {
            java.util.Objects.requireNonNull(millis.get(each.getKey())).add(took);
          }
        }
      }
      Bench.title("List 10,000 children, warm (target: <= 80 ms)");
      Bench.header("server", "time");
      millis.forEach((name, values) -> Bench.row(name, Bench.figures(values, "ms")));
    }
  }

  private record Target(int port, String method, String path, String headers) {

    double millis() throws Exception {
      try (Http http = new Http(port)) {
        long start = System.nanoTime();
        http.send(method, path, headers, "").ok();
        return (System.nanoTime() - start) / 1e6;
      }
    }
  }
}
