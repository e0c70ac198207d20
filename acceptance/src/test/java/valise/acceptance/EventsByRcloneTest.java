package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// One server, both halves: rclone changes files, and an integrator's application is called. The
/// application is away for a while, and the server is killed.
class EventsByRcloneTest {

  private static final String API = "/elements/api-v2";
  private static final String KEY = "MySecretEventSignatureKey";
  private static final long PATIENCE = 90;

  private PackagedServer server;
  private Caller hub;
  private Sink sink;
  private Rclone rclone;

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(Rclone.isInstalled(), "no rclone here: apt install rclone");
    Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
    settings.put("VALISE_ALLOW_PRIVATE_CALLBACKS", "true");
    server = PackagedServer.fresh("events", settings);
    hub =
        Caller.stranger(server.uri()).with("Authorization", server.firstStart().hubAuthorization());
    sink = new Sink(KEY);
    rclone = Rclone.of(server);
  }

  @AfterEach
  void stop() throws IOException {
    if (sink != null) {
      sink.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private JsonNode connect(String how) throws Exception {
    return connect(how, "");
  }

  /// @param more members of the configuration, each after a comma
  private JsonNode connect(String how, String more) throws Exception {
    PackagedServer.FirstStart facts = server.firstStart();
    String callback = facts.url() + "/oauth/oauthcomplete.aspx";
    String page =
        hub.get(
                API
                    + "/elements/sharefile/oauth/url?apiKey="
                    + facts.clientId()
                    + "&apiSecret="
                    + facts.clientSecret()
                    + "&siteAddress="
                    + facts.url()
                    + "&callbackUrl="
                    + callback)
            .ok()
            .string("oauthUrl");
    JsonNode instance =
        hub.post(
                API + "/instances",
                """
                {"element": {"key": "sharefile"}, "providerData": {"code": "%s"},
                 "configuration": {
                   "oauth.callback.url": "%s",
                   "oauth.api.key": "%s",
                   "oauth.api.secret": "%s",
                   "document.root.folder.name": "/top",
                   "sharefile.subdomain": "%s",
                   "event.notification.enabled": true,
                   "event.vendor.type": "%s",
                   "event.notification.callback.url": "%s",
                   "event.notification.signature.key": "%s",
                   "event.poller.refresh_interval": "0.05"%s},
                 "tags": ["Docs"], "name": "By %s"}
                """
                    .formatted(
                        new SignIn(facts).code(page),
                        callback,
                        facts.clientId(),
                        facts.clientSecret(),
                        facts.url(),
                        how,
                        sink.url(),
                        KEY,
                        more,
                        how))
            .ok()
            .json();
    // What is there already is no news.
    long id = instance.path("id").asLong();
    for (int i = 0; i < 600; i++) {
      JsonNode resources = hub.get(API + "/instances/" + id + "/polling").ok().json();
      if (resources.path(0).path("watching").asBoolean(false)) {
        return instance;
      }
      PackagedServer.pause(50);
    }
    throw new AssertionError("The first look was not taken");
  }

  private Set<String> events(JsonNode instance) throws IOException {
    Set<String> ids = new TreeSet<>();
    JsonNode all =
        hub.get(API + "/instances/" + instance.path("id").asLong() + "/events?pageSize=200")
            .ok()
            .json();
    all.forEach(each -> ids.add(each.path("id").asString(each.path("eventId").asString())));
    return ids;
  }

  private void bring(String... names) throws IOException {
    Path folder = Files.createTempDirectory(server.folder(), "brought");
    for (String name : names) {
      Files.writeString(folder.resolve(name), "This is " + name);
    }
    rclone.ok("copy", folder.toString(), "v:");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 and the vendor's guide of events",
      when = "2026-11",
      area = "Hub events",
      claim =
          "by polling, what rclone changes is called back once and signed, though the receiver was away and the server was killed")
  void byPollingEachChangeIsCalledBackOnceThoughTheReceiverWasAwayAndTheServerKilled()
      throws Exception {
    JsonNode instance = connect("polling");
    bring("first.txt");
    Sink.Callback first = sink.await(1, PATIENCE).getFirst();
    assertThat(first.genuine()).isTrue();
    assertThat(first.event().path("eventType").asString()).isEqualTo("CREATED");
    assertThat(first.event().path("elementKey").asString()).isEqualTo("sharefile");
    assertThat(first.event().path("hubKey").asString()).isEqualTo("documents");

    sink.close();
    bring("a.txt", "b.txt", "c.txt", "d.txt", "e.txt");
    for (int i = 0; i < 600 && events(instance).size() < 6; i++) {
      PackagedServer.pause(50);
    }
    assertThat(events(instance)).hasSize(6);
    server.kill();
    server.start();
    sink.open();

    List<Sink.Callback> all = sink.await(6, PATIENCE);
    assertThat(all).allSatisfy(each -> assertThat(each.genuine()).isTrue());
    Map<String, Set<String>> idsOfObjects = new HashMap<>();
    all.forEach(each ->
        idsOfObjects
            .computeIfAbsent(each.event().path("objectId").asString(), o -> new HashSet<>())
            .add(each.id()));
    assertThat(idsOfObjects).hasSize(6);
    assertThat(idsOfObjects.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    assertThat(all).extracting(each -> each.event().path("sequence").asLong()).contains(1L, 6L);
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 and the vendor's guide of events",
      when = "2026-11",
      area = "Hub events",
      claim = "a list of the hub that a poller's configuration names is polled by its dates")
  void aListThatTheConfigurationNamesIsPolledByItsDates() throws Exception {
    connect(
        "polling",
        """
        , "event.poller.configuration": {"minutes": {
            "url": "/hubs/documents/folders/contents?path=/home&where=modifiedDate>'${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
            "idField": "id",
            "datesConfiguration": {
              "updatedDateField": "modifiedDate",
              "updatedDateFormat": "yyyy-MM-dd'T'HH:mm:ss'Z'",
              "updatedDateTimezone": "GMT"}}}
        """);
    bring("listed.txt");

    Sink.Callback told = sink.await(1, PATIENCE).getFirst();
    assertThat(told.genuine()).isTrue();
    assertThat(told.event().path("objectType").asString()).isEqualTo("minutes");
    assertThat(told.body().path("message").path("raw").path("minutes").path(0).path("name"))
        .hasToString("\"listed.txt\"");
  }

  @Test
  @Verified(
      against = "rclone 1.60.1 and the vendor's guide of events",
      when = "2026-11",
      area = "Hub events",
      claim = "by webhook, what rclone changes is called back without waiting for the next look")
  void byWebhookAChangeIsCalledBackWithoutWaitingForTheNextLook() throws Exception {
    JsonNode instance = connect("webhook");
    for (int i = 0; i < 600; i++) {
      String subscription =
          hub.get(API + "/instances/" + instance.path("id").asLong())
              .ok()
              .json()
              .path("configuration")
              .path("event.notification.subscription.id")
              .asString("");
      if (!subscription.isEmpty()) {
        break;
      }
      PackagedServer.pause(50);
    }
    bring("pushed.txt");
    Sink.Callback pushed = sink.await(1, PATIENCE).getFirst();
    assertThat(pushed.genuine()).isTrue();
    assertThat(pushed.body().path("message").path("raw").toString()).contains("pushed.txt");

    hub.delete(API + "/instances/" + instance.path("id").asLong()).ok();
    assertThat(
            Caller.admin(server)
                .get("/sf/v3/WebhookSubscriptions")
                .ok()
                .json()
                .path("value")
                .toString())
        .isEqualTo("[]");
  }
}
