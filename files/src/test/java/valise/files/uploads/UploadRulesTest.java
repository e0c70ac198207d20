package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.uploads.UploadServer.Reply;
import valise.files.uploads.UploadServer.Upload;
import valise.platform.outbox.Outbox;

/// Who may, under which name, how much, and in which dialect no is said.
class UploadRulesTest {

  private static UploadServer server;
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @BeforeAll
  static void start(@TempDir Path folder) {
    UploadSettings settings =
        new UploadSettings(
            UploadSettings.DEFAULT.lifetime(),
            4,
            new UploadSettings.UnzipLimits(50, 40 << 20, 100, 5));
    server = UploadServer.start(folder, settings, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // --- tickets -----------------------------------------------------------------------------------

  @Test
  void everyWrongAddressGetsOneAnswer() {
    Upload upload = server.open("method=threaded&raw=true&fileName=w&fileSize=5");
    String right = upload.chunkPath();
    String unknown = right.replace(upload.id(), "rsu-" + "0".repeat(32));
    String malformed = right.replace(upload.id(), "../../etc/passwd");
    String forged = right.substring(0, right.length() - 1) + (right.endsWith("A") ? "B" : "A");
    String other = server.open("method=threaded&raw=true&fileName=w2").chunkPath();
    String crossed = right.replaceAll("&h=.*", other.substring(other.indexOf("&h=")));
    String none = right.replaceAll("&h=.*", "");
    for (String path :
        List.of(unknown, malformed, forged, crossed, none, "/upload-standard-2.aspx")) {
      Reply reply = server.send("POST", path, HELLO);
      assertThat(reply)
          .as(path)
          .isEqualTo(
              new Reply(
                  404,
                  "{\"error\":true,\"errorMessage\":\"Unrecognized Upload ID\",\"errorCode\":605,"
                      + "\"valiseCode\":\"UNRECOGNIZED_UPLOAD_ID\"}"));
    }
    assertThat(upload.chunk(0, HELLO).ok()).isTrue();
  }

  @Test
  void aStrayCredentialIsTolerated() {
    for (String stray : List.of("Bearer nonsense", "Basic bm9uc2Vuc2U=")) {
      Upload upload = server.open("raw=true&overwrite=true&fileName=stray");
      assertThat(server.send("POST", upload.chunkPath(), HELLO, "Authorization", stray).ok())
          .isTrue();
    }
  }

  @Test
  void theAddressHoldsAQuestionMarkAndIsOurs() {
    Upload upload = server.open("method=threaded&raw=true&fileName=q");
    assertThat(upload.specification.path("ChunkUri").asString())
        .startsWith(server.origin() + "/upload-threaded-2.aspx?uploadid=rsu-");
    assertThat(upload.specification.path("FinishUri").asString())
        .startsWith(server.origin() + "/upload-threaded-3.aspx?");
  }

  // --- who ---------------------------------------------------------------------------------------

  @Test
  void withoutTheRightThereIsNoSpecification() {
    server.person(
        "stranger",
        new Principal(
            server.account, UserId.mint(), Set.of(Role.EMPLOYEE), Set.of(), false, ZoneOffset.UTC));
    String path = "/Items(" + server.folder + ")/Upload?fileName=a&raw=true";
    assertThat(server.api("POST", path, "", "stranger").status()).isEqualTo(404);
    assertThat(server.api("POST", path, "", "nobody").status()).isEqualTo(401);
    assertThat(server.api("POST", "/Items(root)/Upload?fileName=a", "", "owner").code())
        .isEqualTo("INVALID_TARGET");
  }

  // --- names -------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"..%2Fx", "a%00b", "con.txt", "a%E2%80%AEtxt.exe", "dot.", "a%3Ab"})
  void hostileNamesAreRefusedBeforeAByteIsSent(String name) {
    assertThat(server.ask("raw=true&fileName=" + name).code()).isEqualTo("BAD_NAME");
  }

  @Test
  void aNameThatNobodyGaveIsMissed() {
    Reply reply = server.open("raw=true").standard(HELLO);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.at("errorMessage").asString()).contains("fileName");
  }

  @Test
  void theNameMayComeWithTheAddressOrThePart() {
    Upload raw = server.open("raw=true");
    assertThat(
            server
                .send("POST", raw.chunkPath() + "&filename=given.txt", HELLO)
                .file()
                .path("filename")
                .asString())
        .isEqualTo("given.txt");
    Upload parts = server.open("method=threaded");
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\"big.bin.chunk-0\"\r\n"
            + "\r\nhello\r\n--b--\r\n";
    server.send(
        "POST",
        parts.chunkPath() + "&index=0&byteOffset=0",
        form.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "multipart/form-data; boundary=b");
    assertThat(parts.finish("").file().path("filename").asString()).isEqualTo("big.bin");
  }

  @Test
  void titleIsTheDisplayNameAndDetailsTheDescription() {
    Upload upload =
        server.open("raw=true&fileName=file.txt&title=A%20title&details=More%20of%20it");
    Item item = named(upload.standard(HELLO));
    assertThat(item.name()).isEqualTo("A title");
    assertThat(item.fileName()).isEqualTo("file.txt");
    assertThat(item.description()).isEqualTo("More of it");
  }

  private static Item named(Reply reply) {
    assertThat(reply.ok()).as(reply.text()).isTrue();
    return server.named(reply.file().path("displayname").asString()).orElseThrow();
  }

  @Test
  void aPartWithoutAFileNameIsTheFileThatTheSpecificationNames() {
    Upload upload = server.open("method=threaded&fileName=part&fileSize=5");
    Reply chunk =
        server.send(
            "POST",
            upload.chunkPath() + "&index=0&byteOffset=0&hash=" + UploadServer.md5(HELLO),
            "--b\r\nContent-Disposition: form-data; name=Filedata\r\n\r\nhello\r\n--b--\r\n"
                .getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "multipart/form-data; boundary=b");
    assertThat(chunk.ok()).as(chunk.text()).isTrue();
    assertThat(upload.finish("").file().path("filename").asString()).isEqualTo("part");
  }

  @Test
  void severalFilesInOneFormAreAllMadeOrNone() {
    String form =
        "--b\r\nContent-Disposition: form-data; name=File1; filename=one.txt\r\n\r\n1\r\n"
            + "--b\r\nContent-Disposition: form-data; name=File2; filename=%s\r\n\r\n2\r\n--b--";
    Reply reply = form(server.open("overwrite=true"), form.formatted("two.txt"));
    assertThat(reply.at("value").size()).isEqualTo(2);
    int blobs = server.blobCount();
    assertThat(form(server.open("overwrite=true"), form.formatted("tw?.txt")).ok()).isFalse();
    assertThat(server.named("one.txt").orElseThrow().version()).isEqualTo(1);
    assertThat(server.blobCount()).isEqualTo(blobs);
  }

  private static Reply form(Upload upload, String form) {
    return server.send(
        "POST",
        upload.chunkPath(),
        form.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "multipart/form-data; boundary=b");
  }

  // --- taken names -------------------------------------------------------------------------------

  @Test
  void overwriteMakesAVersionWithANewIdAndTheSameStream() {
    Reply one = server.open("raw=true&fileName=v").standard(HELLO);
    Reply two = server.open("raw=true&fileName=V&overwrite=true").standard(new byte[3]);
    assertThat(two.file().path("id")).isNotEqualTo(one.file().path("id"));
    assertThat(two.file().path("streamid")).isEqualTo(one.file().path("streamid"));
  }

  @Test
  void withoutOverwriteATakenNameIsRefusedAtOnceAndAtTheEnd() {
    Upload late = server.open("raw=true&fileName=taken");
    server.open("raw=true&fileName=taken").standard(HELLO);
    Reply refused = server.ask("raw=true&fileName=TAKEN");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("reason").asString()).isEqualTo("Conflict");
    assertThat(late.standard(HELLO).status()).isEqualTo(409);
  }

