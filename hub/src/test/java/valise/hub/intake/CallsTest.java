package valise.hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;

/// Providers that call for all of an app at once, and strangers who do so too.
final class CallsTest {

  private static final String SECRET = "s3cret";

  private final HubServer server = HubServer.start();
  private final Tenant tenant = server.tenant();
  private final StandIn dropbox = new StandIn();

  @AfterEach
  void close() {
    dropbox.close();
    server.close();
  }

  /// An instance at whose provider the account is called so.
  private long of(String account, String... more) {
    dropbox.says(request ->
        switch (request.path()) {
          case "/oauth2/token" ->
              said("{\"access_token\":\"" + account + "\",\"expires_in\":14400000}");
          case "/2/users/get_current_account" -> said("{\"account_id\":\"" + account + "\"}");
          case "/2/files/list_folder", "/2/files/list_folder/continue" ->
              said("{\"entries\":[],\"cursor\":\"c\",\"has_more\":false}");
          default -> Optional.empty();
        });
    Reply made =
        tenant.post(
            "/instances",
            """
            {"element":{"key":"dropbox"},"providerData":{"code":"c"},"name":"%s","configuration":{
              "oauth.callback.url":"https://app.example/auth","oauth.api.key":"app",
              "oauth.api.secret":"%s","dropbox.site":"%s",
              "event.notification.enabled":"true","event.vendor.type":"webhook"%s}}
            """
                .formatted(account, SECRET, dropbox.url(), String.join("", more)));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    server.step();
    return made.at("id").asLong();
  }

  private static Optional<StandIn.Said> said(String json) {
    return Optional.of(StandIn.Said.json(200, json));
  }

  private void call(String body, String... headers) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    String[] all = new String[headers.length + 2];
    all[0] = "X-Dropbox-Signature";
    all[1] = signature;
    System.arraycopy(headers, 0, all, 2, headers.length);
    assertThat(server.send("POST", "/events/dropbox", body, all).status()).isEqualTo(200);
  }

  /// How often the provider was asked what changed for an account, since the last time.
  private long looks(String account) {
    int from = seen;
    server.step();
    seen = dropbox.requests().size();
    return dropbox.requests().subList(from, seen).stream()
        .filter(request -> request.path().startsWith("/2/files/list_folder"))
        .filter(request -> request.header("Authorization").equals("Bearer " + account))
        .count();
  }

  private int seen;

  @Test
  void aCallRingsForTheAccountsThatItNames() throws Exception {
    of("dbid:one");
    of("dbid:two_-");
    String other =
        Long.toString(
            of(
                "dbid:three",
                ", \"event.notification.instance.finder\": \"oauth.api.key|app.key\""));
    looks("");

    call(
        "{\"list_folder\":{\"accounts\":[\"dbid:nobody\",\"dbid:two_-\"]},\"delta\":{\"users\":[1]}}");
    assertThat(looks("dbid:two_-")).isEqualTo(1);
    assertThat(dropbox.requests().getLast().header("Authorization")).endsWith("dbid:two_-");

    call("{\"list_folder\":{\"accounts\":[\"dbid:three\"]}}");
    assertThat(looks("dbid:three")).isZero();
    call("{\"app\":{\"key\":\"app\"}}");
    assertThat(looks("dbid:three")).isEqualTo(1);
    call(
        "{\"list_folder\":{\"accounts\":[\"dbid:one\"]}}",
        "Element-Instances",
        " " + other + ", 17");
    assertThat(looks("dbid:three")).isEqualTo(1);
  }

  @Test
  void whatAStrangersCallCostsDoesNotGrowWithTheInstances() throws Exception {
    long one = of("dbid:one");
    copies(one, 20_000);
    String accounts =
        IntStream.range(0, 200)
            .mapToObj(i -> "\"dbid:x" + i + "\"")
            .collect(Collectors.joining(","));
    String body = "{\"list_folder\":{\"accounts\":[" + accounts + "]}}";
    String ids =
        IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining(","));
    server.send("POST", "/events/dropbox", body);

    long began = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      server.send("POST", "/events/dropbox", body);
      server.send("POST", "/events/dropbox", body, "Element-Instances", ids);
      server.send("POST", "/events/sharefile?s=guess" + i, body);
    }
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();

    // Loading 20,000 instances takes half a second, each time.
    assertThat(millis).isLessThan(3_000);
  }

  /// As if so many had been made like this one.
  private void copies(long like, int count) {
    server
        .database()
        .write(tx -> {
          tx.sql()
              .execute(
                  """
                  insert into instance
                  with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
                  select id + 1000 + n.i, organization_id, account_id, member_id, element_id,
                    element_key, name, name_ci, 'hash' || n.i, token_sealed, disabled, trouble,
                    brought, traced_until, created_at, updated_at
                  from instance, n where id = %d
                  """
                      .formatted(count, like));
          tx.sql()
              .execute(
                  """
                  insert into instance_setting
                  select i.id, s.name, s.content, s.sealed from instance_setting s, instance i
                  where s.instance_id = %d and i.id > %d + 1000
                  """
                      .formatted(like, like));
          tx.sql()
              .execute(
                  "insert into door_mark select id, 'mark' || id from instance where id > "
                      + (like + 1000));
          return count;
        });
  }
}
