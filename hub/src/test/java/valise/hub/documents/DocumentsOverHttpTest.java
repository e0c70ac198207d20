package valise.hub.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.hub.simulators.dropbox.DropboxSimulator;
import valise.hub.simulators.dropbox.Faults.Fault;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.platform.evidence.Assumed;

/// The documents hub through the front door, over an instance of the Dropbox element.
class DocumentsOverHttpTest {

  private static final HubServer SERVER = HubServer.start();

  private DropboxSimulator dropbox;
  private Tenant me;

  @BeforeEach
  void provision() throws IOException {
    dropbox = DropboxSimulator.start(0, SERVER.clock(), "app-key", "app-secret");
    Tenant tenant = SERVER.tenant();
    Reply url =
        tenant.get(
            "/elements/dropbox/oauth/url?apiKey=app-key&apiSecret=app-secret&state=x&token_access_type=offline"
                + "&callbackUrl=http://127.0.0.1:9/auth&siteAddress="
                + dropbox.uri());
    String code =
        dropbox
            .allow(URI.create(url.at("oauthUrl").asString()))
            .getQuery()
            .replaceFirst(".*code=([^&]*).*", "$1");
    Reply created =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "dropbox"}, "name": "box", "providerData": {"code": "%s"},
             "configuration": {"oauth.callback.url": "http://127.0.0.1:9/auth",
               "oauth.api.key": "app-key", "oauth.api.secret": "app-secret",
               "dropbox.site": "%s"}}
            """
                .formatted(code, dropbox.uri()));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    me = tenant.through(created.at("token").asString());
  }

  @AfterEach
  void closeSimulator() throws IOException {
    dropbox.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private Reply upload(String query, String text) {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\n"
            + text
            + "\r\n--b--\r\n";
    return SERVER.send(
        "POST",
        "/hubs/documents/files?" + query,
        body,
        "Authorization",
        me.authorization(),
        "Content-Type",
        "multipart/form-data; boundary=b");
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at Dropbox: files by path",
      from = "the published operations, and Dropbox's reference, which a simulator stands in for")
  void aFileIsUploadedReadChangedCopiedAndDeletedByPath() throws IOException {
    Reply created = upload("path=/a/b/report.txt&size=5", "hello");
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(created.at("path").asString()).isEqualTo("/a/b/report.txt");
    assertThat(created.at("size").asLong()).isEqualTo(5);
    assertThat(created.header("Elements-Element-Instance-Id")).isNotEmpty();
    assertThat(dropbox.read("/a/b/report.txt")).isEqualTo("hello");

    Reply conflict = upload("path=/a/b/report.txt", "again");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.at("providerMessage").asString()).contains("path/conflict/file");
    assertThat(conflict.at("requestId").asString()).hasSize(24);
    assertThat(upload("path=/a/b/report.txt&overwrite=true", "again").status()).isEqualTo(200);

    Reply content = me.get("/files?path=/a/b/report.txt");
    assertThat(content.text()).isEqualTo("again");
    assertThat(content.header("Content-Disposition")).contains("report.txt");
    assertThat(content.header("Content-Length")).isEqualTo("5");

    Reply moved = me.patch("/files/metadata?path=/a/b/report.txt", "{\"path\": \"/c/new.txt\"}");
    assertThat(moved.at("path").asString()).isEqualTo("/c/new.txt");
    Reply copied = me.post("/files/copy?path=/c/new.txt", "{\"path\": \"/d/copy.txt\"}");
    assertThat(copied.at("name").asString()).isEqualTo("copy.txt");
    assertThat(me.delete("/files?path=/c/new.txt").status()).isEqualTo(200);
    assertThat(me.get("/files/metadata?path=/c/new.txt").status()).isEqualTo(404);
    assertThat(dropbox.paths()).containsExactly("/a", "/a/b", "/c", "/d", "/d/copy.txt");
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at Dropbox: an id is the path in lower case, encoded twice",
      from = "the published operations, and Dropbox's reference, which a simulator stands in for")
  void theSameById() throws IOException {
    dropbox.put("/Some Folder/File ä.txt", "content");
    String id = me.get("/folders/contents?path=/Some%20Folder").json().get(0).get("id").asString();
    assertThat(id).isEqualTo("%252Fsome%2Bfolder%252Ffile%2B%25C3%25A4.txt");
    String encoded = id.replace("%", "%25");
    for (String form : new String[] {encoded, id}) {
      assertThat(me.get("/files/" + form).text()).isEqualTo("content");
      assertThat(me.get("/files/" + form + "/metadata").at("name").asString())
          .isEqualTo("File ä.txt");
    }
    Reply renamed = me.patch("/files/" + encoded + "/metadata", "{\"name\": \"other.txt\"}");
    assertThat(renamed.at("path").asString()).isEqualTo("/Some Folder/other.txt");
    String other = renamed.at("id").asString().replace("%", "%25");
    assertThat(me.post("/files/" + other + "/copy", "{\"path\": \"/x.txt\"}").status())
        .isEqualTo(200);
    assertThat(me.get("/files/" + other + "/revisions").json().size()).isPositive();
    assertThat(me.delete("/files/" + other).status()).isEqualTo(200);
    String folder = me.get("/folders/metadata?path=/some folder").at("id").asString();
    assertThat(me.get("/folders/" + folder + "/contents").json().size()).isZero();
    assertThat(me.delete("/folders/" + folder).status()).isEqualTo(200);
    assertThat(dropbox.paths()).containsExactly("/x.txt");
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at Dropbox: folders, paging, `where`, `orderBy`, `fields`",
      from = "the published operations, and Dropbox's reference, which a simulator stands in for")
  void foldersAreMadeListedFilteredMovedAndDeleted() throws IOException {
    assertThat(me.post("/folders", "{\"path\": \"/f\"}").at("directory").asBoolean()).isTrue();
    assertThat(me.post("/folders", "{\"path\": \"/f\"}").status()).isEqualTo(409);
    for (int i = 0; i < 5; i++) {
      dropbox.put("/f/n" + i + ".txt", "x".repeat(i));
    }
    Reply page = me.get("/folders/contents?path=/f&pageSize=2");
    assertThat(page.header("Elements-Returned-Count")).isEqualTo("2");
    Reply second =
        me.get(
            "/folders/contents?path=/f&pageSize=2&nextPage="
                + page.header("Elements-Next-Page-Token"));
    assertThat(second.json().get(0).get("name").asString()).isEqualTo("n2.txt");
    Reply sorted =
        me.get("/folders/contents?path=/f&orderBy=size desc&fields=name,size&pageSize=1");
    assertThat(sorted.text()).isEqualTo("[{\"name\":\"n4.txt\",\"size\":4}]");
    Reply filtered = me.get("/folders/contents?path=/f&where=name%20LIKE%20'%253.txt'");
    assertThat(filtered.json().size()).isEqualTo(1);
    assertThat(me.get("/folders/contents?path=/f&where=name%20~%20'a'").code())
        .isEqualTo("BAD_WHERE");
    assertThat(me.get("/folders/contents?path=/f&nextPage=rubbish").status()).isEqualTo(400);
    assertThat(
            me.get("/folders/contents?path=/f&isoDates=false&raw=true")
                .json()
                .get(0)
                .path("raw")
                .path(".tag")
                .asString())
        .isEqualTo("file");
    assertThat(me.patch("/folders/metadata?path=/f", "{\"path\": \"/g/h\"}").at("path").asString())
        .isEqualTo("/g/h");
    assertThat(me.post("/folders/copy?path=/g/h", "{\"path\": \"/i\"}").status()).isEqualTo(200);
    assertThat(me.delete("/folders?path=/g").status()).isEqualTo(200);
    assertThat(dropbox.paths()).hasSize(6).contains("/i/n4.txt");
  }

  @Test
  void aFolderIsNoFileAndNothingIsDeletedByTheWrongOperation() throws IOException {
    dropbox.put("/f/a.txt", "a");
    assertThat(me.get("/files?path=/f").status()).isEqualTo(400);
    assertThat(me.delete("/files?path=/f").code()).isEqualTo("NOT_A_FILE");
    assertThat(me.delete("/folders?path=/f/a.txt").code()).isEqualTo("NOT_A_FOLDER");
    assertThat(me.delete("/folders?path=/").code()).isEqualTo("BAD_PATH");
    assertThat(me.get("/files?path=relative").code()).isEqualTo("BAD_PATH");
    assertThat(me.get("/files?path=/a/../b").code()).isEqualTo("BAD_PATH");
    assertThat(me.get("/files").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(me.post("/files/copy?path=/f/a.txt", "{}").code()).isEqualTo("FIELD_MISSING");
    assertThat(me.post("/files/copy?path=/f/a.txt", "{").status()).isEqualTo(400);
    assertThat(me.get("/share").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(
            me.get("/events/poll/documents?where=lastmodifieddate='2020-01-01T00:00:00Z'").code())
        .isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(dropbox.paths()).hasSize(2);
  }

  @Test
  void theHubsOwnLinkWorksForAnybodyUntilItIsOver() throws Exception {
    dropbox.put("/a.txt", "for everybody");
    Reply link = me.get("/files/links?path=/a.txt");
    String url = link.at("cloudElementsLink").asString();
    assertThat(link.at("providerLink").asString()).startsWith(dropbox.uri().toString());
    assertThat(link.json().has("raw")).isFalse();
    assertThat(url).startsWith(SERVER.base() + "/links/");
    String path = url.substring(SERVER.base().length());
    assertThat(SERVER.send("GET", path, "").text()).isEqualTo("for everybody");
    assertThat(SERVER.send("GET", path, "", "Range", "bytes=4-6").text()).isEqualTo("eve");
    assertThat(SERVER.send("GET", path + "x", "").status()).isEqualTo(404);
    SERVER.clock().advance(Duration.ofHours(5));
    assertThat(SERVER.send("GET", path, "").status()).isEqualTo(404);
    assertThat(me.delete("/files/links?path=/a.txt").status()).isEqualTo(200);
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at Dropbox: search, storage, ping, me and objects",
      from = "the published operations, and Dropbox's reference, which a simulator stands in for")
  void searchStoragePingAndDiscovery() throws IOException {
    dropbox.put("/in/Report.txt", "1");
    dropbox.put("/out/report.txt", "2");
    assertThat(me.get("/search?text=report").json().size()).isEqualTo(2);
    JsonNode found = me.get("/search?path=/in&text=REPORT").json();
    assertThat(found.size()).isEqualTo(1);
    assertThat(found.get(0).get("path").asString()).isEqualTo("/in/Report.txt");
    assertThat(me.get("/search?text=a&startDate=2024-01-01").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(me.get("/storage").at("used").asLong()).isEqualTo(2);
    assertThat(me.get("/ping").at("endpoint").asString()).isEqualTo("dropbox");
    assertThat(me.get("/me").at("name").asString()).isEqualTo("Franz Ferdinand");
    assertThat(me.get("/objects").text()).isEqualTo("[\"files\",\"folders\"]");
    assertThat(me.get("/objects/files/metadata").at("fields").size()).isPositive();
  }

  @Test
  void anExpiredTokenIsRenewedUnseenAndWithdrawnConsentIsTold() throws IOException {
    dropbox.put("/a.txt", "a");
    dropbox.expireAccessTokens();
    assertThat(me.get("/files?path=/a.txt").text()).isEqualTo("a");
    assertThat(dropbox.refreshes()).isEqualTo(1);
    dropbox.revokeConsent();
    assertThat(me.get("/files?path=/a.txt").status()).isEqualTo(401);
  }

  @Test
  void whatTheProviderDoesWrongIsToldWithItsOwnWords() throws IOException {
    dropbox.put("/a.txt", "a".repeat(1_000_000));
    dropbox.faults().next("files/get_metadata", 1, new Fault.TooMany(9));
    Reply slow = me.get("/files/metadata?path=/a.txt");
    assertThat(slow.status()).isEqualTo(429);
    assertThat(slow.header("Retry-After")).isEqualTo("9");
    dropbox
        .faults()
        .next("files/get_metadata", 1, new Fault.Answer(200, "text/html", "<h1>Portal</h1>"));
    Reply html = me.get("/files/metadata?path=/a.txt");
    assertThat(html.status()).isEqualTo(502);
    assertThat(html.at("providerMessage").asString()).isEqualTo("<h1>Portal</h1>");
    dropbox.faults().next("files/get_metadata", 1, new Fault.Cut(false));
    assertThat(me.get("/files/metadata?path=/a.txt").status()).isEqualTo(502);
  }

  @Test
  void aFileThatBreaksOffAtTheProviderBreaksOffHereWithoutAWord() throws IOException {
    dropbox.put("/a.txt", "a".repeat(1_000_000));
    List<LogRecord> told = new CopyOnWriteArrayList<>();
    Handler ear = listening(told);
    Logger.getLogger("").addHandler(ear);
    try {
      dropbox.faults().next("files/download", 1, new Fault.CutBody(500_000));
      assertThat(cut("/files?path=/a.txt")).isTrue();
    } finally {
      Logger.getLogger("").removeHandler(ear);
    }
    assertThat(told).extracting(LogRecord::getMessage).isEmpty();
    dropbox.faults().next("files/download", 1, new Fault.CutBody(100));
    Reply early = me.get("/files?path=/a.txt");
    assertThat(early.code()).isEqualTo("PROVIDER_CUT");
    assertThat(early.status()).isEqualTo(502);
    assertThat(early.response().headers().firstValue("Content-Disposition")).isEmpty();
    assertThat(me.get("/files?path=/a.txt").text()).hasSize(1_000_000);
  }

  private static Handler listening(List<LogRecord> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
          told.add(record);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /// Whether a download breaks off rather than ending early in good order.
  private boolean cut(String path) {
    try {
      HttpResponse<byte[]> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(SERVER.base() + path))
                      .header("Authorization", me.authorization())
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() != 200;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFileWhoseSenderBreaksOffDoesNotArriveAndTheSenderIsTold() throws IOException {
    String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
    String ended =
        halfClosed("/files?path=/cut.bin", "multipart/form-data; boundary=b", form, 50_000);
    assertThat(ended).startsWith("HTTP/1.1 400").contains("BODY_CUT").contains("requestId");
    assertThat(halfClosed("/files?path=/cut.bin", "application/octet-stream", "", 50_000))
        .startsWith("HTTP/1.1 400")
        .contains("BODY_CUT");
    assertThat(halfClosed("/folders", "application/json", "{\"path\": \"/c", 0))
        .startsWith("HTTP/1.1 400")
        .contains("BODY_CUT");
    assertThat(dropbox.paths()).isEmpty();
  }

  /// What a client is answered that promises 100,000 bytes and says no more after some.
  private String halfClosed(String path, String type, String begin, int more) throws IOException {
    String head =
        "POST /elements/api-v2"
            + path
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
            + me.authorization()
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: 100000\r\n\r\n"
            + begin;
    URI server = URI.create(SERVER.origin());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((head + "x".repeat(more)).getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "`tags[]`, `tags` and `fetchTags` set and show the tags of Dropbox",
      from = "the published operations and Dropbox's own reference")
  void tagsAreKeptAtTheProviderAndShownWhenTheyAreAskedFor() throws IOException {
    Reply created = upload("path=/t/a.txt&tags%5B%5D=Red&tags%5B%5D=2024", "hello");
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(created.at("tags").toString()).isEqualTo("[\"2024\",\"red\"]");
    dropbox.put("/t/b.txt", "b");

    assertThat(me.get("/files/metadata?path=/t/a.txt").json().has("tags")).isFalse();
    assertThat(me.get("/files/metadata?path=/t/a.txt&fetchTags=true").at("tags")).hasSize(2);
    JsonNode listed = me.get("/folders/contents?path=/t&fetchTags=true").json();
    assertThat(listed.get(0).path("tags").toString()).isEqualTo("[\"2024\",\"red\"]");
    assertThat(listed.get(1).has("tags")).isFalse();

    Reply other =
        me.patch(
            "/files/metadata?path=/t/a.txt",
            "{\"tags\": [\"blue\", \"RED\"], \"name\": \"c.txt\"}");
    assertThat(other.at("tags").toString()).isEqualTo("[\"blue\",\"red\"]");
    assertThat(other.at("name").asString()).isEqualTo("c.txt");
    assertThat(me.patch("/files/metadata?path=/t/c.txt", "{\"tags\": []}").json().has("tags"))
        .isFalse();
    assertThat(
            me.post("/folders", "{\"path\": \"/tagged\", \"tags\": [\"x\"]}").at("tags").toString())
        .isEqualTo("[\"x\"]");
  }

  @Test
  void tagsThatTheProviderCannotKeepAreRefusedBeforeAnythingIsDone() throws IOException {
    assertThat(upload("path=/t.txt&tags%5B%5D=two%20words", "x").code()).isEqualTo("BAD_TAG");
    assertThat(dropbox.paths()).isEmpty();
    dropbox.put("/a.txt", "a");
    assertThat(
            me.patch("/files/metadata?path=/a.txt", "{\"name\": \"b.txt\", \"tags\": [\"a-b\"]}")
                .code())
        .isEqualTo("BAD_TAG");
    assertThat(me.get("/search?text=a&tags%5B%5D=red").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    dropbox.faults().next("files/tags/add", 1, new Fault.TooMany(3));
    Reply half = upload("path=/half.txt&tags%5B%5D=red", "x");
    assertThat(half.status()).isEqualTo(429);
    assertThat(half.at("message").asString()).startsWith("The file is stored, but not its tags.");
    assertThat(dropbox.paths()).containsExactly("/a.txt", "/half.txt");
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim =
          "comments, thumbnails, custom fields and collaborations are a 404 `NOT_AT_THIS_PROVIDER`",
      from = "the published operations of the elements that have them")
  void whatOnlyOtherProvidersHaveIsSaidToBeMissingHere() throws IOException {
    dropbox.put("/a.txt", "a");
    assertThat(me.get("/files/comments?path=/a.txt").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.post("/hubs/documents/files/x/comments", "{}").code())
        .isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.patch("/files/x/comments/1", "{}").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.put("/files/lock?path=/a.txt", "").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.get("/folders/x/collaborations").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.get("/custom-fields/templates/a").code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    Reply properties =
        me.patch("/files/metadata/properties?path=/a.txt", "{\"properties\": {\"a\": \"b\"}}");
    assertThat(properties.code()).isEqualTo("NOT_AT_THIS_PROVIDER");
    assertThat(me.patch("/files/metadata/properties?path=/a.txt", "{}").code())
        .isEqualTo("FIELD_MISSING");
    assertThat(
            me.patch("/files/metadata/properties?path=/a.txt", "{\"properties\": {\"a\": []}}")
                .code())
        .isEqualTo("BAD_FIELD");
  }

  @Test
  void aCloneIsServedLikeItsOriginal() throws IOException {
    dropbox.put("/a.txt", "cloned");
    Tenant tenant = SERVER.tenant();
    Reply clone = tenant.post("/elements/dropbox/clone", "{}");
    assertThat(clone.status()).as(clone.text()).isEqualTo(200);
    String code =
        dropbox
            .allow(
                URI.create(
                    dropbox.uri()
                        + "/oauth2/authorize?client_id=app-key&response_type=code"
                        + "&redirect_uri=http://127.0.0.1:9/auth"))
            .getQuery()
            .replaceFirst(".*code=([^&]*).*", "$1");
    Reply created =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "%s"}, "name": "box", "providerData": {"code": "%s"},
             "configuration": {"oauth.callback.url": "http://127.0.0.1:9/auth",
               "oauth.api.key": "app-key", "oauth.api.secret": "app-secret",
               "dropbox.site": "%s"}}
            """
                .formatted(clone.at("key").asString(), code, dropbox.uri()));
    Tenant other = tenant.through(created.at("token").asString());
    assertThat(other.get("/files?path=/a.txt").text()).isEqualTo("cloned");
  }

  @Test
  void aRawBodyIsAFileTooAndAFormWithoutAFileIsRefused() throws IOException {
    Reply raw =
        SERVER.send(
            "POST",
            "/files?path=/raw.bin",
            "bytes",
            "Authorization",
            me.authorization(),
            "Content-Type",
            "application/octet-stream");
    assertThat(raw.status()).as(raw.text()).isEqualTo(200);
    assertThat(dropbox.read("/raw.bin").getBytes(StandardCharsets.UTF_8)).hasSize(5);
    Reply none =
        SERVER.send(
            "POST",
            "/files?path=/none.bin",
            "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n",
            "Authorization",
            me.authorization(),
            "Content-Type",
            "multipart/form-data; boundary=b");
    assertThat(none.code()).isEqualTo("FILE_MISSING");
    assertThat(dropbox.paths()).containsExactly("/raw.bin");
  }

  @Test
  void aFileThatBreaksOffBeforeAnythingIsSentIsAnError() {
    upload("path=/cut.txt", "hello".repeat(100));
    dropbox.faults().next("files/download", 1, new Fault.CutBody(3));

    Reply cut = me.get("/files?path=/cut.txt");

    assertThat(cut.status()).as(cut.text()).isEqualTo(502);
    assertThat(cut.code()).isEqualTo("PROVIDER_CUT");
    assertThat(cut.header("Content-Disposition")).isEmpty();
    assertThat(cut.header("Content-Length")).isEqualTo(Integer.toString(cut.text().length()));
  }
}