  @Test
  void powerShellReplacesWithoutSayingSo() {
    server.open("raw=true&fileName=ps").standard(HELLO);
    Reply specification =
        server.api(
            "POST",
            "/Items(" + server.folder + ")/Upload?raw=true&fileName=ps",
            "",
            "owner",
            "X-SFAPI-Tool",
            "SF PowerShell");
    assertThat(server.upload(specification.json()).standard(new byte[2]).ok()).isTrue();
    assertThat(server.named("ps").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void dotNetMayAskForAFreeNameWhenItFinishes() {
    server.open("raw=true&fileName=net.txt").standard(HELLO);
    Reply specification =
        server.api(
            "POST",
            "/Items("
                + server.folder
                + ")/Upload?method=threaded&raw=true&fileName=net.txt&fileSize=5",
            "",
            "owner",
            "X-SFAPI-Tool",
            "Sync");
    Upload upload = server.upload(specification.json());
    upload.chunk(0, HELLO);
    assertThat(upload.finish("").status()).isEqualTo(409);
    assertThat(upload.finish("&forceunique=1").file().path("filename").asString())
        .isEqualTo("net (2).txt");
  }

  @Test
  void aBaseThatIsNotTheCurrentVersionIsAConflict() {
    String one = server.open("raw=true&fileName=base").standard(HELLO).file().path("id").asString();
    Upload late = server.open("raw=true&fileName=base&overwrite=true&baseFileId=" + one);
    server.open("raw=true&fileName=base&overwrite=true&baseFileId=" + one).standard(HELLO);
    Reply refused = server.ask("raw=true&fileName=base&overwrite=true&baseFileId=" + one);
    assertThat(refused.code()).isEqualTo("FILE_UPLOAD_CONFLICT");
    assertThat(refused.at("reason").asString()).isEqualTo("FileUploadConflict");
    assertThat(late.standard(HELLO).status()).isEqualTo(409);
  }

  // --- how much ----------------------------------------------------------------------------------

  @Test
  void theLimitsOfTheAccountHoldBeforeAndAfterTheBytes() {
    limit("1000", "5000");
    try {
      assertThat(server.ask("raw=true&fileName=l&fileSize=1001").code())
          .isEqualTo("FILE_TOO_LARGE");
      assertThat(server.open("raw=true&fileName=l").standard(new byte[1001]).status())
          .isEqualTo(413);
      long used =
          server
              .database()
              .read(sql ->
                  server.bean(valise.files.items.Items.class).storedBytes(sql, server.account));
      limit("100000", Long.toString(used + 500));
      server.open("method=threaded&raw=true&fileName=l1&fileSize=400");
      assertThat(server.ask("raw=true&fileName=l2&fileSize=101").code())
          .isEqualTo("QUOTA_EXCEEDED");
      assertThat(server.open("raw=true&fileName=l2").standard(new byte[101]).status())
          .isEqualTo(403);
      Upload undeclared = server.open("method=threaded&raw=true&fileName=l3");
      assertThat(undeclared.chunk(0, new byte[60]).ok()).isTrue();
      assertThat(undeclared.chunk(60, new byte[60]).status()).isEqualTo(403);
    } finally {
      limit("-1", "-1");
    }
  }

  private static void limit(String file, String quota) {
    server
        .database()
        .write(tx -> {
          server
              .bean(Accounts.class)
              .set(
                  tx,
                  server.account,
                  Map.of(AccountSetting.MAX_FILE_BYTES, file, AccountSetting.QUOTA_BYTES, quota));
          return true;
        });
  }

  @Test
  void aChunkBeyondTheDeclaredSizeIsRefused() {
    Upload upload = server.open("method=threaded&raw=true&fileName=b&fileSize=10");
    assertThat(upload.chunk(8, HELLO).status()).isEqualTo(400);
    assertThat(upload.chunk(11, new byte[0]).status()).isEqualTo(400);
    assertThat(upload.chunk(5, HELLO).ok()).isTrue();
  }

  @Test
  void theSizeDeclaredForAStandardUploadMustBeTheSizeThatComes() {
    assertThat(server.open("raw=true&fileName=z&fileSize=4").standard(HELLO).ok()).isFalse();
    assertThat(server.open("raw=true&fileName=z&fileSize=6").standard(HELLO).ok()).isFalse();
    assertThat(server.named("z")).isEmpty();
  }

  // --- hashes ------------------------------------------------------------------------------------

  @Test
  void aWrongHashOfTheWholeFileRefusesTheFinishAndNothingElse() {
    Upload upload = server.open("method=threaded&raw=true&fileName=fh&fileSize=5");
    upload.chunk(0, HELLO);
    assertThat(upload.finish("&filehash=" + "0".repeat(32)).status()).isEqualTo(400);
    assertThat(upload.finish("&filehash=" + UploadServer.md5(HELLO)).ok()).isTrue();
  }

  @Test
  void theWholeHashThatRcloneSendsWithItsLastChunkIsChecked() {
    Upload upload = server.open("method=threaded&raw=true&fileName=rh&fileSize=10");
    upload.chunk(0, HELLO, UploadServer.md5(HELLO), "&finish=true&fileHash=" + "1".repeat(32));
    upload.chunk(5, HELLO);
    assertThat(upload.finish("").at("errorMessage").asString()).contains("filehash");
  }

  @Test
  void aHashThatIsNoneOrNoMd5() {
    Upload upload = server.open("method=threaded&raw=true&fileName=nh&fileSize=5");
    assertThat(upload.chunk(0, HELLO, "zzz", "").status()).isEqualTo(400);
    assertThat(upload.chunk(0, HELLO, "none", "&filehash=none").ok()).isTrue();
    assertThat(
            upload
                .chunk(0, HELLO, UploadServer.md5(HELLO).toUpperCase(java.util.Locale.ROOT), "")
                .ok())
        .isTrue();
  }

  // --- resuming ----------------------------------------------------------------------------------

  @Test
  void nobodyIsToldToResumeWhoDidNotAsk() {
    Upload upload = server.open("method=streamed&raw=true&fileName=nr&fileSize=10");
    upload.chunk(0, HELLO);
    Upload again = server.open("method=streamed&raw=true&fileName=nr&fileSize=10");
    assertThat(again.specification.path("IsResume").asBoolean(true)).isFalse();
    assertThat(again.specification.path("ResumeOffset").asLong(-1)).isZero();
    assertThat(again.id()).isNotEqualTo(upload.id());
  }

  @Test
  void aClientThatIgnoresTheResumeAndBeginsAnewGetsItsFile() {
    byte[] old = new byte[300];
    byte[] now = new byte[300];
    new Random(1).nextBytes(old);
    new Random(2).nextBytes(now);
    String query = "method=streamed&raw=true&canResume=true&fileName=anew&fileSize=300";
    Upload upload = server.open(query);
    upload.chunk(0, Arrays.copyOf(old, 200));
    Upload again = server.open(query);
    assertThat(again.specification.path("ResumeOffset").asLong()).isEqualTo(200);
    for (int at = 0; at < 300; at += 100) {
      byte[] chunk = Arrays.copyOfRange(now, at, at + 100);
      Reply reply =
          again.chunk(at, chunk, UploadServer.md5(chunk), "&finish=" + (at == 200 ? 1 : 0));
      assertThat(reply.ok()).as(reply.text()).isTrue();
    }
    assertThat(server.named("anew").orElseThrow().content().orElseThrow().md5())
        .isEqualTo(UploadServer.md5(now));
  }

  // --- dialects ----------------------------------------------------------------------------------

  @Test
  void textRepliesWhenAskedForWhereverItIsAsked() {
    Upload upload =
        server.open("method=threaded&raw=true&fileName=txt&fileSize=5&responseFormat=text");
    assertThat(upload.chunk(0, HELLO).text()).isEqualTo("OK");
    assertThat(upload.chunk(0, HELLO, "0".repeat(32), "").text()).startsWith("ERROR:The bytes");
    assertThat(upload.chunk(0, HELLO, UploadServer.md5(HELLO), "&fmt=json").text())
        .isEqualTo("{\"error\":false,\"value\":\"\"}");
    assertThat(upload.finish("").text()).isEqualTo("OK");
    assertThat(server.send("POST", "/upload-threaded-2.aspx?fmt=text", HELLO).text())
        .isEqualTo("ERROR:Unrecognized Upload ID");
  }

  @Test
  void aBodyWithTheTypeOfACurlUploadIsTheFile() {
    Upload upload = server.open("raw=true&fileName=curl");
    Reply reply =
        server.send(
            "POST",
            upload.chunkPath(),
            "a=b&h=c".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(reply.file().path("size").asLong()).isEqualTo(7);
  }

  @Test
  void fieldsOfAnyCaseAndTheOtherNameOfTheSize() {
    String path = "/Items(" + server.folder + ")/Upload2?expirationDays=3";
    Reply reply =
        server.api(
            "POST",
            path,
            "{\"METHOD\":\"Threaded\",\"Raw\":\"true\",\"filename\":\"case\",\"FileLength\":5,"
                + "\"Unknown\":1}",
            "owner");
    Upload upload = server.upload(reply.json());
    assertThat(upload.chunk(0, HELLO).ok()).isTrue();
    assertThat(upload.chunk(5, HELLO).ok()).isFalse();
    upload.finish("");
    assertThat(server.named("case").orElseThrow().expiresAt())
        .contains(server.clock.instant().plus(java.time.Duration.ofDays(3)));
  }

  @Test
  void anUploadThatAsksForPeopleToBeToldIsAnnouncedWithTheFilesItBrought() {
    long before = server.bean(Outbox.class).head();
    server.open("raw=true&fileName=quiet").standard(HELLO);
    Item item =
        named(
            server
                .open("raw=true&fileName=n&batchId=b7&batchLast=true&notify=true")
                .standard(HELLO));

    assertThat(arrivalsAfter(before))
        .containsExactly(
            new Arrival(
                server.owner.user(),
                Optional.empty(),
                server.folder,
                List.of(item.id()),
                Optional.of("b7"),
                true));
  }

  private static List<Arrival> arrivalsAfter(long seq) {
    return server.bean(Outbox.class).after(seq, 100).stream()
        .filter(entry -> entry.topic().equals(Uploads.TOPIC))
        .map(entry -> Arrival.read(entry.payload()))
        .toList();
  }

  // --- archives ----------------------------------------------------------------------------------

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> entries(Object... pairs) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      entries.put((String) pairs[i], (byte[]) pairs[i + 1]);
    }
    return entries;
  }

  private static Reply unzip(byte[] archive) {
    return server.open("raw=true&unzip=true&fileName=archive.zip").standard(archive);
  }

  @Test
  void anArchiveBecomesFoldersAndFiles() {
    int blobs = server.blobCount();
    Reply reply =
        unzip(
            zip(
                entries(
                    "top/",
                    new byte[0],
                    "top/in/a.txt",
                    HELLO,
                    "b.txt",
                    new byte[10],
                    "none/",
                    new byte[0])));
    assertThat(reply.ok()).as(reply.text()).isTrue();
    assertThat(reply.at("value").size()).isEqualTo(2);
    Reply found =
        server.api("GET", "/Items(" + server.folder + ")/ByPath?path=/top/in/a.txt", "", "owner");
    assertThat(found.at("Hash").asString()).isEqualTo(UploadServer.md5(HELLO));
    assertThat(server.named("none").orElseThrow().isFolder()).isTrue();
    assertThat(server.named("archive.zip")).isEmpty();
    assertThat(server.blobCount()).isEqualTo(blobs + 2);
  }

  @Test
  void anArchiveThroughThreadsLeavesNoBlobOfItsOwn() {
    int blobs = server.blobCount();
    byte[] archive = zip(entries("threaded-" + blobs + ".txt", HELLO));
    Upload upload =
        server.open(
            "method=threaded&raw=true&unzip=true&fileName=t.zip&fileSize=" + archive.length);
    upload.chunk(0, archive);
    Reply reply = upload.finish("");
    assertThat(reply.ok()).as(reply.text()).isTrue();
    assertThat(server.blobCount()).isEqualTo(blobs + 1);
    assertThat(upload.finish("").text()).isEqualTo(reply.text());
  }

  @Test
  void aBadArchiveLeavesNothing() {
    int blobs = server.blobCount();
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 51; i++) {
      many.put("many/" + i, new byte[0]);
    }
    byte[] good = zip(entries("fine.txt", HELLO, "fine2.txt", new byte[1000]));
    byte[] damaged = good.clone();
    damaged[40] ^= 0x55;
    List<byte[]> archives =
        List.of(
            zip(entries("fine.txt", HELLO, "../evil.txt", HELLO)),
            zip(entries("fine.txt", HELLO, "/etc/evil", HELLO)),
            zip(entries("fine.txt", HELLO, "..\\evil", HELLO)),
            zip(entries("fine.txt", HELLO, "C:\\evil", HELLO)),
            zip(entries("fine.txt", HELLO, "FINE.TXT", HELLO)),
            zip(entries("fine.txt", HELLO, "fine.txt/x", HELLO)),
            zip(entries("a/b/c/d/e/f/g", HELLO)),
            zip(entries("bomb", new byte[30 << 20])),
            zip(many),
            damaged,
            Arrays.copyOf(good, good.length - 10),
            HELLO);
    for (byte[] archive : archives) {
      Reply reply = unzip(archive);
      assertThat(reply.status()).as(reply.text()).isBetween(400, 409);
    }
    assertThat(server.named("fine.txt")).isEmpty();
    assertThat(server.blobCount()).isEqualTo(blobs);
  }

