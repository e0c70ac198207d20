package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// Every call that the vendor's page about shares prints, sent by curl as it is printed there, save
/// for the host and the ids; and what becomes of transfers when the server is killed.
class SharesByCurlTest {

  private static final String FOX = "The quick brown fox\n";
  private static final int LARGE = 24 << 20;

  private static PackagedServer server;
  private static Drive drive;
  private static String api;
  private static Curl admin;
  private static String folder;
  private static String one;
  private static String two;

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(Curl.isInstalled(), "no curl here: apt install curl");
    server = PackagedServer.fresh("shares", TheServer.GENEROUS);
    String bearer = "Authorization: Bearer " + Caller.signIn(server).string("access_token");
    drive =
        new Drive(
            Caller.stranger(server.uri())
                .with("Authorization", bearer.substring("Authorization: ".length())));
    api = server.uri() + "/sf/v3/";
    admin = Curl.in(server.folder()).with("-H", bearer, "-H", "Content-Type: application/json");
    folder = drive.folder(drive.home(), "Shared");
    one = drive.file(folder, "fox.txt", FOX.getBytes(StandardCharsets.UTF_8));
    two = drive.file(folder, "dog.txt", "The lazy dog\n".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode json(Curl.Run run) {
    assertThat(run.status()).as(run.toString()).isEqualTo(200);
    return run.json();
  }

  private static JsonNode get(String path) throws IOException {
    return json(admin.run(api + path));
  }

  private static JsonNode post(String path, String body) throws IOException {
    return json(admin.run(api + path, "-d", body));
  }

  private static Map<String, String> entries(byte[] archive) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          found.put(entry.getName(), Content.md5(zip.readAllBytes()));
        }
      }
    }
    return found;
  }

  private static String send() throws IOException {
    return post(
            "Shares?notify=false",
            """
            {
              "ShareType":"Send",
              "Title":"Sample Send Share",
              "Items": [ { "Id":"%s" }, { "Id":"%s" } ],
              "Recipients":[ { "User": { "Email": "user@email.example" } } ],
              "ExpirationDate": "2043-07-23",
              "RequireLogin": false,
              "RequireUserInfo": false,
              "MaxDownloads": -1,
              "UsesStreamIDs": false
            }
            """
                .formatted(one, two))
        .path("Id")
        .asString();
  }

  private static String request() throws IOException {
    return post(
            "Shares?notify=false",
            """
            {
              "ShareType":"Request",
              "Title":"Sample Request Share",
              "Recipients":[ { "User": { "Email": "user@email.example" } } ],
              "Parent": { "Id":"%s" },
              "ExpirationDate": "2043-07-23",
              "RequireLogin": false,
              "RequireUserInfo": false,
              "TrackUntilDate": "2043-07-23",
              "SendFrequency": -1,
              "SendInterval": -1
            }
            """
                .formatted(folder))
        .path("Id")
        .asString();
  }

  @Test
  @Verified(
      against = "curl (Debian)",
      when = "2026-11",
      area = "Shares",
      claim = "every call of the vendor's page about sending is answered as it is printed there")
  void everyCallAboutSendingIsAnsweredAsPrinted() throws IOException {
    String id = send();
    assertThat(get("Shares").path("value"))
        .anySatisfy(each -> assertThat(each.path("Id").asString()).isEqualTo(id));
    JsonNode share = get("Shares(" + id + ")?includeExpired=false");
    assertThat(share.path("Title").asString()).isEqualTo("Sample Send Share");
    assertThat(share.path("ShareType").asString()).isEqualTo("Send");

    JsonNode recipients = get("Shares(" + id + ")/Recipients");
    assertThat(recipients.path("odata.count").asInt()).isEqualTo(1);
    String alias = recipients.path("value").path(0).path("Id").asString();
    assertThat(get("Shares(" + id + ")/Recipients(" + alias + ")").path("Id").asString())
        .isEqualTo(alias);
    JsonNode created =
        json(
            admin.run(
                "-X",
                "POST",
                api
                    + "Shares("
                    + id
                    + ")/Recipients?Email=ann@example.com&FirstName=Ann&LastName=Lee&Company=Acme"));
    assertThat(created.path("Id").asString()).isNotBlank();

    assertThat(get("Shares(" + id + ")/Items").path("value"))
        .extracting(each -> each.path("Name").asString())
        .containsExactlyInAnyOrder("fox.txt", "dog.txt");
    assertThat(get("Shares(" + id + ")/Items(" + one + ")").path("Name").asString())
        .isEqualTo("fox.txt");
    Curl.Run picture =
        admin.run(api + "Shares(" + id + ")/Items(" + one + ")/Thumbnail?size=75&redirect=true");
    assertThat(picture.status()).as(picture.toString()).isIn(302, 404);

    for (String form :
        List.of(
            "Shares(" + id + ")/Download?id=" + one,
            "Shares(" + id + ")/Download(" + one + ")",
            "Shares(" + id + ")/Recipients(" + alias + ")/DownloadWithAlias?id=" + one,
            "Shares(" + id + ")/Recipients(" + alias + ")/DownloadWithAlias(" + one + ")")) {
      Curl.Run way = admin.run(api + form);
      assertThat(way.status()).as(form).isEqualTo(302);
      Curl.Run file = admin.run("-L", api + form);
      assertThat(file.text()).as(form).isEqualTo(FOX);
      assertThat(file.header("content-disposition")).as(form).contains("fox.txt");
    }
    for (String form :
        List.of(
            "Shares(" + id + ")/Download",
            "Shares(" + id + ")/Download?Name=username&Email=user@company.com&Company=Acme",
            "Shares(" + id + ")/Recipients(" + alias + ")/DownloadWithAlias")) {
      Curl.Run archive = admin.run("-L", api + form);
      assertThat(archive.header("content-disposition")).as(form).contains("Files.zip");
      assertThat(archive.header("content-length"))
          .isEqualTo(Integer.toString(archive.body().length));
      assertThat(entries(archive.body()))
          .as(form)
          .containsEntry("fox.txt", Content.md5(FOX.getBytes(StandardCharsets.UTF_8)))
          .containsKey("dog.txt");
    }
    assertThat(get("Shares(" + id + ")/Download?redirect=false").path("DownloadUrl").asString())
        .startsWith("http");
    Curl.Run bulk =
        admin.run(
            "-L",
            api + "Shares(" + id + ")/Recipients(" + alias + ")/BulkDownload?redirect=true",
            "-d",
            "[\"" + one + "\",\"" + two + "\"]");
    assertThat(entries(bulk.body())).containsOnlyKeys("fox.txt", "dog.txt");

    JsonNode changed =
        json(
            admin.run(
                "-X",
                "PATCH",
                api + "Shares(" + id + ")?appendItemsFeed=true",
                "-d",
                """
                {
                  "Title": "New Title",
                  "ExpirationDate": "2043-07-23",
                  "RequireLogin": false,
                  "Items": [ { "Id":"%s" }, { "Id":"%s" } ]
                }
                """
                    .formatted(one, two)));
    assertThat(changed.path("Title").asString()).isEqualTo("New Title");
    JsonNode aliased =
        json(
            admin.run(
                "-X",
                "POST",
                api + "Shares(" + id + ")/Alias?email=user@company.example&notify=false"));
    assertThat(aliased.path("AliasID").asString()).isNotBlank();
    assertThat(get("Shares(" + id + ")/Redirection").path("Uri").asString()).contains(id);
    assertThat(get("Shares/Inbox").path("value").isArray()).isTrue();
    Curl.Run gone = admin.run("-X", "DELETE", api + "Shares(" + id + ")");
    assertThat(gone.status()).isEqualTo(204);
    assertThat(admin.run(api + "Shares(" + id + ")").status()).isEqualTo(404);
  }

  @Test
  @Verified(
      against = "curl (Debian)",
      when = "2026-11",
      area = "Shares",
      claim = "the mails of Send and Request are written as printed, and can be read again")
  void sendingAndRequestingByMailIsAnsweredAsPrinted() throws IOException {
    JsonNode sent =
        post(
            "Shares/Send",
            """
            {
              "Items":["%s", "%s"],
              "Emails":["email@sharefile.example", "email2@sharefile.example"],
              "Subject": "Email Subject",
              "Body": "Email Message",
              "CcSender": false,
              "NotifyOnDownload": true,
              "RequireLogin": false,
              "MaxDownloads": 30,
              "ExpirationDays": -1
            }
            """
                .formatted(one, two));
    String id = sent.path("Id").asString();
    String alias = get("Shares(" + id + ")/Recipients").path("value").path(0).path("Id").asString();
    String message = "Shares(" + id + ")/Recipients(" + alias + ")/Message?asJson=";
    assertThat(admin.run(api + message + "false").text()).contains("Email Message");
    assertThat(get(message + "true").path("Message").asString()).contains("Email Message");

    JsonNode requested =
        post(
            "Shares/Request",
            """
            {
              "FolderId":"%s",
              "Emails":["email@sharefile.example", "email2@sharefile.example"],
              "Subject": "Email Subject",
              "Body": "Email Message",
              "CcSender": false,
              "NotifyOnUpload": true,
              "RequireLogin": false,
              "ExpirationDays": -1
            }
            """
                .formatted(folder));
    assertThat(requested.path("ShareType").asString()).isEqualTo("Request");
    assertThat(get("Shares(" + requested.path("Id").asString() + ")/Recipients").path("value"))
        .hasSize(2);
  }

  @Test
  @Verified(
      against = "curl (Debian)",
      when = "2026-11",
      area = "Shares",
      claim = "files are sent to a request by each method, raw and as a form")
  void filesAreSentToARequestByEachMethod() throws IOException {
    String id = request();
    Path file = Files.write(server.folder().resolve("sent.bin"), Content.of(5, 100_000));

    String standard =
        get("Shares("
                + id
                + ")/Upload?method=standard&raw=true&fileName=standard.bin&fileSize=100000")
            .path("ChunkUri")
            .asString();
    ok(
        admin.run(
            standard, "-H", "Content-Type: application/octet-stream", "--data-binary", "@" + file));

    String form =
        post(
                "Shares(" + id + ")/Upload2",
                """
                {
                    "Method":"standard",
                    "Raw": false,
                    "FileName":"form.bin",
                    "FileLength": 100000
                }
                """)
            .path("ChunkUri")
            .asString();
    ok(Curl.in(server.folder()).run(form, "-F", "File1=@" + file));

    String streamed =
        get("Shares("
                + id
                + ")/Upload?method=streamed&raw=true&fileName=streamed.bin&fileSize=100000")
            .path("ChunkUri")
            .asString();
    chunk(streamed, 0, 0, 60_000, "");
    chunk(streamed, 1, 60_000, 100_000, "&finish=true");

    JsonNode threaded =
        get(
            "Shares("
                + id
                + ")/Upload?method=threaded&raw=true&fileName=threaded.bin&fileSize=100000");
    chunk(threaded.path("ChunkUri").asString(), 1, 60_000, 100_000, "");
    chunk(threaded.path("ChunkUri").asString(), 0, 0, 60_000, "");
    ok(admin.run(threaded.path("FinishUri").asString()));

    Map<String, String> arrived = new TreeMap<>();
    for (Drive.Entry each : drive.children(folder)) {
      arrived.put(each.name(), each.md5());
    }
    String md5 = Content.md5(Content.of(5, 100_000));
    assertThat(arrived)
        .containsEntry("standard.bin", md5)
        .containsEntry("form.bin", md5)
        .containsEntry("streamed.bin", md5)
        .containsEntry("threaded.bin", md5);
  }

  private static void ok(Curl.Run run) {
    assertThat(run.status()).as(run.toString()).isEqualTo(200);
    assertThat(run.text()).doesNotContain("ERROR").doesNotContain("\"error\":true");
  }

  private static void chunk(String uri, int index, int from, int to, String more)
      throws IOException {
    byte[] bytes = Content.part(5, from, to);
    Path part = Files.write(server.folder().resolve("part"), bytes);
    ok(
        admin.run(
            uri + "&index=" + index + "&byteOffset=" + from + "&hash=" + Content.md5(bytes) + more,
            "-H",
            "Content-Type: application/octet-stream",
            "--data-binary",
            "@" + part));
  }

  @Test
  @Verified(
      against = "curl (Debian)",
      when = "2026-11",
      area = "Shares",
      claim = "an archive whose transfer broke off when the server was killed goes on with -C -")
  void anArchiveGoesOnWhereItBrokeOffWhenTheServerWasKilled() throws Exception {
    String parent = drive.folder(drive.home(), "Archive");
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      byte[] bytes = Content.of(70 + i, LARGE);
      drive.file(parent, i + ".bin", bytes);
      expected.put("Archive/" + i + ".bin", Content.md5(bytes));
    }
    String id =
        post("Shares", "{\"ShareType\":\"Send\",\"Items\":[{\"Id\":\"" + parent + "\"}]}")
            .path("Id")
            .asString();
    String link = get("Shares(" + id + ")/Download?redirect=false").path("DownloadUrl").asString();
    Path archive = server.folder().resolve("Files.zip");
    Curl visitor = Curl.in(server.folder());
    Process cut = visitor.start("--limit-rate", "30M", "-o", archive.toString(), link);
    while (!Files.exists(archive) || Files.size(archive) < LARGE / 2) {
      assertThat(cut.isAlive()).as("the whole archive came before it could be cut").isTrue();
      PackagedServer.pause(10);
    }
    server.kill();
    assertThat(cut.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(cut.exitValue()).isNotZero();
    long had = Files.size(archive);
    server.start();

    Curl.Run rest = visitor.run("-C", "-", "-o", archive.toString(), link);

    assertThat(rest.exit()).as(rest.toString()).isZero();
    assertThat(rest.status()).isEqualTo(206);
    assertThat(rest.header("content-range")).startsWith("bytes " + had + "-");
    assertThat(entries(Files.readAllBytes(archive))).isEqualTo(expected);
  }

  @Test
  void killedBetweenTheLastByteAndItsRecordAServerForgetsThatOneDownloadAtMost() throws Exception {
    List<String> counted = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      String id =
          post(
                  "Shares",
                  "{\"ShareType\":\"Send\",\"MaxDownloads\":2,\"Items\":[{\"Id\":\""
                      + one
                      + "\"}]}")
              .path("Id")
              .asString();
      String path = api + "Shares(" + id + ")/Download";
      assertThat(admin.run("-L", path).text()).isEqualTo(FOX);
      for (int i = 0; i < 500 && downloads(id) == 0; i++) {
        PackagedServer.pause(10);
      }
      assertThat(downloads(id)).as("what was recorded before").isEqualTo(1);
      // The second one is whole at the caller's; whether its row is, is up to the moment.
      Curl.Run second = admin.run("-L", path);
      server.kill();
      assertThat(second.text()).isEqualTo(FOX);
      server.start();
      int after = downloads(id);
      counted.add(Integer.toString(after));
      assertThat(after).isBetween(1, 2);
      Curl.Run third = admin.run("-L", path);
      if (after == 2) {
        assertThat(third.status()).as("counted " + counted).isEqualTo(403);
      } else {
        // The place that the killed server's answer held is free when its time is over.
        assertThat(third.status()).as("counted " + counted).isEqualTo(503);
        assertThat(third.header("retry-after")).isNotBlank();
      }
      PackagedServer.Ended ledger = server.command("ledger", "verify");
      assertThat(ledger.status()).as(ledger.output()).isZero();
    }
  }

  /// How many whole downloads stand in the record.
  private static int downloads(String share) throws IOException {
    int found = 0;
    for (JsonNode each : get("Shares(" + share + ")/Events").path("value")) {
      if (each.path("Kind").asString().equals("SHARE_DOWNLOADED")
          && each.path("IsComplete").asBoolean()) {
        found++;
      }
    }
    return found;
  }
}
