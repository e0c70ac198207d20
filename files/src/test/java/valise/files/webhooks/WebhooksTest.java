package valise.files.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.groups.Principals;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.Role;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.NewFile;
import valise.files.items.NewNode;
import valise.files.items.Tree;
import valise.files.oauth.AppId;
import valise.files.oauth.Apps;
import valise.files.testing.FilesServer;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.evidence.Assumed;
import valise.platform.jobs.Jobs;
import valise.platform.net.Receiver;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;

/// Subscriptions over the API, and their deliveries to a real receiver.
class WebhooksTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ALL_OF_FILES =
      """
      [{"ResourceType":"File","OperationName":"Upload"},{"ResourceType":"File","OperationName":"Download"},
       {"ResourceType":"File","OperationName":"Update"},{"ResourceType":"File","OperationName":"Delete"},
       {"ResourceType":"Folder","OperationName":"Delete"}]\
      """;

  private final FilesServer server = FilesServer.start();
  private final Office office = Office.in(server);
  private final Principal admin = principal(office.admin());
  private final Relay relay =
      new Relay(
          server.database(), server.bean(Outbox.class), server.clock(), Journal.silent(), "test");
  private Receiver receiver;
  private ItemId folder;

  @BeforeEach
  void begin() throws IOException {
    receiver = new Receiver(Receiver.status(200));
    server.bean(Webhooks.class).schedule(server.bean(Jobs.class), relay, Duration.ofMillis(400));
    folder = folder("home", "Watched");
  }

  @AfterEach
  void end() throws IOException {
    receiver.close();
    server.close();
  }

  private Principal principal(User user) {
    return server.bean(Principals.class).of(user.id()).orElseThrow();
  }

  private FilesServer.Caller asAdmin() {
    return server.as(office.admin().id());
  }

  private ItemId folder(String parent, String name) {
    return server.bean(Tree.class).add(admin, parent, NewNode.named(name), false).item().id();
  }

  private ItemId file(ItemId parent, String name) {
    BlobStore blobs = server.bean(BlobStore.class);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    BlobId blob;
    try {
      blob = blobs.create();
      try (BlobStore.Writing writing = blobs.write(blob)) {
        writing.write(ByteBuffer.wrap(bytes), 0);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    NewFile file =
        new NewFile(
            name,
            name,
            new Item.Content(blob, bytes.length, "0".repeat(32), crc.getValue()),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NewFile.OnCollision.NEW_VERSION);
    return server
        .database()
        .write(
            tx -> server.bean(Tree.class).addFile(tx, admin.account(), admin.user(), parent, file))
        .id();
  }

  private static String body(String context, String resource, String url, String events) {
    return """
    {"SubscriptionContext":{"ResourceType":"%s","ResourceId":"%s"},"WebhookUrl":"%s","Events":%s}
    """
        .formatted(context, resource, url, events);
  }

  private String subscribe(FilesServer.Caller who, ItemId to) {
    FilesServer.Reply made =
        who.post(
            "/WebhookSubscriptions",
            body("Folder", to.value(), receiver.uri("/hook").toString(), ALL_OF_FILES));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.at("Id").asString();
  }

  private String subscribeToAccount(String... pairs) {
    StringBuilder events = new StringBuilder();
    for (String pair : pairs) {
      String[] names = pair.split("\\.");
      events
          .append(events.isEmpty() ? "" : ",")
          .append(
              "{\"ResourceType\":\"%s\",\"OperationName\":\"%s\"}".formatted(names[0], names[1]));
    }
    FilesServer.Reply made =
        asAdmin()
            .post(
                "/WebhookSubscriptions",
                body("Account", "", receiver.uri("/all").toString(), "[" + events + "]"));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.at("Id").asString();
  }

  /// Notices and delivers all that is due.
  private void work() {
    while (relay.step() + server.step() > 0) {
      // What one did may be more work for the other.
    }
  }

  private List<JsonNode> told() {
    return receiver.heads().stream()
        .map(head -> MAPPER.readTree(head.substring(head.indexOf("\r\n\r\n") + 4)))
        .toList();
  }

  /// Each event as `File.Upload`.
  private List<String> kinds() {
    return told().stream()
        .map(it -> it.path("Event"))
        .map(it -> it.path("ResourceType").asString() + "." + it.path("OperationName").asString())
        .toList();
  }

  private List<String> resources() {
    return told().stream()
        .map(it -> it.path("Event").path("Resource").path("Id").asString())
        .toList();
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private JsonNode state(String id) {
    return asAdmin()
        .get("/WebhookSubscriptions(" + id + ")?$select=DeliveryState")
        .at("DeliveryState");
  }

  // --- what is told ------------------------------------------------------------------------------

  @Test
  @Assumed(from = "the vendor's published description of webhooks")
  void anUploadIsToldWithWhoseAccountAndWhereItLies() {
    String id = subscribe(asAdmin(), folder);
    ItemId file = file(folder, "a.txt");
    work();

    assertThat(told())
        .singleElement()
        .satisfies(body -> {
          assertThat(body.path("WebhookSubscriptionId").asString()).isEqualTo(id).startsWith("w");
          JsonNode account = body.path("AccountInfo");
          assertThat(account.path("AccountId").asString()).isEqualTo(admin.account().value());
          assertThat(account.path("Subdomain").asString()).isEqualTo(office.account().subdomain());
          assertThat(account.path("AppControlPlane").asString()).isEqualTo("example");
          assertThat(account.path("ApiControlPlane").asString()).isEqualTo("example");
          JsonNode event = body.path("Event");
          assertThat(event.path("Timestamp").asString()).isEqualTo("2026-03-01T12:00:00Z");
          assertThat(event.path("ResourceType").asString()).isEqualTo("File");
          assertThat(event.path("OperationName").asString()).isEqualTo("Upload");
          assertThat(event.path("Resource").path("Id").asString()).isEqualTo(file.value());
          assertThat(event.path("Resource").path("Parent").path("Id").asString())
              .isEqualTo(folder.value());
        });
    assertThat(receiver.heads().getFirst())
        .startsWith("POST /hook HTTP/1.1")
        .contains("Content-Type: application/json")
        // Made through no app, so there are no keys to sign with.
        .doesNotContain("SIGNATURE");
  }

  @Test
  void whatHappensToFilesAndFoldersIsToldInOrder() throws Exception {
    subscribe(asAdmin(), folder);
    ItemId file = file(folder, "a.txt");
    ItemId next = file(folder, "a.txt");
    asAdmin().patch("/Items(" + next + ")", "{\"Name\":\"b.txt\"}");
    String link =
        asAdmin()
            .get("/Items(" + next + ")/Download")
            .response()
            .headers()
            .firstValue("Location")
            .orElseThrow();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        client.send(
            HttpRequest.newBuilder(URI.create(link)).build(),
            HttpResponse.BodyHandlers.discarding());
      }
    }
    ItemId below = folder(folder.value(), "Below");
    asAdmin().delete("/Items(" + next + ")");
    asAdmin().delete("/Items(" + below + ")");
    work();

    assertThat(kinds())
        .containsExactly(
            "File.Upload",
            "File.Upload",
            "File.Update",
            "File.Download",
            "File.Delete",
            "Folder.Delete");
    assertThat(resources())
        .containsExactly(
            file.value(), next.value(), next.value(), next.value(), next.value(), below.value());
  }

  @Test
  void whatARecipientOfAShareFetchesIsADownloadToo() throws Exception {
    subscribe(asAdmin(), folder);
    ItemId file = file(folder, "a.txt");
    String share =
        asAdmin()
            .post("/Shares", "{\"ShareType\":\"Send\",\"Items\":[{\"Id\":\"" + file + "\"}]}")
            .json()
            .path("Id")
            .asString();
    String link =
        asAdmin()
            .get("/Shares(" + share + ")/Download")
            .response()
            .headers()
            .firstValue("Location")
            .orElseThrow();
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.discarding());
    }
    work();

    assertThat(kinds()).containsExactly("File.Upload", "File.Download");
    assertThat(resources()).containsExactly(file.value(), file.value());
  }

  @Test
  void aSubscriptionIsToItsSubtreeWhereverTheFolderGoes() {
    ItemId deep = folder(folder.value(), "Deep");
    ItemId other = folder("home", "Other");
    subscribe(asAdmin(), folder);
    file(other, "not told.txt");
    ItemId first = file(deep, "told.txt");
    work();
    asAdmin().patch("/Items(" + folder + ")", "{\"Parent\":{\"Id\":\"" + other + "\"}}");
    ItemId second = file(deep, "told too.txt");
    work();
    asAdmin().patch("/Items(" + deep + ")", "{\"Parent\":{\"Id\":\"" + other + "\"}}");
    file(deep, "not told any more.txt");
    work();

    assertThat(resources()).containsExactly(first.value(), second.value());
  }

  @Test
  void peopleAndTheAccountAreToldToAdministrators() {
    subscribeToAccount("User.Create", "User.Update", "User.Delete", "Account.Update");
    User bob = office.employee("bob");
    asAdmin().patch("/Users(" + bob.id() + ")", "{\"FirstName\":\"Bobby\"}");
    asAdmin().delete("/Users(" + bob.id() + ")?completely=true");
    asAdmin().patch("/Accounts/Branding", "{\"CompanyName\":\"Other\"}");
    work();

    assertThat(kinds())
        .containsExactly("User.Create", "User.Update", "User.Delete", "Account.Update");
    assertThat(resources())
        .containsExactly(
            bob.id().value(), bob.id().value(), bob.id().value(), admin.account().value());
  }

  @Test
  void onlyTheKindsAskedForAreToldAndOnlyOfThatAccount() {
    subscribeToAccount("File.Delete");
    ItemId file = file(folder, "a.txt");
    Office elsewhere = Office.in(server);
    elsewhere.employee("bob");
    asAdmin().delete("/Items(" + file + ")");
    work();

    assertThat(kinds()).containsExactly("File.Delete");
  }

  // --- signatures --------------------------------------------------------------------------------

  @Test
  @Assumed(from = "the vendor's published description, but for the digest's encoding")
  void eachKeyThereIsSignsTheBody() {
    AppId app = server.bean(Apps.class).register(Apps.Registration.named("Connector")).app().id();
    String client = "/WebhookClients(" + app + ")";
    subscribe(asAdmin().with(app), folder);
    assertThat(asAdmin().get(client).at("SignatureKeys").path("PrimaryKey").isNull()).isTrue();
    file(folder, "unsigned.txt");
    work();
    assertThat(receiver.heads().getLast()).doesNotContain("SIGNATURE");

    String primary =
        asAdmin()
            .post(client + "/PrimarySignatureKey", "")
            .at("SignatureKeys")
            .path("PrimaryKey")
            .asString();
    file(folder, "signed.txt");
    work();
    String head = receiver.heads().getLast();
    assertThat(header(head, "SF-WEBHOOK-PRIMARY-SIGNATURE")).isEqualTo(signature(primary, head));
    assertThat(head).doesNotContain("SECONDARY");

    String secondary =
        asAdmin()
            .post(client + "/SecondarySignatureKey", "")
            .at("SignatureKeys")
            .path("SecondaryKey")
            .asString();
    String rolled =
        asAdmin()
            .post(client + "/PrimarySignatureKey", "")
            .at("SignatureKeys")
            .path("PrimaryKey")
            .asString();
    file(folder, "signed twice.txt");
    work();
    head = receiver.heads().getLast();
    assertThat(rolled).isNotEqualTo(primary);
    assertThat(header(head, "SF-WEBHOOK-PRIMARY-SIGNATURE")).isEqualTo(signature(rolled, head));
    assertThat(header(head, "SF-WEBHOOK-SECONDARY-SIGNATURE"))
        .isEqualTo(signature(secondary, head));
    assertThat(asAdmin().get(client).at("SignatureKeys").path("SecondaryKey").asString())
        .isEqualTo(secondary);
  }

  private static String signature(String key, String head) {
    byte[] body = head.substring(head.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8);
    return SignatureKeys.sign(Secret.of(key), body);
  }

  @Test
  void theSignatureIsTheHmacInBase64() {
    // RFC 4231, test case 2.
    assertThat(
            SignatureKeys.sign(
                Secret.of("Jefe"),
                "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(
                    HexFormat.of()
                        .parseHex(
                            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
  }

  @Test
  void keysAreForAdministratorsAndEachAccountHasItsOwn() {
    AppId app = server.bean(Apps.class).register(Apps.Registration.named("Connector")).app().id();
    String path = "/WebhookClients(" + app + ")";
    String ours =
        asAdmin()
            .post(path + "/PrimarySignatureKey", "")
            .at("SignatureKeys")
            .path("PrimaryKey")
            .asString();
    assertThat(server.as(office.employee("bob").id()).get(path).status()).isEqualTo(403);
    Office elsewhere = Office.in(server);
    FilesServer.Reply theirs = server.as(elsewhere.admin().id()).get(path);
    assertThat(theirs.text()).doesNotContain(ours);
    assertThat(asAdmin().get("/WebhookClients(nobody)").status()).isEqualTo(404);
    assertThat(server.anonymous().get(path).status()).isEqualTo(401);
  }

  // --- receivers that fail -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 501, 502, 503, 504})
  void anEventIsTriedAgainWithGrowingPausesAndThoseAfterItWait(int status) {
    subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(status));
    ItemId first = file(folder, "1.txt");
    ItemId second = file(folder, "2.txt");
    work();
    assertThat(resources()).containsExactly(first.value());

    server.clock().advance(Duration.ofSeconds(9));
    work();
    assertThat(resources()).hasSize(1);
    server.clock().advance(Duration.ofSeconds(1));
    work();
    assertThat(resources()).containsExactly(first.value(), first.value());
    server.clock().advance(Duration.ofSeconds(19));
    work();
    assertThat(resources()).hasSize(2);
    receiver.behave(Receiver.status(204));
    server.clock().advance(Duration.ofSeconds(1));
    work();
    assertThat(resources())
        .containsExactly(first.value(), first.value(), first.value(), second.value());
    List<String> ids =
        receiver.heads().stream().map(head -> header(head, "Valise-Event-Id")).toList();
    assertThat(ids.subList(0, 3)).containsOnly(ids.getFirst());
    assertThat(ids.getLast()).isNotEqualTo(ids.getFirst());
    assertThat(header(receiver.heads().get(2), "Valise-Attempt")).isEqualTo("3");
  }

  @Test
  void aReceiverThatDoesNotAnswerInTimeOrAtAllIsTriedAgain() {
    String id = subscribe(asAdmin(), folder);
    file(folder, "a.txt");
    for (Receiver.Behaviour bad :
        List.of(
            Receiver.stalls(),
            Receiver.resets(),
            Receiver.drips("HTTP/1.1 200 Ok\r\nContent-Length: 100000\r\n\r\n"))) {
      receiver.behave(bad);
      work();
      server.clock().advance(Duration.ofHours(1));
    }
    assertThat(receiver.heads()).hasSize(3);
    assertThat(state(id).path("Failures").asInt()).isEqualTo(3);
    receiver.behave(Receiver.status(200));
    work();

    assertThat(Set.copyOf(resources())).hasSize(1);
    assertThat(receiver.heads()).hasSize(4);
    assertThat(state(id).path("Failures").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 505})
  void otherAnswersSettleTheEventForGood(int status) {
    subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(status));
    ItemId first = file(folder, "1.txt");
    ItemId second = file(folder, "2.txt");
    work();
    server.clock().advance(Duration.ofDays(1));
    work();

    assertThat(resources()).containsExactly(first.value(), second.value());
  }

  @Test
  void aRedirectIsNotFollowedWhereverItPoints() throws IOException {
    subscribe(asAdmin(), folder);
    try (Receiver inside = new Receiver(Receiver.status(200))) {
      receiver.behave(
          Receiver.says(
              "HTTP/1.1 307 Go\r\nLocation: "
                  + inside.uri("/").toString()
                  + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      file(folder, "a.txt");
      work();

      assertThat(receiver.heads()).hasSize(1);
      assertThat(inside.heads()).isEmpty();
    }
  }

  @Test
  void afterSevenDaysInVainASubscriptionIsDisabled() {
    String id = subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(500));
    file(folder, "a.txt");
    // Younger than the first, so that there is always something to try.
    for (int day = 0; day < 6; day++) {
      work();
      server.clock().advance(Duration.ofDays(1));
      file(folder, day + ".txt");
    }
    work();
    assertThat(state(id).path("DisabledDate").isNull()).isTrue();
    server.clock().advance(Duration.ofDays(1));
    work();
    assertThat(state(id).path("DisabledDate").isNull()).isFalse();
    int attempts = receiver.heads().size();
    receiver.behave(Receiver.status(200));
    file(folder, "late.txt");
    work();
    server.clock().advance(Duration.ofDays(1));
    work();

    assertThat(receiver.heads()).hasSize(attempts);
  }

  @Test
  void anEventOlderThanSevenDaysIsForgotten() {
    subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(500));
    file(folder, "old.txt");
    work();
    server.clock().advance(Duration.ofDays(7).plusSeconds(1));
    receiver.behave(Receiver.status(200));
    ItemId fresh = file(folder, "fresh.txt");
    work();

    assertThat(resources().subList(1, resources().size())).containsExactly(fresh.value());
  }

  @Test
  void aReceiverThatIsGoneOrTurnsEverythingDownIsToldNoMore() {
    String gone = subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(410));
    file(folder, "a.txt");
    work();
    assertThat(state(gone).path("LastOutcome").asString()).isEqualTo("answered 410");
    file(folder, "b.txt");
    work();
    assertThat(receiver.heads()).hasSize(1);

    subscribe(asAdmin(), folder);
    receiver.behave(Receiver.status(403));
    for (int i = 0; i < DeliverEvents.MOST_TURNED_DOWN + 10; i++) {
      file(folder, i + ".txt");
    }
    work();
    assertThat(receiver.heads()).hasSize(1 + DeliverEvents.MOST_TURNED_DOWN);
  }

  @Test
  void aHostThatDoesNotAnswerIsLeftAloneByAllItsSubscriptions() throws IOException {
    try (Receiver dead = new Receiver(Receiver.stalls())) {
      for (int i = 0; i < 10; i++) {
        asAdmin()
            .post(
                "/WebhookSubscriptions",
                body("Folder", folder.value(), dead.uri("/" + i).toString(), ALL_OF_FILES));
      }
      subscribe(asAdmin(), folder);
      file(folder, "a.txt");
      work();

      assertThat(dead.heads()).hasSize(3);
      assertThat(receiver.heads()).hasSize(1);
      dead.behave(Receiver.status(200));
      server.clock().advance(Duration.ofMinutes(1));
      work();
      assertThat(dead.heads()).hasSize(3 + 10);
    }
  }

  // --- who may -----------------------------------------------------------------------------------

  private void allow(User user, ItemId on, Rights rights) {
    server
        .database()
        .write(tx -> {
          var lineage = server.bean(Items.class).locate(tx.sql(), admin, on).lineage();
          server
              .bean(Access.class)
              .put(
                  tx,
                  lineage,
                  new Entry(on, PrincipalId.of(user.id()), rights, false, false, false));
          return on;
        });
  }

  @Test
  void whetherASubscriberMayKnowIsDecidedWhenTheyAreTold() {
    User bob = office.employee("bob");
    allow(bob, folder, Rights.of(Right.VIEW));
    ItemId secret = folder(folder.value(), "Secret");
    allow(bob, secret, Rights.NONE);
    subscribe(server.as(bob.id()), folder);
    ItemId seen = file(folder, "seen.txt");
    file(secret, "unseen.txt");
    work();
    assertThat(resources()).containsExactly(seen.value());

    file(folder, "happened before.txt");
    allow(bob, folder, Rights.NONE);
    work();
    assertThat(resources()).hasSize(1);
    allow(bob, folder, Rights.of(Right.VIEW));
    file(folder, "happened while here.txt");
    asAdmin().patch("/Users(" + bob.id() + ")", "{\"Security\":{\"IsDisabled\":true}}");
    work();
    assertThat(resources()).hasSize(1);
  }

  @Test
  void theAccountsEventsAreForThoseWhoAreStillAdministrators() {
    User second = office.employee("second", Role.MASTER_ADMIN);
    assertThat(
            server
                .as(second.id())
                .post(
                    "/WebhookSubscriptions",
                    body("Account", "", receiver.uri("/").toString(), ALL_OF_FILES))
                .status())
        .isEqualTo(200);
    server
        .database()
        .write(tx ->
            tx.sql().execute("delete from person_role where person_id = '" + second.id() + "'"));
    file(folder, "a.txt");
    work();

    assertThat(receiver.heads()).isEmpty();
  }

  @Test
  void aSubscriptionIsItsMakersOwnUntilTheyEndIt() {
    String id = subscribe(asAdmin(), folder);
    FilesServer.Caller bob = server.as(office.employee("bob").id());
    String path = "/WebhookSubscriptions(" + id + ")";
    assertThat(bob.get(path).status()).isEqualTo(404);
    assertThat(bob.delete(path).status()).isEqualTo(404);
    assertThat(bob.get("/WebhookSubscriptions").values()).isEmpty();
    assertThat(asAdmin().get("/WebhookSubscriptions").values()).hasSize(1);
    FilesServer.Reply one = asAdmin().get(path);
    assertThat(one.at("SubscriptionContext").path("ResourceId").asString())
        .isEqualTo(folder.value());
    assertThat(one.at("Events").size()).isEqualTo(5);
    file(folder, "waiting.txt");
    relay.step();
    assertThat(asAdmin().delete(path).status()).isEqualTo(204);
    work();

    assertThat(receiver.heads()).isEmpty();
    assertThat(asAdmin().get(path).status()).isEqualTo(404);
  }

  @Test
  void aSubscriptionEndsWithItsMaker() {
    User bob = office.employee("bob");
    allow(bob, folder, Rights.of(Right.VIEW));
    subscribe(server.as(bob.id()), folder);
    file(folder, "waiting.txt");
    relay.step();
    asAdmin().delete("/Users(" + bob.id() + ")?completely=true");
    file(folder, "a.txt");
    work();
    assertThat(receiver.heads()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Account, '', File, Upload, http://127.0.0.1:9/, 200",
    "account, '', file, upload, http://127.0.0.1:9/, 200",
    "Account, '', Account, UpgradeToPaid, https://receiver.example/hook?x=1, 200",
    "Folder, '', File, Upload, http://127.0.0.1:9/, FIELD_MISSING",
    "Share, '', File, Upload, http://127.0.0.1:9/, BAD_FIELD",
    "Account, '', Folder, Create, http://127.0.0.1:9/, NO_SUCH_EVENT",
    "Folder, home, User, Create, http://127.0.0.1:9/, NO_SUCH_EVENT",
    "Folder, home, File, Upload, http://127.0.0.1:9/, 200",
    "Folder, top, File, Upload, http://127.0.0.1:9/, INVALID_TARGET",
    "Folder, fo000000-0000-4000-8000-000000000000, File, Upload, http://127.0.0.1:9/, NOT_FOUND",
    "Account, a0000000-0000-4000-8000-000000000000, File, Upload, http://127.0.0.1:9/, NOT_FOUND",
    "Account, '', File, Upload, ftp://receiver.example/, BAD_CALLBACK",
    "Account, '', File, Upload, not an address, BAD_CALLBACK",
    "Account, '', File, Upload, http://me:secret@receiver.example/, BAD_CALLBACK",
    "Account, '', File, Upload, http://10.0.0.1/, CALLBACK_OUT_OF_REACH",
    "Account, '', File, Upload, http://169.254.169.254/, CALLBACK_OUT_OF_REACH",
    "Account, '', File, Upload, http://[::1]/, CALLBACK_OUT_OF_REACH",
    "Account, '', File, Upload, http://2130706434/, CALLBACK_OUT_OF_REACH"
  })
  void aWishIsCheckedBeforeItIsKept(
      String context, String resource, String type, String operation, String url, String outcome) {
    FilesServer.Reply reply =
        asAdmin()
            .post(
                "/WebhookSubscriptions",
                body(
                    context,
                    resource,
                    url,
                    "[{\"ResourceType\":\"%s\",\"OperationName\":\"%s\"}]"
                        .formatted(type, operation)));
    assertThat(reply.status() == 200 ? "200" : reply.code()).as(reply.text()).isEqualTo(outcome);
  }

  @Test
  void brokenWishesAreRefusedNotFailed() {
    for (String body :
        List.of(
            "{}",
            "{\"SubscriptionContext\":null}",
            "{\"SubscriptionContext\":{\"ResourceType\":\"Account\"},\"WebhookUrl\":\"http://a.example/\"}",
            "{\"SubscriptionContext\":{\"ResourceType\":\"Account\"},\"WebhookUrl\":\"http://a.example/\",\"Events\":[null]}",
            "{\"SubscriptionContext\":{\"ResourceType\":\"Account\"},\"WebhookUrl\":\"http://a.example/\",\"Events\":[{}]}",
            "{\"SubscriptionContext\":{\"ResourceType\":\"Account\"},\"WebhookUrl\":null,\"Events\":[{}]}",
            "{\"ResourceType\":\"Folder\",\"Events\":5}",
            "[]")) {
      assertThat(asAdmin().post("/WebhookSubscriptions", body).status()).as(body).isEqualTo(400);
    }
    FilesServer.Caller bob = server.as(office.employee("bob").id());
    assertThat(
            bob.post(
                    "/WebhookSubscriptions",
                    body("Account", "", receiver.uri("/").toString(), ALL_OF_FILES))
                .status())
        .isEqualTo(403);
    assertThat(
            bob.post(
                    "/WebhookSubscriptions",
                    body("Folder", folder.value(), receiver.uri("/").toString(), ALL_OF_FILES))
                .status())
        .isEqualTo(404);
  }

  @Test
  void aUserHasAtMostAHundredSubscriptions() {
    for (int i = 0; i < Webhooks.MOST; i++) {
      subscribe(asAdmin(), folder);
    }
    FilesServer.Reply more =
        asAdmin()
            .post(
                "/WebhookSubscriptions",
                body("Folder", folder.value(), receiver.uri("/").toString(), ALL_OF_FILES));
    assertThat(more.code()).isEqualTo("TOO_MANY_SUBSCRIPTIONS");
  }
}
