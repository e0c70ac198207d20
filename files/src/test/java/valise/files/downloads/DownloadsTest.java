package valise.files.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valise.files.db.generated.Tables.ITEM;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;
import valise.files.items.NewNode;
import valise.files.items.Tree;
import valise.files.testing.ItemsServer;
import valise.files.testing.ItemsServer.Reply;
import valise.platform.blob.BlobId;

class DownloadsTest {

  private static final ItemsServer SERVER = ItemsServer.start();
  private static final String TEXT = "The quick brown fox";

  private Principal admin;
  private ItemId folder;
  private Item file;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void world() {
    admin = SERVER.account();
    folder = SERVER.folder(admin, "root", "Reports");
    file = SERVER.file(admin, folder, "fox.txt", TEXT);
  }

  private static String download(ItemId id) {
    return "/sf/v3/Items(" + id + ")/Download";
  }

  private static String link(Principal as, String path) {
    String separator = path.contains("?") ? "&" : "?";
    Reply reply = SERVER.get(as, path + separator + "redirect=false");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().path("DownloadUrl").asString();
  }

  /// Moves the clock when every delivery has been taken into account.
  private static void later(Duration time) {
    SERVER.quiet();
    SERVER.clock().advance(time);
  }

  private String link() {
    return link(admin, download(file.id()));
  }

  // --- asking ------------------------------------------------------------------------------------

