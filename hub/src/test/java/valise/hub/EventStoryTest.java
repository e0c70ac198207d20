package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.hub.testing.Tree;
import valise.hub.wire.ProviderFailure;
import valise.platform.evidence.Assumed;
import valise.platform.mail.Message;
import valise.platform.net.Receiver;

/// The whole way of an event over HTTP: an instance is provisioned, something happens at its
/// provider, and a callback hears of it.
class EventStoryTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration INTERVAL = Duration.ofMinutes(15);

  private final HubServer server = HubServer.start();
  private final Tree tree = new Tree(server.clock());
  private final StandIn provider = new StandIn();
  private final Receiver receiver = new Receiver(Receiver.status(200));
  private final Tenant tenant = server.tenant();

  EventStoryTest() throws IOException {
    tree.configure("pagination.max", "100");
    provider.says(request -> {
      if (!request.path().startsWith("/sf/v3/Items(")) {
        return request.path().equals("/sf/v3/WebhookSubscriptions")
            ? Optional.of(StandIn.Said.json(200, "{\"Id\":\"hook1\"}"))
            : Optional.empty();
      }
      try {
        String path = request.path().substring("/sf/v3".length());
        return Optional.of(
            StandIn.Said.json(
                200,
                tree.get(request.query().isEmpty() ? path : path + "?" + request.query()).body()));
      } catch (ProviderFailure e) {
        return Optional.of(StandIn.Said.json(e.status(), "{\"code\":\"no\"}"));
      }
    });
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
    provider.close();
    server.close();
  }

  /// As the guide prints it, but for the host, the code, and what a test wants otherwise.
  private JsonNode instance(String type, String more) {
    Reply made =
        tenant.post(
            "/instances",
            """
            {
            "element": {
              "key": "sharefile"
            },
            "providerData":{
              "code": "%s"
            },
            "configuration": {
                "oauth.callback.url": "https;//mycoolapp.com",
                "oauth.api.key": "xxxxxxxxxxxxxxxxxx",
                "oauth.api.secret": "s3cret",
                "document.root.folder.name": "/top",
                "sharefile.subdomain": "%s",
                "event.notification.enabled": true,
                "event.vendor.type": "%s",
                "event.notification.callback.url": "%s",
                "event.notification.signature.key": "123456",
                "event.poller.refresh_interval": "15",
                "event.poller.configuration":{
                  "documents": {
                    "url": "/hubs/documents/events/poll/documents?where=lastmodifieddate='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
                    "idField": "Id",
                    "datesConfiguration": {
                      "updatedDateField": "CreationDate",
                      "updatedDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
                      "updatedDateTimezone": "GMT",
                      "createdDateField": "ProgenyEditDate",
                      "createdDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
                      "createdDateTimezone": "GMT"
                        }
                  }
                }%s
              },
              "tags": [
                "Docs"
              ],
              "name": "API Instance with Polling"
            }
            """
                .formatted(provider.code(), provider.url(), type, receiver.uri("/callback"), more));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.json();
  }

  private JsonNode polled() {
    JsonNode made = instance("polling", "");
    pass(Duration.ZERO);
    return made;
  }

  /// Lets time pass, does what is due, and then a little more: what a test does next must not bear
  /// the same date as what was just seen, by a provider whose clock is the wall's.
  private void pass(Duration time) {
    server.clock().advance(time);
    server.step();
    server.clock().advance(Duration.ofMinutes(1));
  }

  private static JsonNode body(String request) {
    return JSON.readTree(request.substring(request.indexOf("\r\n\r\n") + 4));
  }

  private static String header(String request, String name) {
    return request
        .lines()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ": "))
        .findFirst()
        .map(line -> line.substring(name.length() + 2))
        .orElse("");
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "the form of a notification",
      from = "published captures of 2018 and 2020")
  void aFileThatArrivesIsOneNormalisedSignedEventWithinTheInterval() throws Exception {
    tree.file("top", "old.txt");
    JsonNode instance = polled();
    String file = tree.file(tree.folder("top", "reports"), "new.txt");

    pass(INTERVAL);

    assertThat(receiver.heads()).hasSize(2);
    String request = receiver.heads().getLast();
    String text = request.substring(request.indexOf("\r\n\r\n") + 4);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("123456".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(header(request, "elements-webhook-signature"))
        .isEqualTo(
            "sha256="
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
    JsonNode message = body(request).path("message");
    assertThat(message.path("instanceId").asLong()).isEqualTo(instance.path("id").asLong());
    assertThat(message.path("instanceName").asString()).isEqualTo("API Instance with Polling");
    assertThat(message.path("instanceTags").get(0).asString()).isEqualTo("Docs");
    assertThat(message.path("events").get(0).path("objectId").asString()).isEqualTo(file);
    assertThat(message.path("events").get(0).path("eventType").asString()).isEqualTo("CREATED");
    assertThat(message.path("raw").path("documents").get(0).path("Name").asString())
        .isEqualTo("new.txt");
    pass(INTERVAL);
    assertThat(receiver.heads()).hasSize(2);
  }

  @Test
  void aCallbackThatWasAwayGetsEverythingAndNothingUnderAnotherId() {
    polled();
    receiver.behave(Receiver.resets());
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      files.add(tree.file("top", "file " + i));
      pass(INTERVAL);
    }
    receiver.heads().clear();
    receiver.behave(Receiver.status(200));
    pass(Duration.ofDays(1));

    TreeSet<String> told = new TreeSet<>();
    TreeSet<String> ids = new TreeSet<>();
    receiver
        .heads()
        .forEach(request -> {
          told.add(body(request).path("message").path("events").get(0).path("objectId").asString());
          ids.add(header(request, "elements-webhook-id"));
        });
    assertThat(told).containsExactlyInAnyOrderElementsOf(files);
    assertThat(ids).hasSameSizeAs(files);
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "in webhook mode a call makes the hub look; what it looks at is the event",
      from = "the published addresses")
  void inWebhookModeTheProviderRingsAndIsAskedAtOnce() throws Exception {
    JsonNode instance = instance("webhook", "");
    pass(Duration.ZERO);
    List<StandIn.Request> asked = provider.requests("/sf/v3/WebhookSubscriptions");
    assertThat(asked).hasSize(1);
    String url = JSON.readTree(asked.getFirst().body()).path("WebhookUrl").asString();
    String path = url.substring(server.base().length());
    assertThat(path).startsWith("/events/sharefile/");
    String file = tree.file("top", "new.txt");

    assertThat(server.send("POST", path.replaceFirst("s=.*", "s=wrong"), "{}").status())
        .isEqualTo(200);
    server.step();
    assertThat(receiver.heads()).isEmpty();
    assertThat(server.send("POST", path, "{\"Event\":{\"OperationName\":\"Upload\"}}").status())
        .isEqualTo(200);
    server.step();

    assertThat(receiver.heads()).hasSize(1);
    assertThat(
            body(receiver.heads().getFirst())
                .path("message")
                .path("events")
                .get(0)
                .path("objectId")
                .asString())
        .isEqualTo(file);
    assertThat(tenant.delete("/instances/" + instance.path("id").asLong()).status()).isEqualTo(200);
    assertThat(provider.requests("/sf/v3/WebhookSubscriptions(hook1)").getLast().method())
        .isEqualTo("DELETE");
    assertThat(server.send("POST", path, "{}").status()).isEqualTo(410);
  }

  @Test
  void nobodyRingsForAnInstanceWhoseProviderWasGivenNoAddress() {
    String id = polled().path("id").asString();
    int asked = provider.requests().size();
    String encoded = Base64.getUrlEncoder().encodeToString(id.getBytes(StandardCharsets.US_ASCII));

    assertThat(server.send("POST", "/events/sharefile/" + encoded, "{}").status()).isEqualTo(200);
    server.step();
    assertThat(provider.requests()).hasSize(asked);
  }

  @Test
  void eventsCanBeReadInOrderAndOneByOneAndTellTheirStory() {
    JsonNode instance = polled();
    long id = instance.path("id").asLong();
    String file = tree.file("top", "a");
    pass(INTERVAL);
    tree.rename(file, "b");
    pass(INTERVAL);
    tree.remove(file);
    pass(INTERVAL);

    JsonNode all = tenant.get("/instances/" + id + "/events?after=0").json();
    assertThat(all).hasSize(3);
    assertThat(all.get(0).path("sequence").asLong()).isEqualTo(1);
    assertThat(all.get(2).path("eventType").asString()).isEqualTo("DELETED");
    assertThat(all.get(0).path("status").asString()).isEqualTo("NOTIFIED");
    assertThat(tenant.get("/instances/" + id + "/events?after=2").json()).hasSize(1);
    assertThat(tenant.through(instance.path("token").asString()).get("/instances/events").json())
        .hasSize(3);
    assertThat(tenant.get("/accounts/events").json()).hasSize(3);
    assertThat(tenant.get("/instances/" + id + "/events?where=eventType%3D'UPDATED'").json())
        .hasSize(1);
    String event = all.get(1).path("id").asString();
    assertThat(tenant.get("/instances/" + id + "/events/" + event).at("providerData").asString())
        .contains("\"b\"");
    Reply why = tenant.get("/instances/" + id + "/events/" + event + "/why");
    assertThat(why.at("because").asString()).contains("renamed");
    assertThat(why.at("deliveries").get(0).path("attempts").get(0).path("httpStatus").asInt())
        .isEqualTo(200);
    assertThat(server.tenantOf("Others").get("/instances/" + id + "/events").status())
        .isEqualTo(404);
    Reply counts = tenant.get("/instances/events/analytics?interval=day");
    assertThat(counts.json().get(0).path("count").asInt()).isEqualTo(3);
    assertThat(tenant.get("/instances/events/analytics?interval=never").status()).isEqualTo(400);
    long account = tenant.user().account().value();
    JsonNode accounts =
        tenant.get("/instances/events/analytics/accounts?accountIds%5B%5D=" + account).json();
    assertThat(accounts.get(0).path("total").asInt()).isEqualTo(3);
    assertThat(accounts.get(0).path("records").get(0).toString())
        .isEqualTo("{\"accountId\":%d,\"count\":3,\"success\":3,\"failed\":0}".formatted(account));
    assertThat(tenant.get("/instances/events/analytics/accounts?accountIds%5B%5D=999999").status())
        .isEqualTo(403);
    Reply dispositions = tenant.get("/instances/events/dispositions?pageSize=2");
    assertThat(dispositions.json()).hasSize(2);
    assertThat(dispositions.json().get(0).path("status").asString()).isEqualTo("NOTIFIED");
    assertThat(
            tenant
                .get(
                    "/instances/events/dispositions?pageSize=2&nextPage="
                        + dispositions.header("Elements-Next-Page-Token"))
                .json())
        .hasSize(1);
  }

  @Test
  void anAccountThatWantsItsFailuresQueuedFetchesThemAndHasThemSentAgain() {
    tenant.patch("/accounts/settings", "{\"notification.webhook.failure.policy\":\"queue\"}");
    polled();
    receiver.behave(Receiver.status(500));
    tree.file("top", "a");
    pass(INTERVAL);
    tree.file("top", "b");
    pass(INTERVAL);
    String where =
        "?where=channel%3D'webhook'%20and%20status%3D'queued'%20and%20config.url%3D'"
            + receiver.uri("/callback").toString().replace(":", "%3A").replace("/", "%2F")
            + "'";

    Reply queued = tenant.get("/notifications/subscriptions/deliveries" + where + "&hydrate=true");
    assertThat(queued.json()).as(queued.text()).hasSize(2);
    assertThat(queued.json().get(0).path("notification").path("topic").asString())
        .endsWith("-sharefile-events");
    JsonNode subscription = tenant.get("/notifications/subscriptions").json().get(0);
    assertThat(subscription.path("active").asBoolean()).isFalse();
    assertThat(subscription.path("inactiveReason").asString()).contains("500");
    receiver.behave(Receiver.status(200));
    receiver.heads().clear();
    assertThat(
            tenant
                .put("/notifications/subscriptions/deliveries" + where + "&dryRun=true", "")
                .at("count")
                .asInt())
        .isEqualTo(2);
    server.step();
    assertThat(receiver.heads()).isEmpty();
    assertThat(
            tenant.put("/notifications/subscriptions/deliveries" + where, "").at("count").asInt())
        .isEqualTo(2);
    server.step();

    assertThat(receiver.heads()).hasSize(2);
    assertThat(
            tenant.get("/notifications/subscriptions/deliveries?where=status%3D'delivered'").json())
        .hasSize(2);
  }

  @Test
  void afterThirtyDaysAnEventIsForgottenWithItsDeliveries() {
    long id = polled().path("id").asLong();
    tree.file("top", "a");
    pass(INTERVAL);
    assertThat(tenant.get("/instances/" + id + "/events?after=0").json()).hasSize(1);
    pass(Duration.ofDays(31));

    assertThat(tenant.get("/instances/" + id + "/events?after=0").json()).isEmpty();
    assertThat(tenant.get("/notifications/subscriptions/deliveries").json()).isEmpty();
    tree.file("top", "b");
    pass(INTERVAL);
    assertThat(
            tenant
                .get("/instances/" + id + "/events?after=0")
                .json()
                .get(0)
                .path("sequence")
                .asLong())
        .isEqualTo(2);
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "the older form, for accounts that ask for it",
      from = "the vendor's guide of 2014")
  void anAccountCanHaveTheOlderBody() {
    tenant.patch("/accounts/settings", "{\"notification.webhook.form\":\"documentation\"}");
    JsonNode instance = polled();
    tree.folder("top", "reports");
    pass(INTERVAL);

    JsonNode body = body(receiver.heads().getFirst());
    assertThat(body.path("instanceId").asLong()).isEqualTo(instance.path("id").asLong());
    JsonNode told = body.path("response").path("events").get(0);
    assertThat(told.path("path").asString()).isEqualTo("/reports");
    assertThat(told.path("metadata").path("type").asString()).isEqualTo("folder");
  }

  @Test
  void somebodyElseCanSubscribeToAnInstancesTopic() throws IOException {
    JsonNode instance = polled();
    try (Receiver other = new Receiver(Receiver.status(200))) {
      Reply made =
          tenant.post(
              "/notifications/subscriptions",
              "{\"channel\":\"webhook\",\"topics\":[\"instance-%d-sharefile-events\"],\"config\":{\"url\":\"%s\"}}"
                  .formatted(instance.path("id").asLong(), other.uri("/o")));
      assertThat(made.status()).as(made.text()).isEqualTo(200);
      tree.file("top", "a");
      pass(INTERVAL);

      assertThat(other.heads()).hasSize(1);
      assertThat(receiver.heads()).hasSize(1);
      String path = "/notifications/subscriptions/" + made.at("id").asLong();
      assertThat(tenant.delete(path).status()).isEqualTo(200);
      assertThat(tenant.get(path).status()).isEqualTo(404);
    }
  }

  @Test
  void aTopicOfAnotherElementOrAccountIsRefusedBecauseNothingWouldCome() {
    long id = polled().path("id").asLong();
    Reply refused =
        tenant.post(
            "/notifications/subscriptions",
            "{\"topics\":[\"instance-%d-dropbox-events\"],\"config\":{\"url\":\"%s\"}}"
                .formatted(id, receiver.uri("/o")));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("BAD_TOPIC");
    assertThat(refused.at("message").asString()).contains("instance-" + id + "-sharefile-events");
  }

  @Test
  void notificationsOfAnInstanceAreReadAcknowledgedAndDeletedTheEventsStay() {
    long id = polled().path("id").asLong();
    tree.file("top", "a");
    pass(INTERVAL);
    String topic = "instance-" + id + "-sharefile-events";
    String list = "/notifications?topics%5B%5D=" + topic;
    JsonNode listed = tenant.get(list).json();
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("message").path("instanceId").asLong()).isEqualTo(id);
    String one = "/notifications/" + listed.get(0).path("id").asString();

    assertThat(tenant.put(one + "/acknowledge", "").at("acknowledged").asBoolean()).isTrue();
    assertThat(tenant.get(list).json().get(0).path("acknowledged").asBoolean()).isTrue();
    assertThat(tenant.delete(one).status()).isEqualTo(200);

    assertThat(tenant.get(list).json()).isEmpty();
    JsonNode event = tenant.get("/instances/" + id + "/events?after=0").json().get(0);
    assertThat(
            tenant
                .get("/instances/" + id + "/events/" + event.path("id").asString() + "/why")
                .at("notTold")
                .asString())
        .contains("deleted");
    assertThat(
            tenant
                .post("/notifications", "{\"topic\":\"" + topic + "\",\"message\":\"by hand\"}")
                .status())
        .isEqualTo(200);
    pass(Duration.ZERO);
    assertThat(body(receiver.heads().getLast()).path("message").asString()).isEqualTo("by hand");
    assertThat(tenant.get(list).json()).hasSize(1);
  }

  private List<Message> mails(String subject) {
    return server.mailer().sentTo("admin@example.com").stream()
        .filter(mail -> mail.subject().contains(subject))
        .toList();
  }

  @Test
  void theOwnerIsToldByMailOnceThatAReceiverWasGivenUp() {
    tenant.patch("/accounts/settings", "{\"notification.webhook.failure.policy\":\"queue\"}");
    polled();
    receiver.behave(Receiver.status(500));
    tree.file("top", "a");
    tree.file("top", "b");
    pass(INTERVAL);
    tree.file("top", "c");
    pass(INTERVAL);
    pass(INTERVAL);

    assertThat(mails("was given up")).hasSize(1);
    assertThat(mails("was given up").getFirst().text())
        .contains("API Instance with Polling")
        .contains(receiver.uri("/callback").toString())
        .contains("answered 500")
        .contains("2 notifications")
        .contains("/elements/api-v2/notifications/subscriptions/deliveries?where=status='queued'");
  }

  @Test
  void theOwnerIsToldByMailOnceThatTheProviderLetsItInNoMore() {
    long id = polled().path("id").asLong();
    provider.endAll();
    pass(Duration.ofHours(2));
    assertThat(tenant.put("/instances/" + id + "/enabled", "").status()).isEqualTo(200);
    pass(Duration.ofHours(2));
    pass(Duration.ofHours(2));

    assertThat(mails("must be signed in again")).hasSize(1);
    assertThat(mails("must be signed in again").getFirst().text())
        .contains("API Instance with Polling", "it is not good any more", "new code");
  }

  @Test
  void theOwnerIsToldByMailOnceThatPollingPauses() {
    polled();
    provider.says(request ->
        request.path().startsWith("/sf/v3/Items(")
            ? Optional.of(StandIn.Said.json(403, "{\"code\":\"no\"}"))
            : Optional.empty());
    for (int i = 0; i < 120; i++) {
      pass(Duration.ofHours(1));
    }
    // It is tried, and fails, once a day.
    pass(Duration.ofDays(2));
    pass(Duration.ofDays(2));

    assertThat(mails("is not polled any more")).hasSize(1);
    assertThat(mails("is not polled any more").getFirst().text())
        .contains("API Instance with Polling", "documents", "once a day");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "event.poller.configuration; not json; no JSON",
        "event.poller.configuration; {\"documents\":{}}; documents.url",
        "event.poller.configuration; {\"documents\":{\"url\":\"/x?y=${gmtDate:QQQ}\"}}; date format",
        "event.poller.configuration; {\"documents\":{\"url\":\"/x?y=${nonsense}\"}}; nonsense",
        "event.poller.configuration; {\"documents\":{\"url\":\"/x?y=${gmtDate\"}}; without its",
        "event.poller.configuration; {\"documents\":{\"url\":\"/events/poll/documents\",\"pollDelay\":\"soon\"}}; pollDelay",
        "event.poller.refresh_interval; 0; minutes",
        "event.poller.refresh_interval; soon; minutes",
        "event.vendor.type; carrier pigeon; polling",
        "event.notification.callback.url; ftp://example.com/; http",
        "event.notification.callback.url; nonsense; http",
      })
  void whatIsWrongWithAConfigurationIsNamed(String key, String value, String words) {
    JsonNode instance = instance("polling", "");
    Reply refused =
        tenant.patch(
            "/instances/" + instance.path("id").asLong(),
            JSON.createObjectNode()
                .set("configuration", JSON.createObjectNode().put(key, value))
                .toString());

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("message").asString()).contains(words);
  }

  @Test
  void pollingThatFailsIsToldOfAndListed() {
    JsonNode instance = polled();
    tree.trouble(Optional.of(() -> ProviderFailure.of(403, "PROVIDER_REFUSED", "No.")));
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofHours(1));
    }

    JsonNode paused = tenant.get("/instances/polling-disabled").json();
    assertThat(paused).hasSize(1);
    assertThat(paused.get(0).path("instanceId").asLong()).isEqualTo(instance.path("id").asLong());
    assertThat(
            tenant
                .get("/instances/" + instance.path("id").asLong() + "/polling")
                .json()
                .get(0)
                .path("lastError")
                .asString())
        .contains("403");
  }
}
