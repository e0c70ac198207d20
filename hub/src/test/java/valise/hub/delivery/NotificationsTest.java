package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.tenants.NewUser;
import valise.hub.tenants.Tenants;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.platform.db.DatabaseWorld;
import valise.platform.evidence.Assumed;
import valise.platform.mail.Message;
import valise.platform.net.Receiver;

/// What somebody announces by hand, and who is told by mail.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class NotificationsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Map<DatabaseWorld, HubServer> SERVERS = new EnumMap<>(DatabaseWorld.class);

  private final HubServer server;
  private final Tenant tenant;
  private final Receiver receiver = new Receiver(Receiver.status(200));

  NotificationsTest(DatabaseWorld world) throws IOException {
    server = SERVERS.computeIfAbsent(world, HubServer::on);
    server.step();
    server.mailer().clear();
    tenant = server.tenant();
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(HubServer::close);
  }

  private Reply subscribe(String channel, String topic, String config) {
    return tenant.post(
        "/notifications/subscriptions",
        "{\"channel\":\"%s\",\"topics\":[\"%s\"],\"config\":%s}".formatted(channel, topic, config));
  }

  private void listen(String topic) {
    Reply made =
        subscribe(
            "webhook",
            topic,
            "{\"url\":\""
                + receiver.uri("/in")
                + "\",\"signatureKey\":\"MySecretEventSignatureKey\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
  }

  private Reply announce(String topic, String message) {
    return tenant.post(
        "/notifications",
        "{\"severity\":\"high\",\"topic\":\"%s\",\"message\":%s,\"from\":\"nightly job\"}"
            .formatted(topic, message));
  }

  private static String body(String request) {
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "notifications announced by hand, acknowledged and deleted",
      from = "the published addresses and fields")
  void whatIsAnnouncedByHandIsToldLikeAnEventAndCanBeRead() {
    listen("backups");
    Reply made = announce("backups", "{\"done\":3}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    server.step();

    assertThat(receiver.heads()).hasSize(1);
    String request = receiver.heads().getFirst();
    JsonNode told = JSON.readTree(body(request));
    assertThat(told.path("topic").asString()).isEqualTo("backups");
    assertThat(told.path("severity").asString()).isEqualTo("high");
    assertThat(told.path("message").path("done").asInt()).isEqualTo(3);
    assertThat(told.path("user").asString()).isEqualTo("nightly job");
    assertThat(told.path("id").asString()).isEqualTo(made.at("id").asString());
    assertThat(request)
        .contains(
            "Elements-Webhook-Signature: sha256="
                + Signer.plain("MySecretEventSignatureKey")
                    .sign(new byte[0], body(request).getBytes(StandardCharsets.UTF_8)),
            "webhook-signature: v1,");

    JsonNode listed = tenant.get("/notifications?topics%5B%5D=backups").json();
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0)).isEqualTo(made.json());
    assertThat(made.at("active").asBoolean()).isTrue();
    assertThat(made.at("acknowledged").asBoolean()).isFalse();
    String one = "/notifications/" + made.at("id").asString();
    JsonNode deliveries = tenant.get(one + "/subscriptions/deliveries").json();
    assertThat(deliveries).hasSize(1);
    assertThat(deliveries.get(0).path("status").asString()).isEqualTo("delivered");
    String subscription = deliveries.get(0).path("subscriptionId").asString();
    assertThat(tenant.get(one + "/subscriptions/" + subscription + "/deliveries").json())
        .hasSize(1);
    assertThat(tenant.put(one + "/acknowledge", "").at("acknowledged").asBoolean()).isTrue();
    assertThat(tenant.get(one).at("acknowledged").asBoolean()).isTrue();
    assertThat(server.tenantOf("Others").get(one).status()).isEqualTo(404);
    assertThat(server.tenantOf("Others again").put(one + "/acknowledge", "").status())
        .isEqualTo(404);
    assertThat(tenant.delete(one).status()).isEqualTo(200);
    assertThat(tenant.get(one).status()).isEqualTo(404);
    assertThat(tenant.get("/notifications?topics%5B%5D=backups").json()).isEmpty();
    assertThat(tenant.get("/notifications/subscriptions/deliveries").json()).isEmpty();
  }

  @Test
  void whatWasDeletedBeforeItWasToldIsNotTold() {
    listen("backups");
    Reply made = announce("backups", "\"done\"");
    tenant.delete("/notifications/" + made.at("id").asString());
    server.step();

    assertThat(receiver.heads()).isEmpty();
  }

  @Test
  void itIsTriedAgainLikeAnEvent() {
    listen("backups");
    receiver.behave(Receiver.status(500));
    announce("backups", "\"done\"");
    server.step();
    receiver.behave(Receiver.status(200));
    server.clock().advance(Duration.ofSeconds(5));
    server.step();

    assertThat(receiver.heads()).hasSize(2);
    assertThat(body(receiver.heads().getLast())).isEqualTo(body(receiver.heads().getFirst()));
  }

  @Test
  void afterThirtyDaysItIsForgotten() {
    listen("backups");
    String one = "/notifications/" + announce("backups", "\"done\"").at("id").asString();
    tenant.put(one + "/acknowledge", "");
    server.step();
    server.clock().advance(Duration.ofDays(31));
    server.step();

    assertThat(tenant.get(one).status()).isEqualTo(404);
    assertThat(tenant.get("/notifications/subscriptions/deliveries").json()).isEmpty();
  }

  @Test
  void deliveriesOfAFilterAreCountedAndSentOnceMoreOverHttp() {
    listen("backups");
    announce("backups", "\"one\"");
    announce("backups", "\"two\"");
    server.step();
    String all =
        "/notifications/subscriptions/deliveries?where=status%3D'delivered'%20and%20createdDate%3E%3D'"
            + server.clock().instant().minusSeconds(60)
            + "'";
    assertThat(tenant.put(all + "&dryRun=true", "").at("count").asInt()).isEqualTo(2);
    server.step();
    assertThat(receiver.heads()).hasSize(2);

    Reply asked = tenant.put(all, "");
    assertThat(asked.at("count").asInt()).as(asked.text()).isEqualTo(2);
    server.step();

    assertThat(receiver.heads()).hasSize(4);
    String id = asked.at("redelivery").path("id").asString();
    Reply after = tenant.get("/notifications/redeliveries/" + id);
    assertThat(after.at("status").asString()).isEqualTo("done");
    assertThat(after.at("released").asInt()).isEqualTo(2);
    assertThat(tenant.get("/notifications/redeliveries").json()).hasSize(1);
    assertThat(server.tenantOf("Others").get("/notifications/redeliveries/" + id).status())
        .isEqualTo(404);
    assertThat(tenant.put(all + "%20or%20status%3D'x'", "").code()).isEqualTo("BAD_WHERE");
  }

  @Test
  void theListIsCutIntoPagesTheLatestFirst() {
    for (int i = 0; i < 5; i++) {
      announce(i % 2 == 0 ? "even" : "odd", "\"" + i + "\"");
      server.clock().advance(Duration.ofSeconds(1));
    }
    String both = "/notifications?topics%5B%5D=even&topics%5B%5D=odd&pageSize=2";
    Reply first = tenant.get(both);
    Reply second = tenant.get(both + "&nextPage=" + first.header("Elements-Next-Page-Token"));
    Reply third = tenant.get(both + "&nextPage=" + second.header("Elements-Next-Page-Token"));

    assertThat(
            List.of(first, second, third).stream()
                .flatMap(reply -> reply.json().valueStream())
                .map(it -> it.path("message").asString()))
        .containsExactly("4", "3", "2", "1", "0");
    assertThat(third.header("Elements-Next-Page-Token")).isEmpty();
    assertThat(tenant.get("/notifications").code()).isEqualTo("PARAMETER_MISSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instance-12",
        "instance-x-sharefile-events",
        "instance-12-sharefile",
        "two words",
        "",
        "a\\\"b",
      })
  void aTopicUnderWhichNothingIsEverAnnouncedIsRefusedWithTheFormsThatExist(String topic) {
    Reply refused = subscribe("webhook", topic, "{\"url\":\"" + receiver.uri("/") + "\"}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("BAD_TOPIC");
    assertThat(refused.at("message").asString()).contains("instance-{id}-{elementKey}-events");
    assertThat(announce(topic, "\"x\"").code()).isEqualTo("BAD_TOPIC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"severity\":\"urgent\",\"topic\":\"a\",\"message\":\"x\"}; severity",
        "{\"topic\":\"a\"}; message",
        "{\"topic\":\"a\",\"message\":\" \"}; message",
        "{\"message\":\"x\"}; topic",
        "{\"topic\":\"instance-99-sharefile-events\",\"message\":\"x\"}; instance",
      })
  void whatIsWrongWithANotificationIsNamed(String body, String word) {
    Reply refused = tenant.post("/notifications", body);

    assertThat(refused.status()).as(refused.text()).isIn(400, 404);
    assertThat(refused.at("message").asString()).contains(word);
  }

  // --- by mail -----------------------------------------------------------------------------------

  private Message mailed(String to) {
    return server.mailer().sentTo(to).getLast();
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "subscriptions by mail, to `config.email`",
      from = "the published list of channels; how the address is named is not known")
  void whoSubscribedByMailGetsOneMailOfWhatCameTogether() {
    assertThat(subscribe("email", "backups", "{\"email\":\"ops@example.com\"}").status())
        .isEqualTo(200);
    announce("backups", "\"the first\"");
    announce("backups", "\"the second\"");
    server.step();
    assertThat(server.mailer().sent()).isEmpty();
    server.clock().advance(Duration.ofMinutes(2));
    server.step();

    assertThat(server.mailer().sentTo("ops@example.com")).hasSize(1);
    assertThat(mailed("ops@example.com").text()).contains("the first", "the second", "backups");
    JsonNode deliveries =
        tenant.get("/notifications/subscriptions/deliveries?where=channel%3D'email'").json();
    assertThat(deliveries).hasSize(2);
    assertThat(deliveries.get(0).path("status").asString()).isEqualTo("delivered");
    server.clock().advance(Duration.ofDays(1));
    server.step();
    assertThat(server.mailer().sentTo("ops@example.com")).hasSize(1);
  }

  @Test
  void aMailServerThatWasAwayIsAskedAgain() {
    subscribe("email", "backups", "{\"email\":\"ops@example.com\"}");
    server.mailer().fail(true);
    announce("backups", "\"done\"");
    server.clock().advance(Duration.ofMinutes(2));
    server.step();
    assertThat(
            tenant.get("/notifications/subscriptions/deliveries?where=status%3D'created'").json())
        .hasSize(1);
    server.mailer().fail(false);
    server.clock().advance(Duration.ofHours(4));
    server.step();

    assertThat(server.mailer().sentTo("ops@example.com")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "sms, {}, sms",
    "push, {}, push",
    "pigeon, {}, webhook",
    "email, {}, config.email",
    "email, '{\"email\":\"nobody\"}', e-mail address",
    "email, '{\"email\":\"a@b.example, c@d.example\"}', e-mail address",
    "webhook, {}, config.url",
  })
  void aSubscriptionThatLeadsNowhereIsRefused(String channel, String config, String words) {
    Reply refused = subscribe(channel, "backups", config);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("message").asString()).contains(words);
  }

  @Test
  void mailByHandIsFromHereAndAnswersGoToWhomeverItNames() {
    Reply sent =
        tenant.post(
            "/notifications/emails",
            "{\"to\":\"one@example.com, two@example.com\",\"from\":\"me@example.com\",\"subject\":\"Hello\",\"message\":\"Line one\\nline two\"}");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    server.step();

    assertThat(server.mailer().sent()).hasSize(2);
    Message mail = mailed("two@example.com");
    assertThat(mail.subject()).isEqualTo("Hello");
    assertThat(mail.from().email()).isEqualTo("hub@example.com");
    assertThat(mail.replyTo().email()).isEqualTo("me@example.com");
    assertThat(mail.text()).contains("line two", "admin@example.com had this sent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"subject\":\"s\",\"message\":\"m\"}",
        "{\"to\":\"nobody\",\"subject\":\"s\",\"message\":\"m\"}",
        "{\"to\":\"a@b.example\",\"message\":\"m\"}",
        "{\"to\":\"a@b.example\",\"subject\":\"s\"}",
        "{\"to\":\"a@b.example\",\"from\":\"x\",\"subject\":\"s\",\"message\":\"m\"}",
        "{\"to\":\"a@b.example\\r\\nBcc: c@d.example\",\"subject\":\"s\",\"message\":\"m\"}",
      })
  void mailThatIsNoneIsRefused(String body) {
    Reply refused = tenant.post("/notifications/emails", body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    server.step();
    assertThat(server.mailer().sent()).isEmpty();
  }

  @Test
  void anAccountCannotWriteToStrangersInMasses() {
    String twenty =
        "{\"to\":["
            + String.join(
                ",",
                java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> "\"p" + i + "@example.com\"")
                    .toList())
            + "],\"subject\":\"s\",\"message\":\"m\"}";
    for (int i = 0; i < 5; i++) {
      assertThat(tenant.post("/notifications/emails", twenty).status()).isEqualTo(200);
    }

    assertThat(tenant.post("/notifications/emails", twenty).status()).isEqualTo(429);
    server.clock().advance(Duration.ofMinutes(61));
    assertThat(tenant.post("/notifications/emails", twenty).status()).isEqualTo(200);
  }

  @Test
  void whoSeesOnlyTheirOwnSeesTheirOwnSubscriptionsAndDeletesNobodyElsesNotification() {
    Tenants.Made bob =
        server
            .bean(Tenants.class)
            .create(
                tenant.user().organization(),
                new NewUser(
                    "bob@example.com", "Bob", "B", Optional.of(HubServer.PASSWORD), Set.of()));
    Tenant other = tenant.colleague(bob.user(), bob.secret().reveal());
    listen("backups");
    String id = announce("backups", "\"x\"").at("id").asString();

    assertThat(other.get("/notifications/subscriptions").json()).isEmpty();
    assertThat(other.delete("/notifications/" + id).status()).isEqualTo(403);
    assertThat(other.get("/notifications/subscriptions/deliveries").status()).isEqualTo(403);
    assertThat(other.get("/notifications/redeliveries").status()).isEqualTo(403);
  }
}
