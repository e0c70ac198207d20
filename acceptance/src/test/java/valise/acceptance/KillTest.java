package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// kill -9 of the server at a named step of an upload, a move or a delete, while others write. What
/// it acknowledged is there when it is back: every file whole, every move and delete in effect;
/// what it did not acknowledge is there wholly or not at all. Then `fsck` finds nothing.
class KillTest {

  private static final long SEED = 20_261_121;
  private static final int BLOCK = 300_000;
  private static final int BLOCKS = 4;

  private static PackagedServer server;
  private static String bearer;
  private static String ground;

  enum Step {
    AFTER_THE_SPECIFICATION,
    IN_THE_MIDDLE_OF_A_BLOCK,
    AFTER_A_BLOCK,
    DURING_FINISH,
    AFTER_FINISH,
    DURING_A_MOVE,
    AFTER_A_MOVE,
    DURING_A_DELETE,
    AFTER_A_DELETE
  }

  @BeforeAll
  static void start() throws IOException {
    server = PackagedServer.fresh("kill", TheServer.GENEROUS);
    bearer = "Bearer " + Caller.signIn(server).string("access_token");
    ground = drive().folder(drive().home(), "kill");
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static Drive drive() {
    return new Drive(Caller.stranger(server.uri()).with("Authorization", bearer));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAcknowledgedIsThere(Step step) throws Exception {
    Random random = new Random(SEED + step.ordinal());
    String folder = drive().folder(ground, step.name());
    List<Bystander> bystanders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bystanders.add(
          new Bystander(drive(), drive().folder(folder, "bystander " + i), random.nextLong()));
    }
    Actor actor = new Actor(drive(), drive().folder(folder, "actor"), random);
    actor.prepare(step);
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> running = new ArrayList<>();
      for (Bystander each : bystanders) {
        running.add(threads.submit(each));
      }
      for (Bystander each : bystanders) {
        assertThat(each.warm.await(30, TimeUnit.SECONDS)).as("writers are writing").isTrue();
      }
      actor.go(step, threads);
      server.kill();
      for (Future<?> each : running) {
        each.get(30, TimeUnit.SECONDS);
      }
    }
    server.start();

    actor.compare(step);
    for (Bystander each : bystanders) {
      each.compare();
    }
    PackagedServer.Ended fsck = server.command("fsck");
    assertThat(fsck.status()).as(fsck.output()).isZero();
  }

  /// The one whose step is waited for.
  private static final class Actor {

    private final Drive drive;
    private final String folder;
    private final Random random;
    private final long seed;
    private Drive.Specification upload;
    private String file = "";
    private String source = "";
    private String target = "";

    Actor(Drive drive, String folder, Random random) {
      this.drive = drive;
      this.folder = folder;
      this.random = random;
      this.seed = random.nextInt();
    }

    /// Whatever comes before the step.
    void prepare(Step step) throws IOException {
      switch (step) {
        case AFTER_THE_SPECIFICATION, IN_THE_MIDDLE_OF_A_BLOCK -> open();
        case AFTER_A_BLOCK -> {
          open();
          drive.chunk(upload, 2, 2L * BLOCK, block(2)).ok();
        }
        case DURING_FINISH, AFTER_FINISH -> {
          open();
          sendAll();
        }
        case DURING_A_MOVE, AFTER_A_MOVE, DURING_A_DELETE, AFTER_A_DELETE -> {
          source = drive.folder(folder, "source");
          target = drive.folder(folder, "target");
          String inner = drive.folder(source, "inner");
          for (int i = 0; i < 20; i++) {
            drive.file(i % 2 == 0 ? source : inner, i + ".bin", Content.of(seed + i, 1_000 + i));
          }
          file = drive.file(source, "moved.bin", Content.of(seed, 5_000));
        }
      }
    }

    private void open() throws IOException {
      upload =
          Drive.specification(
              drive.open(
                  folder,
                  Map.of(
                      "method",
                      "threaded",
                      "raw",
                      true,
                      "fileName",
                      "large.bin",
                      "fileSize",
                      (long) BLOCK * BLOCKS,
                      "canResume",
                      true,
                      "overwrite",
                      true)));
    }

    private byte[] block(int index) {
      return Content.part(seed, (long) index * BLOCK, (long) (index + 1) * BLOCK);
    }

    private void sendAll() throws IOException {
      for (int i = 0; i < BLOCKS; i++) {
        drive.chunk(upload, i, (long) i * BLOCK, block(i)).ok();
      }
    }

    private String md5() {
      return Content.md5(Content.of(seed, BLOCK * BLOCKS));
    }

