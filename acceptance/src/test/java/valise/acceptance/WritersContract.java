package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Sixteen who write into one tree at once, with no regard for each other.
abstract class WritersContract {

  private static final int WRITERS = 16;
  private static final long SEED = 4_711;
  private static final long SECONDS = 15;
  private static final int MOST = 400;

  /// What a busy neighbour may cause: somebody else took the name, the item or the lock.
  private static final Set<Integer> POSSIBLE = Set.of(200, 204, 400, 403, 404, 409);

  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  abstract PackagedServer server();

  @Test
  void countsSizesDatesAndFilesAreRightAfterwards() throws Exception {
    Drive drive = new Drive(Caller.admin(server()));
    String root = drive.folder(drive.home(), "writers");
    List<String> folders = new ArrayList<>(List.of(root));
    for (int i = 0; i < 6; i++) {
      folders.add(drive.folder(folders.get(i / 2), "folder " + i));
    }
    String safe = drive.folder(root, "safe");
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Writer writer = new Writer(drive, List.copyOf(folders), safe, i);
        writers.add(threads.submit(writer));
      }
      for (Future<?> each : writers) {
        each.get(120, TimeUnit.SECONDS);
      }
    }
    assertThat(statuses.keySet()).as("%s", statuses).isSubsetOf(POSSIBLE);
    assertThat(statuses.get(200).get()).as("%s", statuses).isGreaterThan(WRITERS * 5);

    Map<String, String> found = new HashMap<>();
    walk(drive, drive.entry(root), "", found);
    Map<String, String> foundSafe = new HashMap<>();
    found.forEach((path, md5) -> {
      if (path.startsWith("/safe/")) {
        foundSafe.put(path.substring(6), md5);
      }
    });
    assertThat(foundSafe)
        .as("no acknowledged file is lost")
        .containsExactlyInAnyOrderEntriesOf(kept);
    for (Drive.Entry each : drive.children(safe)) {
      assertThat(Content.md5(drive.download(each.id()))).isEqualTo(each.md5());
    }

    PackagedServer.Ended fsck = server().command("fsck");
    assertThat(fsck.status()).as(fsck.output()).isZero();
  }

  private record Sum(long files, long bytes, Instant edited) {}

  /// Adds up what is below a folder and compares it with what the folder says of itself.
  private static Sum walk(Drive drive, Drive.Entry folder, String path, Map<String, String> found)
      throws IOException {
    long files = 0;
    long bytes = 0;
    Instant edited = Instant.parse(folder.created());
    Set<String> names = new java.util.HashSet<>();
    for (Drive.Entry each : drive.children(folder.id())) {
      String below = path + "/" + each.name();
      assertThat(names.add(each.name().toLowerCase(java.util.Locale.ROOT)))
          .as("one of each name: " + below)
          .isTrue();
      if (each.folder()) {
        Sum sum = walk(drive, each, below, found);
        files += sum.files();
        bytes += sum.bytes();
        edited = later(edited, sum.edited());
      } else {
        files++;
        bytes += each.bytes();
        edited = later(edited, Instant.parse(each.created()));
        found.put(below, each.md5());
      }
    }
    assertThat(folder.files()).as("FileCount of " + path).isEqualTo(files);
    assertThat(folder.bytes()).as("FileSizeBytes of " + path).isEqualTo(bytes);
    Instant says = Instant.parse(folder.progenyEdited());
    assertThat(says).as("ProgenyEditDate of " + path).isAfterOrEqualTo(edited);
    return new Sum(files, bytes, says);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private final class Writer implements Runnable {

    private final Drive drive;
    private final List<String> folders;
    private final List<String> files = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private final String safe;
    private final int number;
    private final Random random;

    Writer(Drive drive, List<String> folders, String safe, int number) {
      this.drive = drive;
      this.folders = new ArrayList<>(folders);
      this.safe = safe;
      this.number = number;
      this.random = new Random(SEED + number);
    }

    @Override
    public void run() {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      try {
        for (int i = 0; i < MOST && System.nanoTime() < end; i++) {
          act(i);
        }
      } catch (IOException e) {
        throw new AssertionError("writer " + number, e);
      }
    }

    private void act(int i) throws IOException {
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          Answer made = seen(drive.makeFolder(folder(), "made " + random.nextInt(40)));
          if (made.status() == 200) {
            folders.add(made.string("Id"));
          }
        }
        case 2, 3, 4 -> {
          Answer sent =
              seen(
                  drive.upload(
                      folder(),
                      "file " + random.nextInt(40),
                      Content.of(random.nextInt(), random.nextInt(4_000))));
          if (sent.status() == 200 && !sent.json().path("error").asBoolean(true)) {
            files.add(Drive.uploaded(sent));
          }
        }
        case 5 -> {
          String name = "kept " + number + " " + i;
          byte[] bytes = Content.of(random.nextInt(), random.nextInt(4_000));
          Answer sent = seen(drive.upload(safe, name, bytes));
          Drive.uploaded(sent);
          kept.put(name, Content.md5(bytes));
        }
        case 6 -> seen(drive.move(item(), folder()));
        case 7 -> seen(drive.move(made(), folder()));
        case 8 -> seen(drive.rename(item(), "renamed " + random.nextInt(40)));
        case 9 -> {
          String id = random.nextInt(4) == 0 ? made() : item();
          if (seen(drive.remove(id)).status() == 204) {
            deleted.add(id);
          }
        }
        case 10 -> {
          if (!deleted.isEmpty()) {
            String id = deleted.remove(random.nextInt(deleted.size()));
            seen(drive.caller().post("/sf/v3/Items/BulkRestore", "[\"" + id + "\"]"));
          }
        }
        default ->
            seen(
                drive
                    .caller()
                    .post(Drive.item(item()) + "/Copy?overwrite=true&targetid=" + folder(), "{}"));
      }
    }

    private Answer seen(Answer answer) {
      statuses.computeIfAbsent(answer.status(), missing -> new AtomicInteger()).incrementAndGet();
      if (!POSSIBLE.contains(answer.status())) {
        throw new AssertionError("writer " + number + ": " + answer);
      }
      return answer;
    }

    private String folder() {
      return folders.get(random.nextInt(folders.size()));
    }

    /// A folder that somebody made along the way, or else a file: the first seven stay.
    private String made() {
      return folders.size() > 7 ? folders.get(7 + random.nextInt(folders.size() - 7)) : item();
    }

    private String item() {
      return files.isEmpty()
          ? "fi000000-0000-4000-8000-000000000000"
          : files.get(random.nextInt(files.size()));
    }
  }
}