  @Test
  void aRedirectLeadsToTheBytesWithoutCredentials() {
    Reply redirect = SERVER.get(admin, download(file.id()));

    assertThat(redirect.status()).isEqualTo(302);
    Reply bytes = SERVER.fetch(redirect.header("Location"));
    assertThat(bytes.status()).isEqualTo(200);
    assertThat(bytes.text()).isEqualTo(TEXT);
    assertThat(bytes.header("Content-Length")).isEqualTo("19");
    assertThat(bytes.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"fox.txt\"; filename*=UTF-8''fox.txt");
    assertThat(bytes.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(bytes.header("Content-Security-Policy")).contains("sandbox");
    assertThat(bytes.header("Cache-Control")).contains("no-store");
    assertThat(bytes.header("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void aSpecificationNamesTheLinkAndItsToken() {
    Reply reply =
        SERVER.get(admin, download(file.id()) + "?redirect=False&includeAllVersions=False");

    assertThat(reply.status()).isEqualTo(200);
    String token = reply.json().path("DownloadToken").asString();
    assertThat(reply.json().path("DownloadUrl").asString())
        .isEqualTo(SERVER.origin() + "/download.ashx?dt=" + token);
    assertThat(reply.json().path("odata.metadata").asString())
        .endsWith(
            "$metadata#DownloadSpecification/ShareFile.Api.Models.DownloadSpecification@Element");
    assertThat(reply.json().path("odata.type").asString())
        .isEqualTo("ShareFile.Api.Models.DownloadSpecification");
    assertThat(reply.json().has("PrepareXmlInfo")).isTrue();
    assertThat(reply.json().path("PrepareXmlInfo").isNull()).isTrue();
  }

  @Test
  void credentialsThatComeAlongAreIgnored() {
    String link = link();
    assertThat(SERVER.fetch(link, "Authorization", "Bearer nonsense").text()).isEqualTo(TEXT);
    String token = link.substring(link.indexOf("dt=") + 3);
    assertThat(SERVER.fetch(link, "Authorization", "Bearer " + token).text()).isEqualTo(TEXT);
  }

  @Test
  void askingNeedsCredentialsAndTheRightToDownload() {
    assertThat(SERVER.fetch(download(file.id())).status()).isEqualTo(401);

    Principal stranger = SERVER.colleagueOf(admin);
    assertThat(SERVER.get(stranger, download(file.id())).status()).isEqualTo(404);
    assertThat(SERVER.get(stranger, download(folder)).status()).isEqualTo(404);

    SERVER.grant(stranger, folder, Rights.of(Right.VIEW));
    assertThat(SERVER.get(stranger, download(file.id())).status()).isEqualTo(403);
    assertThat(SERVER.get(stranger, download(folder)).status()).isEqualTo(403);

    assertThat(SERVER.get(SERVER.account(), download(file.id())).status()).isEqualTo(404);
  }

  @Test
  void whatHasNoBytesIsRefused() {
    ItemId note =
        SERVER
            .bean(Tree.class)
            .add(
                admin,
                folder.value(),
                new NewNode(
                    Item.Kind.NOTE,
                    "remember",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                false)
            .item()
            .id();

    assertThat(SERVER.get(admin, download(note)).code()).isEqualTo("NOT_DOWNLOADABLE");
    assertThat(SERVER.get(admin, download(ItemId.ALL_SHARED)).code()).isEqualTo("NOT_DOWNLOADABLE");
    assertThat(SERVER.get(admin, download(folder) + "?includeAllVersions=true").code())
        .isEqualTo("NOT_A_FILE");
  }

  // --- parts -------------------------------------------------------------------------------------

  @Test
  void rangesAreServedAsTheyWereAsked() {
    String link = link();

    Reply middle = SERVER.fetch(link, "Range", "bytes=4-8");
    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.text()).isEqualTo("quick");
    assertThat(middle.header("Content-Range")).isEqualTo("bytes 4-8/19");
    assertThat(middle.header("Content-Length")).isEqualTo("5");
    assertThat(SERVER.fetch(link, "Range", "bytes=16-").text()).isEqualTo("fox");
    assertThat(SERVER.fetch(link, "Range", "bytes=-3").text()).isEqualTo("fox");
    assertThat(SERVER.fetch(link, "Range", "bytes=16-999").header("Content-Range"))
        .isEqualTo("bytes 16-18/19");

    Reply outside = SERVER.fetch(link, "Range", "bytes=19-");
    assertThat(outside.status()).isEqualTo(416);
    assertThat(outside.header("Content-Range")).isEqualTo("bytes */19");
  }

  @Test
  void severalRangesComeAsPartsOfOneAnswer() {
    Reply reply = SERVER.fetch(link(), "Range", "bytes=0-2,16-18");

    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
    assertThat(reply.header("Content-Length")).isEqualTo("" + reply.bytes().length);
    assertThat(reply.text())
        .contains("Content-Range: bytes 0-2/19\r\n\r\nThe\r\n")
        .contains("Content-Range: bytes 16-18/19\r\n\r\nfox\r\n");
  }

  @Test
  void theTagHoldsARangeToTheBytesItWasMeantFor() {
    String link = link();
    String tag = SERVER.fetch(link, "Range", "bytes=0-0").header("ETag");

    assertThat(tag).startsWith("\"");
    assertThat(SERVER.fetch(link, "Range", "bytes=4-8", "If-Range", tag).status()).isEqualTo(206);
    Reply other = SERVER.fetch(link(), "Range", "bytes=4-8", "If-Range", "\"other\"");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.text()).isEqualTo(TEXT);
    assertThat(SERVER.fetch(link, "If-None-Match", tag).status()).isEqualTo(304);
    // A link stays with its version.
    SERVER.file(admin, folder, "fox.txt", "Something else");
    assertThat(SERVER.fetch(link, "Range", "bytes=4-8", "If-Range", tag).text()).isEqualTo("quick");
    assertThat(SERVER.fetch(link(admin, download(folder))).header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void headTellsAllButTheBytes() {
    Reply head = SERVER.send(Optional.empty(), "HEAD", link(), "");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("19");
    assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(head.header("ETag")).isNotEmpty();
    assertThat(head.header("Last-Modified")).isNotEmpty();
    assertThat(head.bytes()).isEmpty();
  }

  @Test
  void anEmptyFileIsWholeAndUsesItsLink() {
    Item empty = SERVER.file(admin, folder, "empty", "");
    String link = link(admin, download(empty.id()));

    Reply reply = SERVER.fetch(link);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo("0");
    later(Duration.ofMinutes(6));
    assertThat(SERVER.fetch(link).code()).isEqualTo("LINK_NOT_VALID");
  }

  @Test
  void namesOfAllScriptsAreKept() {
    Item named = SERVER.file(admin, folder, "Größe – 日本%41.pdf", "x");

    assertThat(SERVER.fetch(link(admin, download(named.id()))).header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"Gro_e _ ___41.pdf\"; filename*=UTF-8''"
                + "Gr%C3%B6%C3%9Fe%20%E2%80%93%20%E6%97%A5%E6%9C%AC%2541.pdf");
  }

  // --- archives ----------------------------------------------------------------------------------

  private static Map<String, String> unzip(byte[] zip) {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return entries;
  }

  @Test
  void aFolderIsAnArchiveOfExactLengthThatCanBeResumed() {
    ItemId inner = SERVER.folder(admin, folder.value(), "2026");
    SERVER.file(admin, inner, "owl.txt", "Hoo");
    SERVER.folder(admin, inner.value(), "nothing yet");
    String link = link(admin, download(folder));

    Reply head = SERVER.send(Optional.empty(), "HEAD", link, "");
    Reply first = SERVER.fetch(link, "Range", "bytes=0-99");
    Reply rest = SERVER.fetch(link, "Range", "bytes=100-", "If-Range", first.header("ETag"));
    Reply whole = SERVER.fetch(link);

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Content-Type")).isEqualTo("application/zip");
    assertThat(whole.header("Content-Disposition"))
        .startsWith("attachment; filename=\"Files.zip\"");
    assertThat(whole.header("Content-Length"))
        .isEqualTo("" + whole.bytes().length)
        .isEqualTo(head.header("Content-Length"));
    assertThat(rest.status()).isEqualTo(206);
    byte[] joined = Arrays.copyOf(first.bytes(), whole.bytes().length);
    System.arraycopy(rest.bytes(), 0, joined, 100, rest.bytes().length);
    assertThat(joined).isEqualTo(whole.bytes());
    assertThat(unzip(whole.bytes()))
        .containsOnly(
            Map.entry("Reports/fox.txt", TEXT),
            Map.entry("Reports/2026/owl.txt", "Hoo"),
            Map.entry("Reports/2026/nothing yet/", ""));
  }

  @Test
  void anArchiveThatChangedIsNotResumed() {
    String link = link(admin, download(folder));
    String tag = SERVER.fetch(link, "Range", "bytes=0-9").header("ETag");
    SERVER.file(admin, folder, "new.txt", "new");

    assertThat(SERVER.fetch(link, "Range", "bytes=10-", "If-Range", tag).status()).isEqualTo(200);
  }

  @Test
  void whatOneMayOnlyViewIsLeftOutAndTheFoldersAroundItStay() {
    ItemId mixed = SERVER.folder(admin, folder.value(), "mixed");
    ItemId secret = SERVER.folder(admin, mixed.value(), "secret");
    SERVER.file(admin, secret, "plan.txt", "attack at dawn");
    ItemId unseen = SERVER.folder(admin, folder.value(), "unseen");
    SERVER.file(admin, unseen, "plan.txt", "attack at dusk");
    Principal reader = SERVER.colleagueOf(admin);
    SERVER.grant(reader, folder, Rights.of(Right.DOWNLOAD));
    SERVER.grant(reader, secret, Rights.of(Right.VIEW));
    SERVER.grant(reader, unseen, Rights.NONE);

    assertThat(unzip(SERVER.fetch(link(reader, download(folder))).bytes()))
        .containsOnly(Map.entry("Reports/fox.txt", TEXT), Map.entry("Reports/mixed/", ""));
    assertThat(SERVER.get(reader, download(secret)).status()).isEqualTo(403);
  }

  @Test
  void namesThatPointOutOfTheArchiveAreCleaned() {
    rename(file.id(), "../../etc/cron.d/x");
    rename(SERVER.file(admin, folder, "b", "b").id(), "C:\\boot.ini");
    rename(SERVER.file(admin, folder, "c", "c").id(), "..");

    List<String> names =
        new ArrayList<>(unzip(SERVER.fetch(link(admin, download(folder))).bytes()).keySet());
    assertThat(names).hasSize(3).allMatch(name -> name.startsWith("Reports/"));
    assertThat(names)
        .noneMatch(name -> name.contains("\\") || name.contains(":"))
        .noneMatch(name -> List.of(name.split("/")).contains(".."));
  }

  /// As a mistake elsewhere would leave it: the tree itself refuses such names.
  private static void rename(ItemId id, String name) {
    SERVER
        .database()
        .write(tx ->
            tx.sql()
                .update(ITEM)
                .set(ITEM.NAME, name)
                .set(ITEM.NAME_CI, name)
                .where(ITEM.ID.eq(id.value()))
                .execute());
  }

  private static String ids(Object... ids) {
    return Arrays.stream(ids)
        .map(id -> "\"" + id + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void severalItemsAreOneArchiveEvenWhenTheyAreOneFile() {
    ItemId inner = SERVER.folder(admin, folder.value(), "sub");
    SERVER.file(admin, inner, "owl.txt", "Hoo");
    SERVER.file(admin, folder, "other.txt", "not asked for");
    String path = "/sf/v3/Items(" + folder + ")/BulkDownload";

    Reply redirect = SERVER.post(admin, path, ids(file.id(), inner, file.id()));
    assertThat(redirect.status()).isEqualTo(302);
    Reply zip = SERVER.fetch(redirect.header("Location"));
    assertThat(zip.header("Content-Disposition")).contains("Files.zip");
    assertThat(unzip(zip.bytes()))
        .containsOnly(Map.entry("fox.txt", TEXT), Map.entry("sub/owl.txt", "Hoo"));

    Reply single = SERVER.post(admin, path + "?redirect=false", ids(file.id()));
    assertThat(unzip(SERVER.fetch(single.json().path("DownloadUrl").asString()).bytes()))
        .containsOnly(Map.entry("fox.txt", TEXT));
  }

  @Test
  void aBulkDownloadNamesChildrenOfTheFolderAllOfThemTheirs() {
    String path = "/sf/v3/Items(" + folder + ")/BulkDownload";
    Item elsewhere = SERVER.file(admin, SERVER.folder(admin, "root", "Else"), "e", "e");
    Principal foreign = SERVER.account();
    Item theirs = SERVER.file(foreign, SERVER.folder(foreign, "root", "Theirs"), "t", "t");

    assertThat(SERVER.post(admin, path, "[]").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(SERVER.post(admin, path, ids(elsewhere.id())).code()).isEqualTo("NOT_A_CHILD");
    assertThat(SERVER.post(admin, path, ids(file.id(), theirs.id())).status()).isEqualTo(404);
    assertThat(SERVER.post(admin, path, ids(file.id(), "nonsense")).status()).isEqualTo(404);
    assertThat(SERVER.post(admin, path, "[null]").status()).isEqualTo(404);
    assertThat(SERVER.post(admin, path, ids("top")).code()).isEqualTo("NOT_DOWNLOADABLE");
    assertThat(SERVER.post(admin, path, "[\"").code()).isEqualTo("BAD_JSON");
    assertThat(SERVER.post(admin, path, ids(IntStream.range(0, 10_001).boxed().toArray())).code())
        .isEqualTo("TOO_MANY_ITEMS");
    assertThat(
            SERVER
                .post(admin, "/sf/v3/Items(" + file.id() + ")/BulkDownload", ids(file.id()))
                .code())
        .isEqualTo("NOT_A_FOLDER");
  }

  @Test
  void allVersionsOfAFileComeTogether() {
    SERVER.file(admin, folder, "fox.txt", "The second");
    Item latest = SERVER.file(admin, folder, "fox.txt", "The third");

    assertThat(
            unzip(
                SERVER
                    .fetch(link(admin, download(latest.id()) + "?includeAllVersions=true"))
                    .bytes()))
        .containsOnly(
            Map.entry("fox (version 1).txt", TEXT),
            Map.entry("fox (version 2).txt", "The second"),
            Map.entry("fox (version 3).txt", "The third"));
  }

  // --- the life of a link ------------------------------------------------------------------------

  private static void assertNotValid(Reply reply) {
    Reply forged = SERVER.fetch("/download.ashx?dt=" + "A".repeat(43));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("LINK_NOT_VALID");
    assertThat(reply.text()).isEqualTo(forged.text());
    assertThat(names(reply)).isEqualTo(names(forged));
  }

  private static List<String> names(Reply reply) {
    return reply.headers().map().keySet().stream().sorted().toList();
  }

  @Test
  void whatIsNoLinkHasOneAnswer() {
    assertNotValid(SERVER.fetch("/download.ashx"));
    assertNotValid(SERVER.fetch("/download.ashx?dt="));
    assertNotValid(SERVER.fetch("/download.ashx?dt=x"));
    assertNotValid(SERVER.fetch("/download.ashx?dt=" + "%F0%9F%A6%8A".repeat(100)));
    assertNotValid(SERVER.fetch(link() + "x"));
  }

  @Test
  void aLinkEndsByTime() {
    String link = link();
    later(Duration.ofHours(12).minusSeconds(1));
    assertThat(SERVER.fetch(link, "Range", "bytes=0-1").status()).isEqualTo(206);
    later(Duration.ofSeconds(1));
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void aLinkThatDeliveredEverythingEndsSoon() {
    String link = link();
    assertThat(SERVER.fetch(link).status()).isEqualTo(200);

    later(Duration.ofMinutes(4));
    assertThat(SERVER.fetch(link).text()).as("a retry").isEqualTo(TEXT);
    later(Duration.ofSeconds(61));
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void aRangeOfEverythingIsEverything() {
    String link = link();
    assertThat(SERVER.fetch(link, "Range", "bytes=0-").status()).isEqualTo(206);
    later(Duration.ofMinutes(6));
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void partsAndQuestionsDoNotUseALink() {
    String link = link();
    SERVER.fetch(link, "Range", "bytes=0-9");
    SERVER.fetch(link, "Range", "bytes=10-");
    SERVER.fetch(link, "Range", "bytes=0-2,16-18");
    SERVER.fetch(link, "Range", "bytes=50-");
    String tag = SERVER.send(Optional.empty(), "HEAD", link, "").header("ETag");
    SERVER.fetch(link, "If-None-Match", tag);
    SERVER.fetch(link, "If-Match", "\"other\"");

    later(Duration.ofMinutes(6));
    assertThat(SERVER.fetch(link).text()).isEqualTo(TEXT);
  }

  @Test
  void linksOfOneFileLiveIndependently() {
    String one = link();
    String two = link();
    SERVER.fetch(one);
    later(Duration.ofMinutes(6));

    assertNotValid(SERVER.fetch(one));
    assertThat(SERVER.fetch(two).text()).isEqualTo(TEXT);
  }

  @Test
  void aTransferThatIsCutDoesNotUseALink() throws Exception {
    BlobId blob = SERVER.blobs().create();
    long size = 256L << 20;
    try (var writing = SERVER.blobs().write(blob)) {
      writing.write(java.nio.ByteBuffer.wrap(new byte[] {1}), size - 1);
    }
    Item large =
        SERVER.file(admin, folder, "large", new Item.Content(blob, size, "0".repeat(32), 0));
    String link = link(admin, download(large.id()));

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + link.substring(SERVER.origin().length()) + " HTTP/1.1\r\nHost: x\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      socket.setSoLinger(true, 0);
    }

    assertThat(SERVER.quiet()).contains("\"delivery\":\"cut\"");
    later(Duration.ofMinutes(6));
    assertThat(SERVER.fetch(link, "Range", "bytes=-1").bytes()).containsExactly(1);
  }

  @Test
  void aRightThatIsTakenAwayEndsTheLinkAtOnce() {
    Principal reader = SERVER.colleagueOf(admin);
    SERVER.grant(reader, folder, Rights.of(Right.DOWNLOAD));
    String ofFile = link(reader, download(file.id()));
    String ofFolder = link(reader, download(folder));
    assertThat(SERVER.fetch(ofFile, "Range", "bytes=0-2").text()).isEqualTo("The");

    SERVER.grant(reader, folder, Rights.of(Right.VIEW));
    assertNotValid(SERVER.fetch(ofFile));
    assertNotValid(SERVER.fetch(ofFolder));
    SERVER.grant(reader, folder, Rights.NONE);
    assertNotValid(SERVER.fetch(ofFile));
  }

  @Test
  void aDisabledUsersLinksEndAtOnce() {
    Principal reader = SERVER.colleagueOf(admin);
    SERVER.grant(reader, folder, Rights.of(Right.DOWNLOAD));
    String link = link(reader, download(file.id()));

    SERVER.disable(reader);
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void deletingEndsALinkAndDeletedThingsAreFetchedOnlyWhenAskedFor() {
    String before = link();
    SERVER.bean(Tree.class).delete(admin, file.id().value(), false);

    assertNotValid(SERVER.fetch(before));
    assertThat(SERVER.get(admin, download(file.id())).status()).isEqualTo(404);
    String link = link(admin, download(file.id()) + "?includeDeleted=true");
    assertThat(SERVER.fetch(link).text()).isEqualTo(TEXT);

    SERVER.bean(Tree.class).purge(admin, List.of(file.id()));
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void aDeletedFolderIsFetchedWithWhatWasInIt() {
    SERVER.bean(Tree.class).delete(admin, folder.value(), false);

    String link = link(admin, download(folder) + "?includeDeleted=true");
    assertThat(unzip(SERVER.fetch(link).bytes())).containsOnly(Map.entry("Reports/fox.txt", TEXT));
  }

  @Test
  void oldLinksAreForgotten() {
    String link = link();
    later(Duration.ofHours(36).plusSeconds(1));
    String young = link();

    assertThat(SERVER.bean(Downloads.class).sweep()).isPositive();
    assertThat(SERVER.bean(Downloads.class).sweep()).isZero();
    assertNotValid(SERVER.fetch(link));
    assertThat(SERVER.fetch(young).status()).isEqualTo(200);
  }

  // --- damage and the log ------------------------------------------------------------------------

  @Test
  void bytesThatAreGoneAreOurFailureAndTellNothingOfTheInside() {
    String link = link();
    BlobId blob = file.content().orElseThrow().blob();
    SERVER.blobs().delete(blob);

    Reply reply = SERVER.fetch(link);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("INTERNAL");
    assertThat(reply.text()).doesNotContain(blob.value());
    assertThat(reply.headers().map()).doesNotContainKeys("Content-Disposition", "ETag");
  }

  @Test
  @Timeout(20)
  void bytesThatEndTooEarlyBreakTheTransferAndNeverShortenTheFile() throws Exception {
    byte[] bytes = new byte[1 << 20];
    Item damaged = SERVER.file(admin, folder, "damaged", bytes);
    String link = link(admin, download(damaged.id()));
    try (var writing = SERVER.blobs().write(damaged.content().orElseThrow().blob())) {
      writing.truncate(bytes.length / 2);
    }

    assertThatThrownBy(() -> SERVER.open(Optional.empty(), "GET", link, ""))
        .isInstanceOf(IOException.class);
    assertThat(SERVER.quiet()).contains("\"delivery\":\"failed\"");
  }

  @Test
  void eachDeliveryIsOnTheRequestsLine() {
    String link = link();
    SERVER.fetch(link, "Range", "bytes=0-2");

    assertThat(SERVER.quiet())
        .contains("\"delivery\":\"complete\"", "\"sent\":3", "\"item\":\"" + file.id() + "\"")
        .contains("\"link_user\":\"" + admin.user() + "\"")
        .doesNotContain(link.substring(link.indexOf("dt=") + 3));
  }
}