    /// Comes back when the server is to be killed.
    void go(Step step, ExecutorService threads) throws Exception {
      switch (step) {
        case AFTER_THE_SPECIFICATION -> {}
        case IN_THE_MIDDLE_OF_A_BLOCK -> {
          String path = java.net.URI.create(upload.chunkUri()).getRawPath();
          String query = java.net.URI.create(upload.chunkUri()).getRawQuery();
          Wire wire = new Wire(server.port());
          wire.say(
              ("POST "
                      + path
                      + "?"
                      + query
                      + "&index=0&byteOffset=0&hash="
                      + Content.md5(block(0))
                      + "&fmt=json HTTP/1.1\r\nHost: 127.0.0.1:"
                      + server.port()
                      + "\r\nContent-Length: "
                      + BLOCK
                      + "\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
          wire.say(Content.part(seed, 0, BLOCK / 2));
          PackagedServer.pause(20);
        }
        case AFTER_A_BLOCK -> drive.chunk(upload, 0, 0, block(0)).ok();
        case DURING_FINISH -> during(threads, () -> drive.finish(upload, md5()));
        case AFTER_FINISH -> file = Drive.uploaded(drive.finish(upload, md5()));
        case DURING_A_MOVE -> during(threads, () -> drive.move(source, target));
        case AFTER_A_MOVE -> {
          drive.move(file, folder).ok();
          drive.move(source, target).ok();
        }
        case DURING_A_DELETE -> during(threads, () -> drive.remove(source));
        case AFTER_A_DELETE -> drive.remove(source).ok();
      }
    }

    private interface Request {
      Answer send() throws IOException;
    }

    /// Sends a request and waits a moment that may be shorter or longer than it takes.
    private void during(ExecutorService threads, Request request) {
      threads.execute(() -> {
        try {
          request.send();
        } catch (IOException e) {
          // The server is being killed: no answer is one of the answers.
        }
      });
      java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(8_000_000));
    }

    void compare(Step step) throws IOException {
      switch (step) {
        case AFTER_THE_SPECIFICATION, IN_THE_MIDDLE_OF_A_BLOCK, AFTER_A_BLOCK -> {
          assertThat(drive.children(folder)).as("nothing is visible before finish").isEmpty();
          resumes(step == Step.AFTER_A_BLOCK);
        }
        case DURING_FINISH -> {
          if (drive.children(folder).isEmpty()) {
            file = Drive.uploaded(drive.finish(upload, md5()));
          }
          assertWhole();
        }
        case AFTER_FINISH -> assertWhole();
        case DURING_A_MOVE -> {
          boolean moved = drive.children(folder).stream().noneMatch(it -> it.id().equals(source));
          assertThat(drive.children(target)).hasSize(moved ? 1 : 0);
          assertTree(moved ? target : folder, true);
        }
        case AFTER_A_MOVE -> {
          assertThat(drive.children(folder))
              .extracting(Drive.Entry::id)
              .containsExactlyInAnyOrder(target, file);
          assertTree(target, false);
          assertThat(drive.download(file)).isEqualTo(Content.of(seed, 5_000));
        }
        case DURING_A_DELETE -> {
          boolean gone = drive.children(folder).size() == 1;
          assertThat(drive.caller().get(Drive.item(source)).status()).isEqualTo(gone ? 404 : 200);
          if (!gone) {
            assertTree(folder, true);
          }
        }
        case AFTER_A_DELETE -> {
          assertThat(drive.children(folder)).extracting(Drive.Entry::id).containsExactly(target);
          assertThat(drive.caller().get(Drive.item(file)).status()).isEqualTo(404);
          assertThat(drive.entry(folder).files()).isZero();
        }
      }
    }

    /// The upload goes on where it was, on its old address and by asking anew.
    private void resumes(boolean firstBlockWasAcknowledged) throws IOException {
      Answer again =
          drive.open(
              folder,
              Map.of(
                  "method",
                  "threaded",
                  "raw",
                  true,
                  "fileName",
                  "large.bin",
                  "fileSize",
                  (long) BLOCK * BLOCKS,
                  "canResume",
                  true,
                  "overwrite",
                  true));
      Drive.Specification resumed = Drive.specification(again);
      if (firstBlockWasAcknowledged) {
        assertThat(resumed.resume()).as("resumable: %s", again).isTrue();
        assertThat(resumed.resumeOffset()).isEqualTo(BLOCK);
        assertThat(again.string("ResumeFileHash")).isEqualTo(Content.md5(block(0)));
      }
      for (int i = firstBlockWasAcknowledged ? 1 : 0; i < BLOCKS; i++) {
        // The third block had been acknowledged, too.
        if (!firstBlockWasAcknowledged || i != 2) {
          drive.chunk(upload, i, (long) i * BLOCK, block(i)).ok();
        }
      }
      file = Drive.uploaded(drive.finish(upload, md5()));
      assertWhole();
    }

    private void assertWhole() throws IOException {
      List<Drive.Entry> entries = drive.children(folder);
      assertThat(entries).hasSize(1);
      assertThat(entries.getFirst().md5()).isEqualTo(md5());
      assertThat(Content.md5(drive.download(entries.getFirst().id()))).isEqualTo(md5());
      assertThat(drive.entry(folder).bytes()).isEqualTo((long) BLOCK * BLOCKS);
    }

    /// The folder `source` with its 20 files, and perhaps the one that was moved out.
    private void assertTree(String parent, boolean withMoved) throws IOException {
      Drive.Entry tree =
          drive.children(parent).stream()
              .filter(it -> it.id().equals(source))
              .findFirst()
              .orElseThrow();
      assertThat(tree.files()).isEqualTo(withMoved ? 21 : 20);
      List<Drive.Entry> found = new ArrayList<>(drive.children(source));
      for (Drive.Entry each : List.copyOf(found)) {
        if (each.folder()) {
          found.addAll(drive.children(each.id()));
        }
      }
      for (int i = 0; i < 20; i++) {
        String name = i + ".bin";
        Drive.Entry entry =
            found.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
        assertThat(drive.download(entry.id())).isEqualTo(Content.of(seed + i, 1_000 + i));
      }
    }
  }

