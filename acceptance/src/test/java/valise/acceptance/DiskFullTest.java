package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A disk that gets full, which takes a small file system of its own and so the right to mount one.
class DiskFullTest {

  private static final int SIZE = 8 << 20;

  private Path disk;
  private boolean mounted;

  @BeforeEach
  void aSmallDisk() throws IOException {
    disk = Files.createDirectories(Packaging.WORK.resolve("disk").toAbsolutePath());
    mounted = run("mount", "-t", "tmpfs", "-o", "size=96m", "valise-acceptance", disk.toString());
    Assumptions.assumeTrue(mounted, "no right to mount a small disk here");
  }

  @AfterEach
  void awayWithIt() throws IOException {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
    Packaging.delete(disk);
  }

  private static boolean run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void uploadsAreRefusedAndAllElseGoesOn() throws IOException {
    try (PackagedServer server = PackagedServer.at(disk.resolve("data"), "disk-full", Map.of())) {
      Drive drive = new Drive(Caller.admin(server));
      String folder = drive.folder(drive.home(), "full");
      List<String> stored = new ArrayList<>();
      Answer refused = fill(drive, folder, stored);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(507);
      assertThat(refused.text()).contains("\"error\":true");
      assertThat(stored).isNotEmpty();

      Answer opened =
          drive.open(
              folder,
              Map.of(
                  "method",
                  "threaded",
                  "raw",
                  true,
                  "fileName",
                  "more.bin",
                  "fileSize",
                  200 << 20));
      if (opened.status() != 200) {
        assertThat(opened.string("reason")).isEqualTo("InsufficientDiskSpace");
      }

      // What is there is whole and served; a refused upload left nothing to be seen.
      assertThat(drive.children(folder))
          .extracting(Drive.Entry::id)
          .containsExactlyElementsOf(stored);
      for (int i = 0; i < stored.size(); i++) {
        assertThat(Content.md5(drive.download(stored.get(i))))
            .isEqualTo(Content.md5(Content.of(i, SIZE)));
      }
      assertThat(server.isRunning()).isTrue();

      String freed = stored.removeLast();
      drive.remove(freed).ok();
      assertThat(
              drive
                  .caller()
                  .post("/sf/v3/Items/BulkDeletePermanently", "[\"" + freed + "\"]")
                  .status())
          .isEqualTo(204);
      String again = null;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (again == null && System.nanoTime() < deadline) {
        Answer sent = drive.upload(folder, "again.bin", Content.of(77, 1 << 20));
        if (sent.status() == 200) {
          again = Drive.uploaded(sent);
        } else {
          PackagedServer.pause(200);
        }
      }
      assertThat(again).as("uploads go on when there is space").isNotNull();
      assertThat(drive.download(again)).isEqualTo(Content.of(77, 1 << 20));
      PackagedServer.Ended fsck = server.command("fsck");
      assertThat(fsck.status()).as(fsck.output()).isZero();
    }
  }

  private static Answer fill(Drive drive, String folder, List<String> stored) throws IOException {
    for (int i = 0; i < 20; i++) {
      Answer sent = drive.upload(folder, "file %02d.bin".formatted(i), Content.of(i, SIZE));
      if (sent.status() != 200) {
        return sent;
      }
      stored.add(Drive.uploaded(sent));
    }
    throw new AssertionError("The disk did not get full");
  }
}
