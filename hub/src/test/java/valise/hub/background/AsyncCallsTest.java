package valise.hub.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.platform.db.DatabaseWorld;
import valise.platform.evidence.Assumed;

/// Calls that are answered later.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class AsyncCallsTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Map<DatabaseWorld, HubServer> SERVERS = new EnumMap<>(DatabaseWorld.class);
  private static final StandIn PROVIDER = new StandIn();
  private static final String KEY = "MySecretEventSignatureKey";

  private final HubServer server;
  private final Tenant tenant;

  AsyncCallsTest(DatabaseWorld world) {
    server = SERVERS.computeIfAbsent(world, HubServer::on);
    tenant = server.tenant();
  }

  @AfterEach
  void behave() {
    PROVIDER.says(request -> Optional.empty());
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(HubServer::close);
    SERVERS.clear();
    PROVIDER.close();
  }

  private Reply made(String... more) {
    Reply made =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "sharefile"}, "name": "One", "providerData": {"code": "%s"},
             "configuration": {"oauth.api.key": "app", "oauth.api.secret": "s3cret",
              "oauth.callback.url": "https://app.example/back", "sharefile.subdomain": "%s"%s}}
            """
                .formatted(PROVIDER.code(), PROVIDER.url(), String.join("", more)));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made;
  }

  private Reply later(Reply instance, String method, String path, String body, String... more) {
    String[] headers = new String[more.length + 4];
    headers[0] = "Authorization";
    headers[1] = tenant.through(instance.at("token").asString()).authorization();
    headers[2] = "Elements-Async-Request";
    headers[3] = "True";
    System.arraycopy(more, 0, headers, 4, more.length);
    return server.send(method, path, body, headers);
  }

  private static List<StandIn.Request> told(String path) {
    return PROVIDER.requests(path);
  }

  @Test
  @Assumed(
      area = "Hub documents",
      claim = "`Elements-Async-Request` does a call in the background and posts what came of it",
      from = "the vendor's description, which shows the envelope but no answer in it")
  void aCallIsDoneLaterAndItsAnswerIsToldSigned() throws Exception {
    Reply instance = made(", \"event.notification.signature.key\": \"" + KEY + "\"");
    String path = "/told" + System.nanoTime();
    PROVIDER.says(request ->
        request.path().equals(path) ? Optional.of(StandIn.Said.json(200, "{}")) : Optional.empty());
    int before = PROVIDER.requests().size();

    Reply dispatched =
        later(instance, "GET", "/ping", "", "Elements-Async-Callback-Url", PROVIDER.url() + path);

    assertThat(dispatched.status()).as(dispatched.text()).isEqualTo(200);
    assertThat(dispatched.json().propertyNames()).containsExactly("eventId", "eventStatus");
    assertThat(dispatched.at("eventStatus").asString()).isEqualTo("dispatched");
    assertThat(PROVIDER.requests()).hasSize(before);
    server.step();

    StandIn.Request told = told(path).getFirst();
    JsonNode body = MAPPER.readTree(told.body());
    assertThat(body.path("eventId")).isEqualTo(dispatched.at("eventId"));
    assertThat(body.path("instanceId").asLong()).isEqualTo(instance.at("id").asLong());
    assertThat(body.path("notificationId").isNumber()).isTrue();
    assertThat(body.path("status").asInt()).isEqualTo(200);
    assertThat(body.path("response").path("endpoint").asString()).isEqualTo("sharefile");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(told.header("Elements-Webhook-Signature"))
        .isEqualTo(
            "sha256="
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(told.body().getBytes(StandardCharsets.UTF_8))));
    server.clock().advance(Duration.ofDays(2));
    server.step();
    assertThat(told(path)).hasSize(1);
  }

  @Test
  void theInstancesOwnAddressIsToldUntilItAnswers() {
    String path = "/own" + System.nanoTime();
    Reply instance =
        made(", \"event.notification.callback.url\": \"" + PROVIDER.url() + path + "\"");
    PROVIDER.says(request ->
        request.path().equals(path)
            ? Optional.of(StandIn.Said.json(told(path).size() < 3 ? 500 : 200, "{}"))
            : Optional.of(StandIn.Said.json(404, "{\"message\":{\"value\":\"not here\"}}")));

    Reply dispatched = later(instance, "DELETE", "/files/none?a=b", "");
    assertThat(dispatched.at("eventStatus").asString()).isEqualTo("dispatched");
    for (int i = 0; i < 6; i++) {
      server.step();
      server.clock().advance(Duration.ofHours(1));
    }

    assertThat(told(path)).hasSize(3);
    assertThat(told(path))
        .extracting(StandIn.Request::body)
        .containsOnly(told(path).getFirst().body());
    JsonNode body = MAPPER.readTree(told(path).getFirst().body());
    // What failed is told as it would have been answered.
    assertThat(body.path("status").asInt()).isGreaterThanOrEqualTo(400);
    assertThat(body.path("response").path("message").asString()).isNotBlank();
  }

  @Test
  void whatCannotBeDoneSoIsRefusedAtOnce() {
    Reply instance = made();
    String there = PROVIDER.url() + "/there";

    assertThat(later(instance, "GET", "/ping", "").code()).isEqualTo("ASYNC_WITHOUT_CALLBACK");
    assertThat(later(instance, "GET", "/ping", "", "Elements-Async-Callback-Url", "ftp://x").code())
        .isEqualTo("BAD_CALLBACK");
    assertThat(
            later(
                    instance,
                    "POST",
                    "/files?path=/a.txt",
                    "bytes",
                    "Elements-Async-Callback-Url",
                    there,
                    "Content-Type",
                    "application/octet-stream")
                .code())
        .isEqualTo("ASYNC_BODY");
    assertThat(server.send("GET", "/ping", "", "Elements-Async-Request", "true").code())
        .isEqualTo("NOT_SIGNED_IN");
    server.step();
    assertThat(told("/there")).isEmpty();
  }
}