  /// Somebody who writes in a folder of their own until the server dies, and remembers what it
  /// said. Of the request in flight, either outcome is right.
  private static final class Bystander implements Runnable {

    private final Drive drive;
    private final String folder;
    private final Random random;
    private final CountDownLatch warm = new CountDownLatch(5);
    private final Map<String, String> acknowledged = new TreeMap<>();
    private final Map<String, String> ids = new TreeMap<>();
    private Map<String, String> orElse = new TreeMap<>();

    Bystander(Drive drive, String folder, long seed) {
      this.drive = drive;
      this.folder = folder;
      this.random = new Random(seed);
    }

    @Override
    public void run() {
      for (int i = 0; i < 100_000; i++) {
        try {
          act(i);
        } catch (IOException e) {
          return;
        }
        warm.countDown();
      }
    }

    private void act(int number) throws IOException {
      int what = random.nextInt(10);
      if (what < 5 || ids.size() < 3) {
        String name = what < 2 && !ids.isEmpty() ? any() : "file " + number;
        byte[] bytes = Content.of(random.nextInt(), random.nextInt(3_000));
        orElse = with(name, Content.md5(bytes));
        ids.put(name, Drive.uploaded(drive.upload(folder, name, bytes)));
      } else if (what < 8) {
        String name = any();
        String other = "renamed " + number;
        orElse = with(other, acknowledged.getOrDefault(name, ""));
        orElse.remove(name);
        drive.rename(ids.getOrDefault(name, ""), other).ok();
        ids.put(other, ids.getOrDefault(name, ""));
        ids.remove(name);
      } else {
        String name = any();
        orElse = new TreeMap<>(acknowledged);
        orElse.remove(name);
        drive.remove(ids.getOrDefault(name, "")).ok();
        ids.remove(name);
      }
      acknowledged.clear();
      acknowledged.putAll(orElse);
    }

    private Map<String, String> with(String name, String md5) {
      Map<String, String> more = new TreeMap<>(acknowledged);
      more.put(name, md5);
      return more;
    }

    private String any() {
      List<String> names = List.copyOf(ids.keySet());
      return names.get(random.nextInt(names.size()));
    }

    void compare() throws IOException {
      Map<String, String> found = new TreeMap<>();
      long bytes = 0;
      for (Drive.Entry each : drive.children(folder)) {
        byte[] content = drive.download(each.id());
        assertThat(content).hasSize(Math.toIntExact(each.bytes()));
        assertThat(each.md5()).isEqualTo(Content.md5(content));
        found.put(each.name(), each.md5());
        bytes += content.length;
      }
      assertThat(found).isIn(acknowledged, orElse);
      Drive.Entry sums = drive.entry(folder);
      assertThat(sums.files()).isEqualTo(found.size());
      assertThat(sums.bytes()).isEqualTo(bytes);
    }
  }
}
