package valise.hub.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Listing;
import valise.hub.mapping.Listings;
import valise.hub.mapping.PageToken;
import valise.hub.mapping.Section;
import valise.hub.simulators.dropbox.DropboxSimulator;
import valise.hub.simulators.dropbox.Faults.Fault;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.ScriptedClock;

/// What dropbox/documents.yaml says, done against the simulator.
class DropboxCabinetTest {

  private final ScriptedClock clock = new ScriptedClock();
  private DropboxSimulator dropbox;
  private Cabinet cabinet;

  @BeforeEach
  void start() throws Exception {
    dropbox = DropboxSimulator.start(0, clock, "key", "secret");
    cabinet = cabinet(Map.of());
  }

  @AfterEach
  void stop() throws IOException {
    dropbox.close();
  }

  private Cabinet cabinet(Map<String, String> config) throws Exception {
    try (InputStream yaml =
        Objects.requireNonNull(
            Cabinet.class.getResourceAsStream("/valise/hub/elements/dropbox/documents.yaml"))) {
      DocumentMapping mapping = DocumentMapping.read(Section.read("dropbox/documents.yaml", yaml));
      String base = dropbox.uri() + "/2";
      return new Cabinet(
          mapping,
          config,
          new Engine(clock),
          new StraightProvider(Map.of("default", base, "content", base), token()));
    }
  }

