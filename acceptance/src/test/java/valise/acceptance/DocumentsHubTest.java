package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Assumed;

/// The documents hub over the ShareFile element, whose provider is the file side of the same
/// server, reached by its public API alone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsHubTest {

  private static final String HUB = "/elements/api-v2";

  private PackagedServer server;
  private Drive drive;
  private Caller hub;

  @BeforeAll
  void provision() throws IOException {
    Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
    settings.put("VALISE_ALLOW_PRIVATE_CALLBACKS", "true");
    server = PackagedServer.fresh("documents-hub", settings);
    drive = new Drive(Caller.admin(server));
    JsonNode facts =
        Answer.JSON.readTree(Files.readString(server.data().resolve("first-start.json")));
    String user = "User " + facts.path("userSecret").asString();
    Caller tenant =
        Caller.stranger(server.uri())
            .with(
                "Authorization",
                user + ", Organization " + facts.path("organizationSecret").asString());
    Answer token = Caller.signIn(server);
    Answer created =
        tenant.post(
            HUB + "/instances",
            Drive.json(
                Map.of(
                    "element",
                    Map.of("key", "shareFile"),
                    "name",
                    "files",
                    "externalAuthentication",
                    "initial",
                    "configuration",
                    Map.of(
                        "oauth.api.key", server.firstStart().clientId(),
                        "oauth.api.secret", server.firstStart().clientSecret(),
                        "oauth.callback.url", "http://127.0.0.1:9/auth",
                        "sharefile.subdomain", server.uri().toString(),
                        "document.root.folder.name", "/top",
                        "oauth.user.token", token.string("access_token"),
                        "oauth.user.refresh_token", token.string("refresh_token")))));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    hub =
        Caller.stranger(server.uri())
            .with("Authorization", user + ", Element " + created.string("token"));
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private static String at(String path) {
    return "path=" + Caller.encode(path);
  }

  private Answer get(String path) throws IOException {
    return hub.get(HUB + path);
  }

  private Answer upload(String path, byte[] bytes, String more) throws IOException {
    return hub.bytes(HUB + "/hubs/documents/files?" + at(path) + more, bytes);
  }

  private Answer upload(String path, String text) throws IOException {
    return upload(path, text.getBytes(StandardCharsets.UTF_8), "");
  }

  private static List<String> names(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.ok().json().forEach(each -> names.add(each.path("name").asString()));
    return names;
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at ShareFile: files by path and by id, `raw`, `isoDates`",
      from = "the published operations and definitions of the documents hub")
  void aFileIsTheSameByPathAndById() throws IOException {
    Answer created = upload("/home/Reports/2024/Q1 ü.txt", "hello").ok();
    assertThat(created.string("name")).isEqualTo("Q1 ü.txt");
    assertThat(created.json().path("size").asLong()).isEqualTo(5);
    assertThat(created.json().path("directory").asBoolean()).isFalse();
    assertThat(created.json().path("properties").path("md5").asString())
        .isEqualTo("5d41402abc4b2a76b9719d911017c592");
    String id = created.string("id");
    assertThat(get("/files?" + at("/home/Reports/2024/Q1 ü.txt")).text()).isEqualTo("hello");
    assertThat(get("/files/" + id).text()).isEqualTo("hello");

    JsonNode byId = get("/files/" + id + "/metadata").ok().json();
    String path = byId.path("path").asString();
    assertThat(path).endsWith("/Reports/2024/Q1 ü.txt");
    assertThat(get("/files/metadata?" + at(path)).ok().string("id")).isEqualTo(id);
    assertThat(byId.path("createdDate").asString()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(
            get("/files/" + id + "/metadata?isoDates=false")
                .ok()
                .json()
                .path("createdDate")
                .isNumber())
        .isTrue();
    assertThat(
            get("/files/" + id + "/metadata?raw=true")
                .ok()
                .json()
                .path("raw")
                .path("StreamID")
                .asString())
        .isEqualTo(byId.path("refId").asString());
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at ShareFile: conflicts, `overwrite`, `refId`, revisions",
      from = "the published operations and definitions of the documents hub")
  void aNameThatIsTakenIsAConflictAndANewVersionKeepsItsReference() throws IOException {
    JsonNode first = upload("/home/versions/a.txt", "one").ok().json();
    Answer conflict = upload("/home/versions/a.txt", "two");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.string("message")).contains("overwrite=true");
    JsonNode second =
        upload("/home/versions/a.txt", "two".getBytes(StandardCharsets.UTF_8), "&overwrite=true")
            .ok()
            .json();
    assertThat(second.path("refId")).isEqualTo(first.path("refId"));
    assertThat(get("/files?" + at("/home/versions/a.txt")).text()).isEqualTo("two");
    JsonNode revisions = get("/files/revisions?" + at("/home/versions/a.txt")).ok().json();
    assertThat(revisions.size()).isEqualTo(2);
    assertThat(
            get("/files/revisions/"
                    + first.path("id").asString()
                    + "?"
                    + at("/home/versions/a.txt"))
                .ok()
                .json()
                .path("size")
                .asLong())
        .isEqualTo(3);
    assertThat(hub.post(HUB + "/folders", Drive.json(Map.of("path", "/home/versions"))).status())
        .isEqualTo(409);
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at ShareFile: rename, move, copy and delete, making the folders above",
      from = "the published operations and definitions of the documents hub")
  void renameMoveCopyAndDelete() throws IOException {
    String id = upload("/home/change/one.txt", "1").ok().string("id");
    upload("/home/change/other/two.txt", "in the way").ok();
    Answer renamed =
        hub.patch(HUB + "/files/" + id + "/metadata", Drive.json(Map.of("name", "ONE.txt"))).ok();
    assertThat(renamed.string("path")).endsWith("/change/ONE.txt");
    Answer taken =
        hub.patch(
            HUB + "/files/metadata?" + at("/home/change/one.txt"),
            Drive.json(Map.of("path", "/home/change/other/two.txt")));
    assertThat(taken.status()).isEqualTo(409);
    Answer moved =
        hub.patch(
                HUB + "/files/metadata?" + at("/home/change/one.txt"),
                Drive.json(Map.of("path", "/home/change/new/three.txt", "description", "moved")))
            .ok();
    assertThat(moved.string("id")).isEqualTo(id);
    assertThat(get("/files?" + at("/home/change/new/three.txt")).text()).isEqualTo("1");
    assertThat(get("/files/metadata?" + at("/home/change/one.txt")).status()).isEqualTo(404);
    assertThat(get("/files/" + id + "/metadata").ok().string("description")).isEqualTo("moved");

    for (String to : List.of("/home/change/new/four.txt", "/home/change/far/three.txt")) {
      Answer copied = hub.post(HUB + "/files/" + id + "/copy", Drive.json(Map.of("path", to))).ok();
      assertThat(copied.string("id")).isNotEqualTo(id);
      assertThat(get("/files?" + at(to)).text()).isEqualTo("1");
      assertThat(hub.post(HUB + "/files/" + id + "/copy", Drive.json(Map.of("path", to))).status())
          .isEqualTo(409);
    }
    hub.post(
            HUB + "/files/" + id + "/copy?overwrite=true",
            Drive.json(Map.of("path", "/home/change/other/two.txt")))
        .ok();
    assertThat(get("/files?" + at("/home/change/other/two.txt")).text()).isEqualTo("1");
    assertThat(names(get("/folders/contents?" + at("/home/change/new"))))
        .containsExactlyInAnyOrder("three.txt", "four.txt");

    hub.post(
            HUB + "/folders/copy?" + at("/home/change/new"),
            Drive.json(Map.of("path", "/home/change/copied")))
        .ok();
    assertThat(names(get("/folders/contents?" + at("/home/change/copied")))).hasSize(2);
    assertThat(hub.delete(HUB + "/folders?" + at("/home/change/new/three.txt")).status())
        .isEqualTo(400);
    hub.delete(HUB + "/files/" + id).ok();
    hub.delete(HUB + "/folders?" + at("/home/change")).ok();
    assertThat(get("/folders/metadata?" + at("/home/change")).status()).isEqualTo(404);
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at ShareFile: paging, `where`, `orderBy`",
      from = "the published operations and definitions of the documents hub")
  void aListIsPagedFilteredAndSorted() throws IOException {
    for (int i = 0; i < 7; i++) {
      upload("/home/list/f" + i + (i % 2 == 0 ? ".txt" : ".pdf"), "x".repeat(i)).ok();
    }
    hub.post(HUB + "/folders", Drive.json(Map.of("path", "/home/list/sub"))).ok();
    List<String> all = new ArrayList<>();
    String next = "";
    do {
      Answer page = get("/folders/contents?" + at("/home/list") + "&pageSize=3" + next).ok();
      all.addAll(names(page));
      String token = page.header("Elements-Next-Page-Token").orElse("");
      next = token.isEmpty() ? "" : "&nextPage=" + token;
    } while (!next.isEmpty());
    assertThat(all).hasSize(8).doesNotHaveDuplicates();
    assertThat(names(get("/folders/contents?" + at("/home/list") + "&pageSize=3&page=3")))
        .hasSize(2);
    assertThat(
            names(
                get(
                    "/folders/contents?"
                        + at("/home/list")
                        + "&orderBy=size%20desc&where="
                        + Caller.encode("extension='pdf' AND size > 1"))))
        .containsExactly("f5.pdf", "f3.pdf");
    String id = get("/folders/metadata?" + at("/home/list")).ok().string("id");
    assertThat(names(get("/folders/" + id + "/contents"))).hasSize(8);
    assertThat(names(get("/folders/contents?" + at("/")))).isNotEmpty();
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "at ShareFile: search, storage, me, ping and links",
      from = "the published operations and definitions of the documents hub")
  void searchStorageThePersonAndLinks() throws IOException {
    upload("/home/found/Quarterly needle.txt", "1").ok();
    upload("/home/elsewhere/needle.txt", "2").ok();
    assertThat(names(get("/search?text=NEEDLE"))).hasSize(2);
    Answer within = get("/search?text=needle&" + at("/home/found"));
    assertThat(names(within)).containsExactly("Quarterly needle.txt");
    String path = within.json().get(0).path("path").asString();
    assertThat(get("/files?" + at(path)).text()).as(path).isEqualTo("1");
    assertThat(get("/storage").ok().json().path("used").isNumber()).isTrue();
    assertThat(get("/ping").ok().string("endpoint")).isEqualTo("sharefile");
    assertThat(get("/me").ok().string("id")).isNotEmpty();

    JsonNode link = get("/files/links?" + at("/home/found/Quarterly needle.txt")).ok().json();
    Caller stranger = Caller.stranger(server.uri());
    assertThat(stranger.get(link.path("cloudElementsLink").asString()).text()).isEqualTo("1");
    assertThat(stranger.get(link.path("providerLink").asString()).text()).isEqualTo("1");
    assertThat(link.path("providerViewLink").asString()).startsWith(server.uri().toString());
    int shares = get("/share").ok().json().size();
    hub.delete(HUB + "/files/links?" + at("/home/found/Quarterly needle.txt")).ok();
    assertThat(get("/share").ok().json().size()).isEqualTo(shares - 1);
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "tags and properties of files at ShareFile are entries of their metadata there",
      from = "the published operations, which do not say where they go")
  void tagsAndPropertiesAreEntriesOfTheProvidersMetadata() throws IOException {
    byte[] bytes = "1".getBytes(StandardCharsets.UTF_8);
    Answer created =
        upload("/home/labels/a.txt", bytes, "&tags%5B%5D=for%20review&tags%5B%5D=red").ok();
    String id = created.string("id");
    assertThat(created.json().path("tags").toString()).isEqualTo("[\"for review\",\"red\"]");
    String properties = HUB + "/files/" + id + "/metadata/properties";
    JsonNode set =
        hub.patch(properties, "{\"properties\": {\"case\": \"A-1\", \"pages\": 7}}").ok().json();
    assertThat(set.path("properties").path("case").asString()).isEqualTo("A-1");
    assertThat(set.path("properties").path("pages").asString()).isEqualTo("7");
    assertThat(set.path("properties").path("md5").asString()).hasSize(32);
    assertThat(set.path("tags")).hasSize(2);
    assertThat(hub.patch(properties, "{\"properties\": {\"MD5\": \"x\"}}").status()).isEqualTo(400);
    hub.patch(properties, "{\"properties\": {\"Case\": null}}").ok();
    hub.patch(HUB + "/files/" + id + "/metadata", "{\"tags\": [\"done\"]}").ok();
    JsonNode now = get("/files/metadata?" + at("/home/labels/a.txt")).ok().json();
    assertThat(now.path("properties").has("case")).isFalse();
    assertThat(now.path("properties").path("pages").asString()).isEqualTo("7");
    assertThat(now.path("tags").toString()).isEqualTo("[\"done\"]");
    String contents = "/folders/contents?" + at("/home/labels");
    assertThat(get(contents).ok().json().get(0).has("tags")).isFalse();
    assertThat(get(contents + "&fetchTags=true").ok().json().get(0).path("tags")).hasSize(1);
    Answer none = hub.patch(HUB + "/files/" + id + "/metadata", "{\"tags\": []}").ok();
    assertThat(none.json().has("tags")).isFalse();
    assertThat(get("/files/" + id + "/metadata").ok().json().has("tags")).isFalse();
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "`/files/{id}/lock` at ShareFile is a check-out there",
      from = "the operation of that name for Box")
  void aLockIsACheckOutAtTheProvider() throws IOException {
    String id = upload("/home/locks/a.txt", "1").ok().string("id");
    assertThat(hub.put(HUB + "/files/" + id + "/lock", "").ok().string("id")).isEqualTo(id);
    drive.caller().get("/sf/v3/Items(" + id + ")/FileLock").ok();
    hub.delete(HUB + "/files/" + id + "/lock").ok();
    assertThat(drive.caller().get("/sf/v3/Items(" + id + ")/FileLock").status()).isEqualTo(404);
    hub.put(HUB + "/files/lock?" + at("/home/locks/a.txt"), "").ok();
    hub.delete(HUB + "/files/lock?" + at("/home/locks/a.txt")).ok();
  }

  @Test
  void whatASearchFindsHasItsPath() throws IOException {
    upload("/home/paths/deep/haystack.txt", "1").ok();
    JsonNode found = get("/search?text=haystack&calculateFolderPath=true").ok().json();
    assertThat(found.get(0).path("path").asString()).endsWith("/paths/deep/haystack.txt");
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "`/share` takes and gives ShareFile's own shares",
      from = "the published path and the vendor's page of shares")
  void theProvidersOwnSharesPassThrough() throws IOException {
    String id = upload("/home/shared/a.txt", "1").ok().string("id");
    Answer made =
        hub.post(
                HUB + "/hubs/documents/share",
                Drive.json(
                    Map.of(
                        "ShareType",
                        "Send",
                        "Title",
                        "For you",
                        "Items",
                        List.of(Map.of("Id", id)))))
            .ok();
    assertThat(made.string("Title")).isEqualTo("For you");
    Answer bad = hub.post(HUB + "/share", Drive.json(Map.of("ShareType", "Nonsense")));
    assertThat(bad.status()).as(bad.text()).isEqualTo(400);
    assertThat(bad.string("providerMessage")).isNotEmpty();
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "`/events/poll/documents` as the default `event.poller.urls` asks it",
      from = "the guide, which shows the request and three fields of the answer")
  void theFeedTellsWhatChangedSinceAMoment() throws IOException {
    String parent = drive.folder(drive.home(), "feed");
    drive.upload(parent, "old.txt", new byte[] {1}).ok();
    // The feed's dates have whole seconds.
    PackagedServer.pause(1_100);
    Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    PackagedServer.pause(1_100);
    String feed = "/hubs/documents/events/poll/documents?where=";
    String where = feed + Caller.encode("lastmodifieddate='" + since + "'");
    drive.upload(parent, "new.txt", new byte[] {2}).ok();
    JsonNode changes = get(where).ok().json();
    Set<String> names = new TreeSet<>();
    changes.forEach(each -> names.add(each.path("Name").asString()));
    assertThat(names).contains("new.txt", "feed").doesNotContain("old.txt");
    changes.forEach(each -> {
      assertThat(each.path("Id").asString()).isEqualTo(each.path("id").asString());
      assertThat(each.path("CreationDate").asString()).isNotEmpty();
      assertThat(each.path("ProgenyEditDate").asString()).isNotEmpty();
    });
    assertThat(
            get(feed + Caller.encode("lastmodifieddate='2099-01-01T00:00:00Z'")).ok().json().size())
        .isZero();
    assertThat(get(feed + Caller.encode("name='x'")).status()).isEqualTo(400);
  }

  @Test
  void aLargeFileGoesThroughInBothDirections() throws IOException {
    byte[] bytes = new byte[40 << 20];
    new Random(7).nextBytes(bytes);
    upload("/home/large.bin", bytes, "").ok();
    Answer whole = get("/files?" + at("/home/large.bin")).ok();
    assertThat(whole.body()).isEqualTo(bytes);
    Answer part = hub.with("Range", "bytes=10-19").get(HUB + "/files?" + at("/home/large.bin"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
  }

  @Test
  void whatIsNotThereOrIsNoFileIsToldInTheHubsOwnForm() throws IOException {
    Answer missing = get("/files?" + at("/home/none/a.txt"));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.string("requestId")).hasSize(24);
    assertThat(missing.string("providerMessage")).isNotEmpty();
    upload("/home/kinds/a.txt", "1").ok();
    assertThat(get("/files?" + at("/home/kinds")).status()).isEqualTo(400);
    assertThat(get("/folders/contents?" + at("/home/kinds/a.txt")).status()).isEqualTo(400);
    assertThat(get("/files/nonsense").status()).isEqualTo(404);
  }
}
