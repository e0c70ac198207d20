package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.acceptance.Manners.Rude;
import static valise.acceptance.Manners.rude;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import valise.platform.evidence.Assumed;

/// Bytes that are not what was promised: each refused with its code, and an upload that was lied to
/// still ends well when the truth is sent.
@ExtendWith(TheServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadTransferTest {

  private static final int BLOCK = 100_000;

  private PackagedServer server;
  private Manners manners;
  private Drive drive;
  private String folder;
  private String file;

  @BeforeAll
  void aFolder(PackagedServer server) throws IOException {
    this.server = server;
    String token = Caller.signIn(server).string("access_token");
    manners = new Manners(server, token);
    drive = new Drive(Caller.stranger(server.uri()).with("Authorization", "Bearer " + token));
    folder = drive.folder(drive.home(), "bad transfers");
    file = drive.file(folder, "file.txt", Content.of(1, 1_000));
  }

  private Drive.Specification threaded(String name, long size) throws IOException {
    return Drive.specification(
        drive.open(
            folder, Map.of("method", "threaded", "raw", true, "fileName", name, "fileSize", size)));
  }

  private static String path(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
    assertThat(answer.string("valiseCode")).as(answer.toString()).isEqualTo(code);
  }

  @Test
  @Assumed(
      from = "the .NET and Java SDKs' sources",
      area = "Uploads",
      claim =
          "a chunk whose bytes are not those of its `hash`, or that lies beyond the declared size, is refused and can be sent again")
  void chunksThatLieAreRefusedAndNothingIsLost() throws IOException {
    byte[] content = Content.of(3, 2 * BLOCK);
    byte[] first = Content.part(3, 0, BLOCK);
    byte[] second = Content.part(3, BLOCK, 2 * BLOCK);
    Drive.Specification upload = threaded("lied to.bin", 2 * BLOCK);
    drive.chunk(upload, 0, 0, first).ok();

    String chunk = upload.chunkUri() + "&fmt=json";
    String wrong = "&hash=" + Content.md5(first);
    assertRefused(
        drive.caller().bytes(chunk + "&index=1&byteOffset=" + BLOCK + wrong, second),
        "CHUNK_HASH_MISMATCH");
    assertRefused(
        drive.caller().bytes(chunk + "&index=1&byteOffset=" + (BLOCK + 1), second),
        "CHUNK_OUT_OF_BOUNDS");
    for (String more :
        List.of(
            "&index=1&byteOffset=-1",
            "&index=1&byteOffset=9223372036854775807",
            "&index=x&byteOffset=0",
            "&index=1&byteOffset=99999999999999999999",
            "&index=1&byteOffset=0&hash=nonsense",
            "&index=1&byteOffset=%00")) {
      manners.check(new Rude("chunk", "POST " + path(chunk) + more, second, Set.of(400, 409, 413)));
    }
    assertRefused(drive.finish(upload, Content.md5(content)), "UPLOAD_INCOMPLETE");

    drive.chunk(upload, 1, BLOCK, second).ok();
    String id = Drive.uploaded(drive.finish(upload, Content.md5(content)));
    assertThat(drive.download(id)).isEqualTo(content);
  }

  @Test
  void overlappingChunksLeaveTheBytesThatCameLast() throws IOException {
    byte[] content = Content.of(5, 2 * BLOCK);
    Drive.Specification upload = threaded("overlapping.bin", 2 * BLOCK);

    drive.chunk(upload, 0, 0, Content.of(6, BLOCK + 1_000)).ok();
    drive.chunk(upload, 1, BLOCK - 1_000, Content.part(5, BLOCK - 1_000, 2 * BLOCK)).ok();
    drive.chunk(upload, 0, 0, Content.part(5, 0, BLOCK)).ok();

    String id = Drive.uploaded(drive.finish(upload, Content.md5(content)));
    assertThat(drive.download(id)).isEqualTo(content);
  }

  @Test
  void aFileThatIsNotAsDeclaredIsNotStored() throws IOException {
    Drive.Specification upload = threaded("declared.bin", BLOCK);
    drive.chunk(upload, 0, 0, Content.of(7, BLOCK)).ok();
    assertRefused(drive.finish(upload, Content.md5(Content.of(8, BLOCK))), "FILE_HASH_MISMATCH");

    Answer standard =
        drive.open(
            folder,
            Map.of(
                "method", "standard", "raw", true, "fileName", "declared.bin", "fileSize", BLOCK));
    Drive.Specification whole = Drive.specification(standard);
    Answer longer = drive.caller().bytes(whole.chunkUri() + "&fmt=json", Content.of(9, BLOCK + 1));
    assertThat(longer.string("valiseCode"))
        .as(longer.toString())
        .isIn("CHUNK_OUT_OF_BOUNDS", "FILE_SIZE_MISMATCH");
    Answer shorter = drive.caller().bytes(whole.chunkUri() + "&fmt=json", Content.of(9, BLOCK - 1));
    assertThat(shorter.status()).as(shorter.toString()).isGreaterThanOrEqualTo(400);

    assertThat(drive.children(folder)).extracting(Drive.Entry::name).doesNotContain("declared.bin");
  }

  @Test
  @Assumed(
      from = "the .NET and Java SDKs' sources",
      area = "Uploads",
      claim = "an upload that is unknown, ended or forged is error 605, `Unrecognized Upload ID`")
  void addressesThatWereMadeUpAreAllAnsweredAlike() throws IOException {
    Drive.Specification upload = threaded("ticket.bin", BLOCK);
    String chunk = path(upload.chunkUri()) + "&fmt=json";
    for (String forged :
        List.of(
            chunk.replaceFirst("h=[^&]*", "h=AAAA"),
            chunk.replaceFirst("\\?.*", "?x=y&fmt=json"),
            chunk.replaceFirst("uploadid=[^&]*", "uploadid=../../etc"))) {
      Answer answer =
          Wire.exchange(
              server.port(), "POST " + forged + " HTTP/1.1", "x".getBytes(StandardCharsets.UTF_8));
      if (!forged.equals(chunk)) {
        assertThat(answer.string("valiseCode")).isEqualTo("UNRECOGNIZED_UPLOAD_ID");
      }
    }
    manners.check(rude("a download of nothing", "GET /download.ashx", "", 400, 404));
    manners.check(rude("a download made up", "GET /download.ashx?dt=" + "x".repeat(43), "", 404));
  }

  @Test
  void rangesThatMakeNoSense() throws IOException {
    String download =
        path(
            drive
                .caller()
                .get(Drive.item(file) + "/Download?redirect=false")
                .ok()
                .string("DownloadUrl"));
    manners.check(rude("behind the end", "GET " + download + "\nRange: bytes=5000-", "", 416));
    for (String range :
        List.of(
            "bytes=-",
            "bytes=a-b",
            "bytes=5-1",
            "lines=1-2",
            "bytes=",
            "=",
            "bytes=0-0;1-1",
            "bytes=0-99999999999999999999",
            "bytes=-99999999999999999999",
            "bytes=\u0660-1",
            "bytes=" + "0-0,".repeat(500) + "0-0")) {
      Answer answer =
          Wire.exchange(
              server.port(), "GET " + download + " HTTP/1.1\r\nRange: " + range, new byte[0]);
      assertThat(answer.status()).as(range + " " + answer).isIn(200, 206, 400, 416);
      assertThat(answer.body().length).as(range).isLessThan(200_000);
    }
  }

  // --- archives ----------------------------------------------------------------------------------

  private interface Zipping {
    void in(ZipOutputStream zip) throws IOException;
  }

  private static byte[] zip(Zipping entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entries.in(zip);
    }
    return bytes.toByteArray();
  }

  private static byte[] named(String... names) throws IOException {
    return zip(zip -> {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
    });
  }

  private Answer expand(String into, byte[] archive) throws IOException {
    Drive.Specification upload =
        Drive.specification(
            drive.open(
                into,
                Map.of(
                    "method", "standard", "raw", true, "fileName", "archive.zip", "unzip", true)));
    return drive.caller().bytes(upload.chunkUri() + "&fmt=json", archive);
  }

  @Test
  void anArchiveIsExpandedWholeOrNotAtAll() throws IOException {
    String into = drive.folder(folder, "archives");
    byte[] bomb =
        zip(zip -> {
          zip.putNextEntry(new ZipEntry("zeros"));
          byte[] zeros = new byte[1 << 20];
          for (int i = 0; i < 300; i++) {
            zip.write(zeros);
          }
        });
    byte[] damaged = named("a.txt", "b.txt");
    // The first byte behind the first entry's header and name.
    damaged[30 + "a.txt".length()] ^= 0x55;
    Map<String, byte[]> hostile =
        Map.ofEntries(
            Map.entry("a bomb", bomb),
            Map.entry("traversal", named("good.txt", "../evil.txt")),
            Map.entry("an absolute path", named("/etc/passwd")),
            Map.entry("a Windows path", named("C:\\evil.txt")),
            Map.entry("a device", named("good.txt", "NUL")),
            Map.entry("a reversed name", named("\u202Egpj.exe")),
            Map.entry("one name twice", named("a.txt", "A.txt")),
            Map.entry("too deep", named("d/".repeat(500) + "x")),
            Map.entry("no archive", Content.of(4, 10_000)),
            Map.entry("nothing", new byte[0]),
            Map.entry("damage", damaged));
    for (Map.Entry<String, byte[]> each : hostile.entrySet()) {
      Answer answer = expand(into, each.getValue());
      assertThat(answer.status()).as(each.getKey() + answer).isEqualTo(400);
      assertThat(answer.string("valiseCode")).as(each.getKey()).isEqualTo("BAD_ARCHIVE");
      assertThat(drive.children(into)).as(each.getKey()).isEmpty();
    }

    String good = drive.folder(folder, "expanded");
    expand(good, named("a/b.txt", "c.txt")).ok();
    assertThat(drive.children(good))
        .extracting(Drive.Entry::name)
        .containsExactlyInAnyOrder("a", "c.txt");
  }
}
