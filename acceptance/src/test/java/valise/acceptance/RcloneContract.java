package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// What people do with Debian's rclone, in whichever world the server lives.
abstract class RcloneContract {

  private Rclone rclone;
  private String place;
  private String at;

  abstract PackagedServer server();

  @BeforeAll
  static void rcloneIsHere() {
    boolean installed = Rclone.isInstalled();
    if (System.getenv("CI") != null && !installed) {
      throw new AssertionError("rclone is not installed, and without it nothing is proved here");
    }
    Assumptions.assumeTrue(installed, "rclone is not installed: apt install rclone");
  }

  @BeforeEach
  void aFolderOfOnesOwn(TestInfo test) throws IOException {
    rclone = Rclone.of(server());
    place = test.getTestMethod().orElseThrow().getName();
    at = "v:" + place;
    rclone.ok("mkdir", at);
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim =
          "`copy` up and down, `check`, `md5sum`, `size`: nested, empty and oddly named things keep bytes, MD5 and times")
  void aTreeIsCopiedUpComparedAndCopiedDown() throws IOException {
    Path tree = tree(rclone.work().resolve("tree"), 200);
    rclone.ok("copy", "--create-empty-src-dirs", tree.toString(), at);
    rclone.ok("check", tree.toString(), at);
    rclone.ok("check", "--download", tree.toString(), at);
    assertThat(rclone.ok("lsf", "-R", at).lines()).isEqualTo(listing(tree));
    assertThat(rclone.ok("md5sum", at).lines()).isEqualTo(md5s(tree));
    Path back = rclone.work().resolve("back");
    rclone.ok("copy", "--create-empty-src-dirs", at, back.toString());
    assertThat(listing(back)).isEqualTo(listing(tree));
    assertThat(md5s(back)).isEqualTo(md5s(tree));
    assertThat(times(back)).isEqualTo(times(tree));

    JsonNode size = Answer.JSON.readTree(rclone.ok("size", "--json", at).out());
    assertThat(size.get("count").asInt()).isEqualTo(md5s(tree).size());
    assertThat(size.get("bytes").asLong()).isEqualTo(bytes(tree));
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "a second `copy` sends nothing; `sync` changes and deletes")
  void aSecondCopySendsNothingAndASyncDeletes() throws IOException {
    Path tree = tree(rclone.work().resolve("tree"), 12);
    rclone.ok("copy", tree.toString(), at);
    assertThat(rclone.ok("copy", "-v", tree.toString(), at).err()).doesNotContain("Copied");

    Files.delete(tree.resolve("numbers/3.bin"));
    Files.delete(tree.resolve("ünïcödé/日本語/файл.txt"));
    Files.write(tree.resolve("numbers/4.bin"), Content.of(1004, 4_444));
    Files.write(tree.resolve("numbers/new.bin"), Content.of(1005, 77));
    rclone.ok("sync", tree.toString(), at);
    rclone.ok("check", tree.toString(), at);
    assertThat(rclone.ok("lsf", "-R", "--files-only", at).lines()).isEqualTo(files(tree));
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "a file sent again is one file, with the last bytes")
  void aFileSentAgainIsOneFile() throws IOException {
    Path file = rclone.work().resolve("again.txt");
    for (int i = 0; i < 3; i++) {
      Files.writeString(file, "edition " + i);
      rclone.ok("copyto", "--ignore-times", file.toString(), at + "/again.txt");
    }
    assertThat(rclone.ok("lsf", at).lines()).containsExactly("again.txt");
    assertThat(rclone.ok("cat", at + "/again.txt").text()).isEqualTo("edition 2");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`move` and `moveto` of files and folders, with and without a new name")
  void filesAndFoldersMoveAndAreRenamed() throws IOException {
    Path tree = tree(rclone.work().resolve("tree"), 6);
    rclone.ok("copy", tree.toString(), at + "/a");
    rclone.ok("mkdir", at + "/b");
    rclone.ok("moveto", at + "/a/numbers/1.bin", at + "/a/numbers/one.bin");
    rclone.ok("moveto", at + "/a/numbers/2.bin", at + "/b/2.bin");
    rclone.ok("moveto", at + "/a/numbers/3.bin", at + "/b/three.bin");
    rclone.ok("move", at + "/a/numbers", at + "/b/all");
    rclone.ok("moveto", at + "/a/ünïcödé", at + "/b/einfach");
    assertThat(rclone.ok("lsf", "-R", "--files-only", at + "/b").lines())
        .contains("2.bin", "three.bin", "all/one.bin", "all/0.bin", "einfach/日本語/файл.txt");
    assertThat(md5(at + "/b/2.bin")).isEqualTo(md5(tree.resolve("numbers/2.bin")));
    assertThat(md5(at + "/b/three.bin")).isEqualTo(md5(tree.resolve("numbers/3.bin")));
    assertThat(md5(at + "/b/all/one.bin")).isEqualTo(md5(tree.resolve("numbers/1.bin")));
    assertThat(rclone.ok("lsf", at + "/a").lines()).doesNotContain("ünïcödé/");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`copyto` within the remote is made by the server")
  void copiesAreMadeByTheServer() throws IOException {
    Path file = rclone.work().resolve("source.bin");
    Files.write(file, Content.of(5, 20_000));
    rclone.ok("copyto", file.toString(), at + "/source.bin");
    rclone.ok("copyto", at + "/source.bin", at + "/deep/er/target.bin");
    rclone.ok("copyto", at + "/source.bin", at + "/deep/er/source.bin");
    rclone.ok("copyto", at + "/source.bin", at + "/deep/er/target.bin");
    assertThat(rclone.ok("lsf", "-R", "--files-only", at).lines())
        .containsExactly("deep/er/source.bin", "deep/er/target.bin", "source.bin");
    assertThat(md5(at + "/deep/er/target.bin")).isEqualTo(md5(file));
    rclone.ok(
        "check",
        "--one-way",
        file.getParent().toString(),
        at + "/deep/er",
        "--include",
        "/source.bin");
    assertThat(rclone.ok("lsf", "v:").lines()).noneMatch(name -> name.startsWith("rclone-temp"));
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`rmdir` refuses a full folder, `purge` takes it")
  void foldersAreRemovedEmptyOrPurgedWhole() throws IOException {
    rclone.ok("mkdir", at + "/empty/inner");
    assertThat(rclone.run("rmdir", at + "/empty").status()).isNotZero();
    rclone.ok("rmdir", at + "/empty/inner");
    rclone.ok("rmdir", at + "/empty");
    rclone.ok("copy", tree(rclone.work().resolve("tree"), 6).toString(), at + "/full");
    rclone.ok("deletefile", at + "/full/numbers/0.bin");
    assertThat(rclone.ok("lsf", at + "/full/numbers").lines()).doesNotContain("0.bin");
    rclone.ok("purge", at + "/full");
    assertThat(rclone.ok("lsf", at).lines()).isEmpty();
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`touch` sets the time to the second, summer and winter")
  void touchSetsTheTimeToTheSecond() throws IOException {
    rclone.ok("touch", at + "/touched");
    for (String time :
        List.of("2024-01-15T10:20:30", "2024-07-15T23:59:59", "2024-03-10T07:30:00")) {
      rclone.ok("touch", "--timestamp", time, at + "/touched");
      JsonNode entry = Answer.JSON.readTree(rclone.ok("lsjson", at).out()).get(0);
      assertThat(Instant.parse(entry.get("ModTime").asString()))
          .isEqualTo(Instant.parse(time + "Z"));
      assertThat(entry.get("Size").asLong()).isZero();
    }
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`cat` with `--offset`, `--count`, `--head`, `--tail`")
  void aPartOfAFileIsRead() throws IOException {
    byte[] content = Content.of(6, 100_000);
    Path file = rclone.work().resolve("ranged.bin");
    Files.write(file, content);
    rclone.ok("copy", file.toString(), at);
    assertThat(rclone.ok("cat", "--offset", "70000", "--count", "1234", at + "/ranged.bin").out())
        .isEqualTo(Content.part(6, 70_000, 71_234));
    assertThat(rclone.ok("cat", "--head", "10", at + "/ranged.bin").out())
        .isEqualTo(Content.of(6, 10));
    assertThat(rclone.ok("cat", "--tail", "10", at + "/ranged.bin").out())
        .isEqualTo(Content.part(6, 99_990, 100_000));
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "threaded uploads in blocks of 256 KiB, also with an empty last block")
  void largeFilesGoUpInManyBlocksAtOnce() throws IOException {
    Path folder = Files.createDirectories(rclone.work().resolve("large"));
    // Of the first, the last block is empty; of the third, it is one byte.
    Files.write(folder.resolve("multiple.bin"), Content.of(7, 20 << 20));
    Files.write(folder.resolve("short.bin"), Content.of(8, (3 << 20) + 100_001));
    Files.write(folder.resolve("one more.bin"), Content.of(9, (2 << 20) + 1));
    Files.write(folder.resolve("at the cutoff.bin"), Content.of(10, 1 << 20));
    rclone.ok(
        "copy",
        "--sharefile-chunk-size",
        "256Ki",
        "--sharefile-upload-cutoff",
        "1Mi",
        "--transfers",
        "4",
        folder.toString(),
        at);
    rclone.ok("check", folder.toString(), at);
    rclone.ok("check", "--download", folder.toString(), at);
    assertThat(rclone.ok("md5sum", at).lines()).isEqualTo(md5s(folder));
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "names with characters that rclone translates come back as they went")
  void namesComeBackAsTheyWent() throws IOException {
    Path folder = Files.createDirectories(rclone.work().resolve("names"));
    for (String name :
        List.of(
            "a:b?c*d",
            "<tag>",
            "\"quoted\"",
            "back\\slash",
            "pipe|d",
            " leading",
            "trailing ",
            ".hidden",
            "dots..",
            "percent%20sign",
            "plus+and&equals=",
            "hash#mark",
            "semi;colon",
            "quote's",
            "(brackets)",
            "[square]{curly}",
            "tilde~`´",
            "comma,comma",
            "at@sign$",
            "emoji 🗃️",
            "é composed",
            "x".repeat(200))) {
      Files.writeString(folder.resolve(name), name);
    }
    rclone.ok("copy", folder.toString(), at);
    rclone.ok("check", folder.toString(), at);
    assertThat(rclone.ok("lsf", at).lines()).isEqualTo(listing(folder));
    rclone.ok("moveto", at + "/hash#mark", at + "/hash#;%2F?mark");
    assertThat(rclone.ok("cat", at + "/hash#;%2F?mark").text()).isEqualTo("hash#mark");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`lsjson`, `lsl`; `about` is not known to the remote")
  void everyEntryIsDescribed() throws IOException {
    Path tree = tree(rclone.work().resolve("tree"), 3);
    rclone.ok("copy", tree.toString(), at);
    Map<String, Long> sizes = new TreeMap<>();
    for (JsonNode entry : Answer.JSON.readTree(rclone.ok("lsjson", "-R", "--hash", at).out())) {
      if (!entry.get("IsDir").asBoolean()) {
        sizes.put(entry.get("Path").asString(), entry.get("Size").asLong());
        assertThat(entry.get("Hashes").get("md5").asString())
            .isEqualTo(md5(tree.resolve(entry.get("Path").asString())));
      }
    }
    assertThat(sizes.keySet()).containsExactlyElementsOf(files(tree));
    assertThat(rclone.ok("lsl", at).lines()).hasSameSizeAs(files(tree));
    assertThat(rclone.run("about", "v:").err()).contains("doesn't support about");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "an expired token is refreshed")
  void anExpiredTokenIsRefreshedAndTheNewOneKept() throws IOException {
    Answer token = Caller.signIn(server());
    Rclone expired =
        Rclone.of(
            server(),
            "no-longer-good",
            token.string("refresh_token"),
            Instant.now().minusSeconds(60),
            Map.of());
    String before = Files.readString(expired.config());
    expired.ok("lsf", "v:");
    String after = Files.readString(expired.config());
    assertThat(after).isNotEqualTo(before).doesNotContain("no-longer-good");
    expired.ok("lsf", "v:");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`root_folder_id` top, allshared, favorites and by id")
  void otherRootsAreReachedByTheirNames() throws IOException {
    Caller admin = Caller.admin(server());
    Drive drive = new Drive(admin);
    String shared = drive.folder("root", "shared by " + place);
    drive.file(shared, "inside.txt", "inside".getBytes(StandardCharsets.UTF_8));
    assertThat(rooted("allshared").ok("cat", "v:shared by " + place + "/inside.txt").text())
        .isEqualTo("inside");
    assertThat(rooted(shared).ok("lsf", "v:").lines()).containsExactly("inside.txt");
    String home = admin.get("/sf/v3/Items").ok().string("Name");
    Rclone top = rooted("top");
    assertThat(top.ok("lsf", "v:").lines()).contains(home + "/");
    assertThat(top.ok("lsf", "v:" + home).lines()).contains(place + "/");
    rooted("favorites").ok("lsf", "v:");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 (Debian)",
      when = "2026-11",
      area = "rclone",
      claim = "`mount` reads, writes and moves")
  void aMountReadsAndWrites() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/dev/fuse"))
            && (Files.isExecutable(Path.of("/usr/bin/fusermount3"))
                || Files.isExecutable(Path.of("/usr/bin/fusermount"))),
        "FUSE cannot be used here: no /dev/fuse or no fusermount");
    Path point = Files.createDirectories(rclone.work().resolve("mount"));
    byte[] content = Content.of(11, 300_000);
    Path local = rclone.work().resolve("local.bin");
    Files.write(local, content);
    rclone.ok("copyto", local.toString(), at + "/there.bin");
    Process mount =
        rclone.start(
            "mount", "--vfs-cache-mode", "writes", "--vfs-write-back", "0s", at, point.toString());
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!Files.exists(point.resolve("there.bin"))) {
        Assumptions.assumeTrue(mount.isAlive(), () -> "rclone cannot mount here: " + error());
        assertThat(System.nanoTime()).as("mounted in time").isLessThan(deadline);
        PackagedServer.pause(50);
      }
      assertThat(Files.readAllBytes(point.resolve("there.bin"))).isEqualTo(content);
      Files.createDirectory(point.resolve("made here"));
      Files.write(point.resolve("made here/copy.bin"), content);
      Files.move(point.resolve("there.bin"), point.resolve("made here/moved.bin"));
      // What is written to a mount is sent after the file was closed, and not waited for at its
      // end.
      while (!rclone.ok("lsf", at + "/made here").lines().contains("copy.bin")) {
        assertThat(System.nanoTime()).as("written in time").isLessThan(deadline);
        PackagedServer.pause(50);
      }
    } finally {
      mount.destroy();
      if (!mount.waitFor(20, TimeUnit.SECONDS)) {
        new ProcessBuilder("fusermount3", "-uz", point.toString()).start().waitFor();
        mount.destroyForcibly().waitFor();
      }
    }
    assertThat(rclone.ok("lsf", "-R", at).lines())
        .containsExactly("made here/", "made here/copy.bin", "made here/moved.bin");
    assertThat(md5(at + "/made here/copy.bin")).isEqualTo(Content.md5(content));
  }

  private String error() {
    try {
      return Files.readString(rclone.work().resolve("rclone.err"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Rclone rooted(String root) throws IOException {
    Answer token = Caller.signIn(server());
    return Rclone.of(
        server(),
        token.string("access_token"),
        token.string("refresh_token"),
        Instant.now().plusSeconds(3_600),
        Map.of("root_folder_id", root));
  }

  private String md5(String remote) throws IOException {
    return rclone.ok("md5sum", remote).text().substring(0, 32);
  }

  private static String md5(Path file) throws IOException {
    return Content.md5(Files.readAllBytes(file));
  }

  /// A folder with nested, empty and oddly named things in it, and `count` small files.
  private static Path tree(Path root, int count) throws IOException {
    Files.createDirectories(root.resolve("numbers"));
    Files.createDirectories(root.resolve("empty folder/another"));
    Files.createDirectories(root.resolve("ünïcödé/日本語"));
    Files.createDirectories(root.resolve("a/b/c/d/e/f/g/h"));
    for (int i = 0; i < count; i++) {
      Files.write(root.resolve("numbers/" + i + ".bin"), Content.of(100 + i, 137 * i));
    }
    Files.writeString(root.resolve("ünïcödé/日本語/файл.txt"), "Привет, 世界");
    Files.writeString(root.resolve("a/b/c/d/e/f/g/h/deep.txt"), "deep");
    Files.createFile(root.resolve("empty.txt"));
    Files.writeString(root.resolve("Spring & Summer 100% (final), v2.txt"), "names");
    try (var all = Files.walk(root)) {
      long second = 1_700_000_000L;
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second += 86_399)));
      }
    }
    return root;
  }

  private static List<String> listing(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    try (var all = Files.walk(root)) {
      for (Path each : all.filter(path -> !path.equals(root)).toList()) {
        names.add(root.relativize(each) + (Files.isDirectory(each) ? "/" : ""));
      }
    }
    return names.stream().sorted().toList();
  }

  private static List<String> files(Path root) throws IOException {
    return listing(root).stream().filter(name -> !name.endsWith("/")).toList();
  }

  private static List<String> md5s(Path root) throws IOException {
    List<String> sums = new ArrayList<>();
    for (String name : files(root)) {
      sums.add(md5(root.resolve(name)) + "  " + name);
    }
    return sums.stream().sorted().toList();
  }

  private static Map<String, Instant> times(Path root) throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (String name : files(root)) {
      times.put(name, Files.getLastModifiedTime(root.resolve(name)).toInstant());
    }
    return times;
  }

  private static long bytes(Path root) throws IOException {
    long sum = 0;
    for (String name : files(root)) {
      sum += Files.size(root.resolve(name));
    }
    return sum;
  }
}
