package valise.platform.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.http.Crc32;
import valise.platform.http.Region;
import valise.platform.http.RegionOfBytes;

class ZipLayoutTest {

  private static final Instant TIME = Instant.parse("2026-07-08T09:10:11.500Z");

  /// Zeros that leave a hole in a sparse file.
  private record Zeros(long length) implements Region {
    @Override
    public void writeTo(OutputStream out, long offset, long count) throws IOException {
      ((Sparse) out).skip(count);
    }

    /// Summed a megabyte at a time, by doubling.
    long crc32() {
      assertThat(length % (1 << 20)).isZero();
      CRC32 megabyte = new CRC32();
      megabyte.update(new byte[1 << 20]);
      long sum = 0;
      for (long done = 0; done < length; done += 1 << 20) {
        sum = Crc32.combine(sum, megabyte.getValue(), 1 << 20);
      }
      return sum;
    }
  }

  /// Writes a file, leaving holes where it is told to.
  private static final class Sparse extends OutputStream {

    private final FileChannel channel;

    private Sparse(Path file) throws IOException {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.SPARSE);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      channel.write(ByteBuffer.wrap(bytes, offset, length));
    }

    private void skip(long count) throws IOException {
      channel.position(channel.position() + count);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static ZipLayout.File file(String name, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return new ZipLayout.File(name, new RegionOfBytes(bytes), crc.getValue(), TIME);
  }

  private static ZipLayout.File file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] range(ZipLayout zip, long offset, long length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    zip.writeTo(out, offset, length);
    return out.toByteArray();
  }

  private static byte[] whole(ZipLayout zip) throws IOException {
    return range(zip, 0, zip.length());
  }

  private static Path saved(ZipLayout zip, Path folder) throws IOException {
    Path file = folder.resolve("a.zip");
    try (OutputStream out = new Sparse(file)) {
      zip.writeTo(out, 0, zip.length());
    }
    assertThat(Files.size(file)).isEqualTo(zip.length());
    return file;
  }

  private static Map<String, String> contents(Path file) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        contents.put(
            entry.getName(),
            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return contents;
  }

  private static final ZipLayout SMALL =
      ZipLayout.of(
          List.of(
              file("a.txt", "hello"),
              new ZipLayout.Folder("empty", TIME),
              file("d/naïve €.txt", ""),
              file("A.TXT", "other")));