  private String token() throws Exception {
    URI back =
        dropbox.allow(
            URI.create(
                dropbox.uri()
                    + "/oauth2/authorize?client_id=key&response_type=code&redirect_uri=http://x/"));
    String code = back.getQuery().replaceFirst(".*code=", "");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(dropbox.uri().resolve("/oauth2/token"))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "grant_type=authorization_code&redirect_uri=http://x/&client_id=key"
                                + "&client_secret=secret&code="
                                + code))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonNode json = WireJson.MAPPER.readTree(answer.body());
    return json.get("access_token").asString();
  }

  private static Engine.Content content(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Engine.Content(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
  }

  private static HubPath path(String text) {
    return HubPath.parse(text);
  }

  private static Target at(String path) {
    return new Target.ByPath(path(path));
  }

  private CloudFile put(String path, String text, boolean overwrite) {
    return cabinet.upload(path(path), overwrite, Optional.empty(), content(text), Optional.empty());
  }

  private String read(Target target) throws IOException {
    Engine.Outcome outcome = cabinet.download(cabinet.reach(target, Kind.FILE), Optional.empty());
    try (InputStream in = outcome.content().orElseThrow().body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Listing<CloudFile> list(String path, Listings.Wish wish) {
    Item folder = cabinet.reach(at(path), Kind.FOLDER);
    return Lists.listings(
            cabinet.mapping(),
            page -> {
              Map<String, Object> arguments = new HashMap<>(page);
              arguments.put("item", folder.seen());
              return cabinet.run("contents", arguments);
            },
            record ->
                cabinet.described(record, Optional.empty(), folder.path()).file().orElseThrow())
        .list(wish);
  }

  private static Listings.Wish wish(int size) {
    return new Listings.Wish(size, 1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static void refused(ThrowingCallable work, int status, String says) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(status);
              assertThat(failure.providerMessage().orElse("")).contains(says);
            });
  }

  @Test
  void aFileGoesUpAndComesDownWithTheFoldersAboveItMade() throws Exception {
    CloudFile file = put("/Reports/2024/Q1 é.txt", "hello", false);
    assertThat(file.json(CloudFile.View.USUAL))
        .containsEntry("id", "%252Freports%252F2024%252Fq1%2B%25C3%25A9.txt")
        .containsEntry("name", "Q1 é.txt")
        .containsEntry("path", "/Reports/2024/Q1 é.txt")
        .containsEntry("directory", false)
        .containsEntry("parentFolderId", "%252Freports%252F2024")
        .containsKeys("createdDate", "modifiedDate", "refId", "properties");
    assertThat(file.field("size")).hasToString("5");
    assertThat(dropbox.read("/reports/2024/q1 É.txt")).isEqualTo("hello");
    assertThat(read(at("/reports/2024/q1 é.txt"))).isEqualTo("hello");
    assertThat(read(new Target.ById(file.id()))).isEqualTo("hello");
    assertThat(read(new Target.ById(String.valueOf(file.field("refId"))))).isEqualTo("hello");
  }

  @Test
  void aNameThatIsTakenIsAConflictUnlessOverwritten() throws Exception {
    put("/a.txt", "one", false);
    refused(() -> put("/a.txt", "one", false), 409, "path/conflict/file");
    assertThat(put("/a.txt", "two", true).path()).contains("/a.txt");
    assertThat(dropbox.read("/a.txt")).isEqualTo("two");
    assertThatThrownBy(() -> cabinet.makeFolder(path("/a.txt"), Optional.empty()))
        .isInstanceOf(ProviderFailure.class);
    cabinet.makeFolder(path("/dir"), Optional.empty());
    refused(() -> cabinet.makeFolder(path("/DIR"), Optional.empty()), 409, "path/conflict/folder");
  }

  @Test
  void aFileThatMayBeLongGoesInPiecesAndArrivesWhole() throws Exception {
    InputStream bytes =
        new InputStream() {
          private long left = 140_000_000;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int n = (int) Math.min(left, length);
            left -= Math.max(n, 0);
            return n <= 0 ? -1 : n;
          }
        };
    cabinet.upload(
        path("/big.bin"),
        false,
        Optional.empty(),
        new Engine.Content(bytes, OptionalLong.empty()),
        Optional.empty());
    assertThat(dropbox.calls())
        .containsExactly(
            "files/upload_session/start",
            "files/upload_session/append_v2",
            "files/upload_session/append_v2",
            "files/upload_session/finish");
    assertThat(cabinet.find(at("/big.bin")).file().orElseThrow().field("size"))
        .hasToString("140000000");
  }

  @Test
  void whatIsNotThereIsNotFoundAndAFolderIsNoFile() {
    dropbox.makeFolder("/dir");
    refused(() -> cabinet.find(at("/none")), 404, "path/not_found");
    refused(() -> read(at("/none")), 404, "path/not_found");
    refused(() -> read(at("/dir")), 400, "path/not_file");
    refused(() -> list("/none", wish(10)), 404, "path/not_found");
    assertThatThrownBy(() -> cabinet.require(at("/dir"), Kind.FILE))
        .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.code()).isEqualTo("NOT_A_FILE"));
    assertThatThrownBy(() -> cabinet.find(new Target.ById("nonsense"))).isInstanceOf(Refusal.class);
  }

  @Test
  void aListIsReadPageByPageToItsEnd() throws Exception {
    for (int i = 0; i < 25; i++) {
      dropbox.put("/dir/f%02d.txt".formatted(i), "x".repeat(i));
    }
    Listing<CloudFile> first = list("/dir", wish(10));
    assertThat(first.items()).hasSize(10);
    Listing<CloudFile> second = list("/dir", next(first, 10));
    Listing<CloudFile> third = list("/dir", next(second, 10));
    assertThat(third.items()).extracting(CloudFile::name).contains("f24.txt").hasSize(5);
    assertThat(third.next()).isEmpty();
    Listings.Wish page3 =
        new Listings.Wish(10, 3, Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(list("/dir", page3).items()).hasSize(5);
    Listings.Wish page9 =
        new Listings.Wish(10, 9, Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(list("/dir", page9).items()).isEmpty();
  }

  private static Listings.Wish next(Listing<?> before, int size) {
    return new Listings.Wish(
        size,
        1,
        Optional.of(PageToken.parse(before.next().orElseThrow())),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aListIsFilteredAndSortedAcrossThePagesOfTheProvider() throws Exception {
    for (int i = 0; i < 25; i++) {
      dropbox.put("/dir/f%02d.%s".formatted(i, i % 2 == 0 ? "txt" : "pdf"), "x".repeat(i));
    }
    Optional<Where> pdf = Optional.of(Where.parse("extension = 'pdf' AND size >= 11"));
    Listing<CloudFile> page =
        list("/dir", new Listings.Wish(4, 1, Optional.empty(), pdf, Optional.empty()));
    assertThat(page.items())
        .extracting(CloudFile::name)
        .containsExactly("f11.pdf", "f13.pdf", "f15.pdf", "f17.pdf");
    Listing<CloudFile> rest =
        list(
            "/dir",
            new Listings.Wish(4, 1, page.next().map(PageToken::parse), pdf, Optional.empty()));
    assertThat(rest.items())
        .extracting(CloudFile::name)
        .containsExactly("f19.pdf", "f21.pdf", "f23.pdf");
    Listing<CloudFile> sorted =
        list(
            "/dir",
            new Listings.Wish(
                2, 2, Optional.empty(), pdf, Optional.of(OrderBy.parse("size desc"))));
    assertThat(sorted.items()).extracting(CloudFile::name).containsExactly("f19.pdf", "f17.pdf");
    assertThat(sorted.total()).contains(7L);
  }

  @Test
  void aListThatGoesInACircleIsAFailureOfTheProvider() throws Exception {
    for (int i = 0; i < 5; i++) {
      dropbox.put("/f" + i, "");
    }
    Listing<CloudFile> first = list("/", wish(2));
    dropbox.faults().next("files/list_folder/continue", 1, new Fault.Loop());
    assertThatThrownBy(() -> list("/", next(first, 2)))
        .isInstanceOfSatisfying(
            ProviderFailure.class, it -> assertThat(it.code()).isEqualTo("PROVIDER_LOOP"));
  }

  @Test
  void moveRenameCopyAndDelete() throws Exception {
    put("/a/one.txt", "1", false);
    Item one = cabinet.require(at("/a/one.txt"), Kind.FILE);
    CloudFile renamed =
        cabinet.change(
            one,
            new Cabinet.Change(Optional.empty(), Optional.of("ONE.txt"), Optional.empty()),
            false);
    assertThat(renamed.path()).contains("/a/ONE.txt");
    Item again = cabinet.require(at("/a/one.txt"), Kind.FILE);
    CloudFile moved =
        cabinet.change(
            again,
            new Cabinet.Change(
                Optional.of(path("/b/c/two.txt")), Optional.empty(), Optional.empty()),
            false);
    assertThat(moved.path()).contains("/b/c/two.txt");
    assertThat(dropbox.paths()).containsExactly("/a", "/b", "/b/c", "/b/c/two.txt");

    Item two = cabinet.require(at("/b/c/two.txt"), Kind.FILE);
    assertThat(cabinet.copy(two, path("/b/three.txt"), false).path()).contains("/b/three.txt");
    dropbox.put("/b/three.txt", "older");
    refused(() -> cabinet.copy(two, path("/b/three.txt"), false), 409, "to/conflict/file");
    cabinet.copy(two, path("/b/three.txt"), true);
    assertThat(dropbox.read("/b/three.txt")).isEqualTo("1");
    assertThatThrownBy(() -> cabinet.copy(two, path("/B/c/two.txt"), true))
        .isInstanceOf(Refusal.class);

    Item folder = cabinet.require(at("/b"), Kind.FOLDER);
    assertThatThrownBy(() -> cabinet.copy(folder, path("/b/d"), false))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.code()).isEqualTo("INTO_ITSELF"));
    cabinet.delete(folder);
    assertThat(dropbox.paths()).containsExactly("/a");
    assertThatThrownBy(() -> cabinet.delete(cabinet.find(at("/")))).isInstanceOf(Refusal.class);
  }

  @Test
  void linksAreMadeFoundAgainAndRevoked() throws Exception {
    dropbox.put("/a.txt", "linked");
    Item file = cabinet.require(at("/a.txt"), Kind.FILE);
    Map<String, Object> link = cabinet.run("link", Map.of("item", file.seen())).record();
    assertThat(link).containsKeys("providerLink", "providerViewLink");
    HttpResponse<String> got =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(link.get("providerLink").toString())).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(got.body()).isEqualTo("linked");
    assertThat(cabinet.run("link", Map.of("item", file.seen())).record().get("providerViewLink"))
        .isEqualTo(link.get("providerViewLink"));
    cabinet.run("unlink", Map.of("item", file.seen()));
    assertThat(cabinet.run("link", Map.of("item", file.seen())).record().get("providerViewLink"))
        .isNotEqualTo(link.get("providerViewLink"));
    refused(
        () -> {
          cabinet.run("unlink", Map.of("item", file.seen()));
          cabinet.run("link", Map.of("item", file.seen(), "visibility", "TEAM_ONLY"));
        },
        403,
        "settings_error/not_authorized");
  }

  @Test
  void searchStorageRevisionsAndTheRest() throws Exception {
    dropbox.put("/a/report one.txt", "1");
    dropbox.put("/a/report one.txt", "22");
    dropbox.put("/b/report two.txt", "3");
    Map<String, Object> page = Map.of("size", 10, "offset", 0);
    Item folder = cabinet.reach(at("/a"), Kind.FOLDER);
    assertThat(
            cabinet
                .run("search", Map.of("text", "report", "item", folder.seen(), "page", page))
                .records())
        .hasSize(1);
    assertThat(
            cabinet
                .run("search", Map.of("text", "REPORT", "item", Map.of("path", "/"), "page", page))
                .records())
        .hasSize(2);
    Item file = cabinet.require(at("/a/report one.txt"), Kind.FILE);
    List<Map<String, Object>> revisions =
        cabinet.run("revisions", Map.of("item", file.seen())).records();
    assertThat(revisions).hasSize(2);
    assertThat(cabinet.run("storage", Map.of()).record().get("used")).hasToString("3");
    assertThat(cabinet.run("me", Map.of()).record()).containsEntry("name", "Franz Ferdinand");
  }

  @Test
  void theRootFolderOfTheInstanceIsAllThatIsSeen() throws Exception {
    dropbox.put("/Base/in/a.txt", "in");
    dropbox.put("/out.txt", "out");
    cabinet = cabinet(Map.of("document.root.folder.name", "/base"));
    assertThat(list("/", wish(10)).items())
        .extracting(CloudFile::path)
        .containsExactly(Optional.of("/in"));
    assertThat(read(at("/in/a.txt"))).isEqualTo("in");
    refused(() -> cabinet.find(at("/out.txt")), 404, "not_found");
    put("/new/b.txt", "b", false);
    assertThat(dropbox.read("/base/new/b.txt")).isEqualTo("b");
  }

  @Test
  void whatAProviderDoesWrongIsAFailureWithItsOwnWords() {
    dropbox.faults().next("files/get_metadata", 1, new Fault.TooMany(7));
    assertThatThrownBy(() -> cabinet.find(at("/a")))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            it -> {
              assertThat(it.status()).isEqualTo(429);
              assertThat(it.retryAfter().orElseThrow().toSeconds()).isEqualTo(7);
            });
    dropbox
        .faults()
        .next("files/get_metadata", 1, new Fault.Answer(503, "text/html", "<h1>Away</h1>"));
    refused(() -> cabinet.find(at("/a")), 502, "<h1>Away</h1>");
    dropbox
        .faults()
        .next("files/get_metadata", 1, new Fault.Answer(200, "text/html", "<h1>Hotel</h1>"));
    refused(() -> cabinet.find(at("/a")), 502, "Hotel");
    dropbox
        .faults()
        .next("files/get_metadata", 1, new Fault.Answer(200, "application/json", "[3]"));
    refused(() -> cabinet.find(at("/a")), 502, "");
    dropbox.faults().next("files/get_metadata", 1, new Fault.Answer(200, "application/json", "{}"));
    assertThatThrownBy(() -> cabinet.find(at("/a")).file().orElseThrow().name())
        .isInstanceOf(ProviderFailure.class);
    dropbox.faults().next("files/list_folder", 1, new Fault.Expired());
    refused(() -> list("/", wish(1)), 401, "expired_access_token");
  }
}