  @Test
  void noDamageToAnArchiveIsAFailureOfOurs() {
    byte[] good = zip(entries("x/f1.txt", new byte[100], "x/f2.txt", HELLO));
    Random random = new Random(11);
    for (int i = 0; i < 150; i++) {
      byte[] damaged = good.clone();
      for (int n = 0; n <= random.nextInt(3); n++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Reply reply =
          server.open("raw=true&unzip=true&overwrite=true&fileName=d.zip").standard(damaged);
      assertThat(reply.status()).as(reply.text()).isNotEqualTo(500);
    }
  }

  // --- strangers ---------------------------------------------------------------------------------

  @Test
  void noQueryOrHeaderBreaksAnAddress() {
    Upload upload = server.open("method=threaded&raw=true&fileName=fuzz&fileSize=5");
    Random random = new Random(3);
    String[] names = {
      "index",
      "byteOffset",
      "offset",
      "hash",
      "filehash",
      "finish",
      "fmt",
      "filesize",
      "raw",
      "title",
      "forceunique",
      "uploadid",
      "h",
      "filename"
    };
    String[] values = {
      "",
      "-1",
      "0",
      "9223372036854775807",
      "99999999999999999999",
      "true",
      "x",
      "%00",
      "%F0%9F%98%80",
      "..%2F..",
      "none",
      "1e3",
      "%",
      "0x10",
      "a".repeat(3000)
    };
    String[] types = {
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=b",
      "text/plain",
      ";;;",
      "application/x-www-form-urlencoded"
    };
    for (int i = 0; i < 400; i++) {
      StringBuilder path =
          new StringBuilder(
              random.nextInt(4) == 0 ? "/upload-threaded-3.aspx?x=1" : upload.chunkPath());
      for (int n = random.nextInt(5); n > 0; n--) {
        String value = values[random.nextInt(values.length)];
        path.append('&')
            .append(names[random.nextInt(names.length)])
            .append('=')
            .append(value.equals("%") ? "%25" : value);
      }
      Reply reply =
          server.send(
              "POST", path.toString(), HELLO, "Content-Type", types[random.nextInt(types.length)]);
      assertThat(reply.status()).as(path + " " + reply.text()).isBetween(200, 499);
      if (!reply.text().startsWith("OK") && !reply.text().startsWith("ERROR:")) {
        assertThat(reply.json().has("error")).as(path + " " + reply.text()).isTrue();
      }
    }
    assertThat(upload.chunk(0, HELLO).ok()).isTrue();
    assertThat(upload.finish("").ok()).isTrue();
  }
}