  @Test
  void javaReadsItFromTheEndAndFromTheStart(@TempDir Path folder) throws IOException {
    assertThat(contents(saved(SMALL, folder)))
        .isEqualTo(
            Map.of("a.txt", "hello", "empty/", "", "d/naïve €.txt", "", "A (1).TXT", "other"));
    List<String> streamed = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole(SMALL)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        streamed.add(entry.getName() + "=" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(entry.getLastModifiedTime().toInstant())
            .isEqualTo(Instant.parse("2026-07-08T09:10:11Z"));
        assertThat(entry.isDirectory()).isEqualTo(entry.getName().equals("empty/"));
      }
    }
    assertThat(streamed)
        .containsExactly("a.txt=hello", "empty/=", "d/naïve €.txt=", "A (1).TXT=other");
  }

  private static String run(Path folder, String... command) throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, command[0]))),
        "needs " + command[0]);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).describedAs(text).isZero();
    return text;
  }

  @Test
  void unzipTestsItWithoutAComplaint(@TempDir Path folder) throws Exception {
    assertThat(run(folder, "unzip", "-t", saved(SMALL, folder).toString()))
        .contains("No errors detected");
  }

  @Test
  void pythonTestsItWithoutAComplaint(@TempDir Path folder) throws Exception {
    String script =
        "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);"
            + "print(z.testzip(),[(i.filename,i.file_size,i.is_dir()) for i in z.infolist()])";
    assertThat(run(folder, "python3", "-c", script, saved(SMALL, folder).toString()))
        .startsWith("None [('a.txt', 5, False), ('empty/', 0, True), ");
  }

  @Test
  void anArchiveOfNothingIsStillAnArchive(@TempDir Path folder) throws IOException {
    ZipLayout nothing = ZipLayout.of(List.of());
    assertThat(nothing.length()).isEqualTo(22);
    assertThat(contents(saved(nothing, folder))).isEmpty();
  }

  @Property(tries = 200)
  void anyRangeIsThatSliceOfTheWhole(
      @ForAll @Size(max = 8) List<byte @Size(max = 40) []> files,
      @ForAll @IntRange(max = 1000) int from,
      @ForAll @IntRange(max = 1000) int count)
      throws IOException {
    List<ZipLayout.Entry> entries = new ArrayList<>();
    for (byte[] bytes : files) {
      entries.add(file("some/name", bytes));
      entries.add(new ZipLayout.Folder("folder" + bytes.length, TIME));
    }
    ZipLayout zip = ZipLayout.of(entries);
    byte[] whole = whole(zip);
    assertThat(whole).hasSize((int) zip.length());
    int offset = Math.min(from, whole.length);
    int length = Math.min(count, whole.length - offset);
    assertThat(range(zip, offset, length))
        .isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
  }

  @Test
  void everyRangeOfASmallArchiveIsThatSlice() throws IOException {
    byte[] whole = whole(SMALL);
    for (int from = 0; from <= whole.length; from++) {
      for (int to = from; to <= whole.length; to += 1 + (to - from) / 9) {
        assertThat(range(SMALL, from, to - from)).isEqualTo(Arrays.copyOfRange(whole, from, to));
      }
    }
    assertThatThrownBy(() -> range(SMALL, 1, whole.length))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theBytesAreTheSameEveryTimeAndTheTagFollowsThem() throws IOException {
    ZipLayout zip = ZipLayout.of(List.of(file("a.txt", "hello")));
    ZipLayout again = ZipLayout.of(List.of(file("a.txt", "hello")));
    assertThat(whole(again)).isEqualTo(whole(zip));
    assertThat(again.etag()).isEqualTo(zip.etag());
    assertThat(zip.etag().weak()).isFalse();
    // When this changes, resumed downloads break unless the layout's version changes with it.
    CRC32 crc = new CRC32();
    crc.update(whole(zip));
    assertThat(Long.toHexString(crc.getValue()) + " " + zip.etag())
        .isEqualTo("dcbd815b \"f4e40a13dc1edcd513bc344277bb97cc\"");
  }

  @Test
  void theTagChangesWithAnyNameSizeSumTimeOrOrder() {
    ZipLayout.File a = file("a.txt", "hello");
    ZipLayout.File b = file("b.txt", "hello");
    assertThat(
            List.of(
                ZipLayout.of(List.of(a)).etag(),
                ZipLayout.of(List.of(b)).etag(),
                ZipLayout.of(List.of(file("a.txt", "hellO"))).etag(),
                ZipLayout.of(List.of(file("a.txt", "hello!"))).etag(),
                ZipLayout.of(
                        List.of(
                            new ZipLayout.File("a.txt", a.bytes(), a.crc32(), TIME.plusMillis(1))))
                    .etag(),
                ZipLayout.of(List.of(new ZipLayout.Folder("a.txt", TIME))).etag(),
                ZipLayout.of(List.of(a, b)).etag(),
                ZipLayout.of(List.of(b, a)).etag()))
        .doesNotHaveDuplicates();
  }

  @Test
  void timesTheOldFormCannotHoldAreClampedAndDoNoHarm(@TempDir Path folder) throws IOException {
    List<ZipLayout.Entry> entries = new ArrayList<>();
    for (String time :
        List.of("1969-01-01T00:00:00Z", "2050-01-01T00:00:00Z", "9999-01-01T00:00:00Z")) {
      entries.add(
          new ZipLayout.File(
              time.substring(0, 4), new RegionOfBytes(new byte[0]), 0, Instant.parse(time)));
    }
    assertThat(contents(saved(ZipLayout.of(entries), folder))).hasSize(3);
  }

  @Test
  void filesAndOffsetsBeyondFourGigabytesAreRead(@TempDir Path folder) throws Exception {
    Zeros huge = new Zeros(5L << 30);
    Zeros large = new Zeros((4L << 30) - (1 << 20));
    ZipLayout zip =
        ZipLayout.of(
            List.of(
                file("first", "one"),
                new ZipLayout.File("huge", huge, huge.crc32(), TIME),
                file("between", "two"),
                new ZipLayout.File("large", large, large.crc32(), TIME),
                file("last", "three")));
    Path file = saved(zip, folder);
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(Collections.list(read.entries()))
          .extracting(ZipEntry::getSize)
          .containsExactly(3L, 5L << 30, 3L, (4L << 30) - (1 << 20), 5L);
      assertThat(read.getEntry("huge").getCrc()).isEqualTo(huge.crc32());
      assertThat(read.getInputStream(read.getEntry("between")).readAllBytes())
          .asString()
          .isEqualTo("two");
      assertThat(read.getInputStream(read.getEntry("last")).readAllBytes())
          .asString()
          .isEqualTo("three");
    }
    String script =
        "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);"
            + "z.open('huge').read(9);print(z.read('last'),z.getinfo('huge').file_size)";
    assertThat(run(folder, "python3", "-c", script, file.toString()))
        .isEqualTo("b'three' 5368709120\n");
  }

  @Test
  void aStreamReaderUnderstandsALargeLocalHeader() throws IOException {
    ZipLayout zip = ZipLayout.of(List.of(new ZipLayout.File("huge", new Zeros(5L << 30), 0, TIME)));
    byte[] header = range(zip, 0, 30 + 4 + 9 + 20);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(header))) {
      assertThat(in.getNextEntry().getSize()).isEqualTo(5L << 30);
    }
  }

  @Test
  void moreEntriesThanSixteenBitsCountAreRead(@TempDir Path folder) throws Exception {
    for (int count : new int[] {65_534, 65_535, 70_000}) {
      List<ZipLayout.Entry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(file("f" + i, "x"));
      }
      ZipLayout zip = ZipLayout.of(entries);
      Path file = saved(zip, Files.createDirectory(folder.resolve("" + count)));
      // 65,535 is the mark that the true count stands in the ZIP64 record, so it needs one too.
      assertThat(range(zip, zip.length() - 42, 4))
          .asString()
          .matches(tail -> tail.equals("PK\6\7") == (count >= 65_535));
      try (ZipFile read = new ZipFile(file.toFile())) {
        assertThat(read.size()).isEqualTo(count);
        assertThat(read.getInputStream(read.getEntry("f" + (count - 1))).readAllBytes())
            .asString()
            .isEqualTo("x");
      }
      String script =
          "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(len(z.infolist()),z.testzip())";
      assertThat(run(folder, "python3", "-c", script, file.toString()))
          .isEqualTo(count + " None\n");
    }
  }
}
