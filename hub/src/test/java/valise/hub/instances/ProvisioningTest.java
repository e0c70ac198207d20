package valise.hub.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.platform.db.DatabaseWorld;
import valise.platform.evidence.Assumed;
import valise.platform.net.Reach;

/// Instances over HTTP: making, changing, and all that can be wrong with them.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class ProvisioningTest {

  private static final Map<DatabaseWorld, HubServer> SERVERS = new EnumMap<>(DatabaseWorld.class);
  private static final StandIn PROVIDER = new StandIn();

  private final HubServer server;
  private final Tenant tenant;

  ProvisioningTest(DatabaseWorld world) {
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

  static String body(StandIn provider, String code, String... more) {
    String configuration =
        """
        "oauth.api.key": "app", "oauth.api.secret": "s3cret",
        "oauth.callback.url": "https://app.example/back", "sharefile.subdomain": "%s"\
        """
            .formatted(provider.url());
    return """
    {"element": {"key": "sharefile"}, "name": "One", "tags": ["a", "b"],
     "providerData": {"code": "%s"}, "configuration": {%s%s}}
    """
        .formatted(code, configuration, more.length == 0 ? "" : ", " + String.join(", ", more));
  }

  private Reply made(String... more) {
    Reply made = tenant.post("/instances", body(PROVIDER, PROVIDER.code(), more));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made;
  }

  private void assertRefused(Reply answer, int status, String code, String... words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    for (String word : words) {
      assertThat(answer.at("message").asString()).contains(word);
    }
  }

  // --- what can be wrong -------------------------------------------------------------------------

  @Test
  void everythingThatIsMissingIsNamedAtOnce() {
    assertRefused(
        tenant.post("/instances", "{\"element\":{\"key\":\"sharefile\"},\"name\":\"x\"}"),
        400,
        "CONFIGURATION_MISSING",
        "oauth.api.key, oauth.api.secret, sharefile.subdomain, oauth.callback.url");
    assertRefused(tenant.post("/instances", "{}"), 400, "FIELD_MISSING", "element.key");
    assertRefused(tenant.post("/instances", body(PROVIDER, "")), 400, "CODE_MISSING", "oauth/url");
  }

  @Test
  void aRootFolderThatIsNoPathIsRefusedByItsName() {
    String path =
        "/instances/" + made("\"document.root.folder.name\": \"/a b/\"").at("id").asLong();

    for (String root : List.of("/../..", "..", "/a/../b", "/a//b", "/./", "/a\\u0007b")) {
      String entry = "\"document.root.folder.name\": \"" + root + "\"";
      assertRefused(
          tenant.post("/instances", body(PROVIDER, PROVIDER.code(), entry)),
          400,
          "BAD_CONFIGURATION",
          "document.root.folder.name");
      assertRefused(
          tenant.patch(path, "{\"configuration\": {" + entry + "}}"), 400, "BAD_CONFIGURATION");
    }
    assertThat(tenant.get(path).at("configuration").path("document.root.folder.name").asString())
        .isEqualTo("/a b/");
  }

  @Test
  void anElementThatIsNotThereAndABodyThatIsNoneAreSaidSo() {
    assertRefused(
        tenant.post("/instances", "{\"element\":{\"key\":\"nosuch\"},\"name\":\"x\"}"),
        404,
        "NOT_FOUND",
        "'nosuch'");
    assertRefused(tenant.post("/instances", "{\"element\":"), 400, "BAD_BODY");
    assertRefused(tenant.post("/instances", "[]"), 400, "BAD_BODY");
    assertThat(
            server
                .send(
                    "POST",
                    "/instances",
                    "x=y",
                    "Authorization",
                    tenant.authorization(),
                    "Content-Type",
                    "text/plain")
                .status())
        .isEqualTo(415);
  }

  @Test
  void aCodeThatIsRefusedMakesNothingAndShowsTheProvidersWords() {
    Reply answer = tenant.post("/instances", body(PROVIDER, "wrong"));

    assertRefused(answer, 400, "CODE_REFUSED");
    assertThat(answer.at("providerMessage").asString())
        .isEqualTo("invalid_grant: it is not good any more");
    assertThat(tenant.get("/instances").json()).isEmpty();
  }

  @Test
  void anInstanceWhoseFirstCallFailsIsNotMade() {
    PROVIDER.says(request ->
        request.path().equals("/sf/v3/Users")
            ? Optional.of(new StandIn.Said(500, "text/html", "<h1>Broken</h1>"))
            : Optional.empty());

    Reply answer = tenant.post("/instances", body(PROVIDER, PROVIDER.code()));

    assertRefused(answer, 502, "PROVIDER_FAILED");
    assertThat(answer.at("providerMessage").asString()).isEqualTo("<h1>Broken</h1>");
    assertThat(tenant.get("/instances").json()).isEmpty();
  }

  @Test
  void aTokenAddressThatAnswersHtmlOrTooOftenOrNotAtAllIsTheProvidersFault() {
    PROVIDER.says(request -> Optional.of(new StandIn.Said(200, "text/html", "<h1>Hello</h1>")));
    assertRefused(
        tenant.post("/instances", body(PROVIDER, PROVIDER.code())), 502, "PROVIDER_FAILED");

    PROVIDER.says(request -> Optional.of(StandIn.Said.json(429, "{\"slow\":\"down\"}")));
    assertRefused(
        tenant.post("/instances", body(PROVIDER, PROVIDER.code())), 429, "PROVIDER_TOO_FAST");

    assertRefused(
        tenant.post(
            "/instances",
            body(PROVIDER, PROVIDER.code(), "\"sharefile.token.url\": \"http://127.0.0.1:1/\"")),
        502,
        "PROVIDER_UNREACHABLE");
  }

  @Test
  void valuesThatCannotBeAreNamed() {
    String code = PROVIDER.code();
    assertRefused(
        tenant.post(
            "/instances", body(PROVIDER, code, "\"event.vendor.type\": \"carrier pigeon\"")),
        400,
        "BAD_CONFIGURATION",
        "event.vendor.type",
        "polling, webhook");
    assertRefused(
        tenant.post(
            "/instances", body(PROVIDER, code, "\"event.notification.enabled\": \"maybe\"")),
        400,
        "BAD_CONFIGURATION",
        "true or false");
    assertRefused(
        tenant.post(
            "/instances",
            body(PROVIDER, code, "\"event.notification.callback.url\": \"ftp://x.example/\"")),
        400,
        "BAD_CALLBACK",
        "ftp://x.example/");
    // None of these used the code up.
    assertThat(tenant.post("/instances", body(PROVIDER, code)).status()).isEqualTo(200);
  }

  @Test
  void theLoopbackIsReachedOnlyIfTheOperatorSaysSo() {
    try (HubServer closed = HubServer.on(DatabaseWorld.SQLITE, Reach.PUBLIC_ONLY)) {
      Tenant other = closed.tenant();
      assertRefused(
          other.post("/instances", body(PROVIDER, PROVIDER.code())),
          400,
          "ADDRESS_NOT_ALLOWED",
          "--allow-private-callbacks");
      assertRefused(
          other.post(
              "/instances",
              body(
                  PROVIDER,
                  PROVIDER.code(),
                  "\"event.notification.callback.url\": \"http://127.0.0.1/\"")),
          400,
          "BAD_CALLBACK");
    }
  }

  // --- what is made ------------------------------------------------------------------------------

  @Test
  void tokensThatAreBroughtAlongNeedNoCode() {
    Reply first = made();
    String access = first.at("configuration").path("oauth.user.token").asString();

    Reply answer =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "SHAREFILE"}, "name": "Brought", "externalAuthentication": "initial",
             "configuration": {"oauth.api.key": "app", "oauth.api.secret": "s3cret",
              "oauth.user.token": "%s", "sharefile.subdomain": "%s"}}
            """
                .formatted(access, PROVIDER.url() + "/"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("externalAuthentication").asString()).isEqualTo("initial");
    assertThat(answer.at("tags").toString()).isEqualTo("[\"Brought\"]");
    assertThat(answer.at("configuration").path("sharefile.subdomain").asString())
        .isEqualTo(PROVIDER.url());
  }

  @Test
  @Assumed(
      area = "Instances",
      claim = "`retrieveObjectsAfterInstantiation` adds `objects` to the answer",
      from = "the published field, whose answer is not shown")
  void whoAsksIsToldWhatAnInstanceHolds() {
    Reply first = made();
    String access = first.at("configuration").path("oauth.user.token").asString();

    Reply answer =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "sharefile"}, "name": "Asked", "externalAuthentication": "initial",
             "retrieveObjectsAfterInstantiation": true,
             "configuration": {"oauth.api.key": "app", "oauth.api.secret": "s3cret",
              "oauth.user.token": "%s", "sharefile.subdomain": "%s"}}
            """
                .formatted(access, PROVIDER.url() + "/"));

    assertThat(answer.at("objects").toString())
        .isEqualTo(
            """
            [{"name":"files","vendorName":"files","type":"ceCanonical"},\
            {"name":"folders","vendorName":"folders","type":"ceCanonical"}]\
            """);
    assertThat(first.json().has("objects")).isFalse();
  }

  @Test
  void nothingSecretLiesOpenInTheDatabase() {
    String key = "\"event.notification.signature.key\": \"very-secret-key\"";
    JsonNode instance = made(key).json();

    String everything =
        server
            .database()
            .read(sql ->
                List.of("instance", "instance_setting", "instance_grant", "member", "organization")
                    .stream()
                    .map(table -> sql.fetch("select * from " + table).formatCSV())
                    .toList()
                    .toString());

    assertThat(everything)
        .contains("sharefile.subdomain")
        .doesNotContain("very-secret-key", "\"s3cret\"")
        .doesNotContain(instance.path("token").asString())
        .doesNotContain(instance.path("configuration").path("oauth.user.token").asString())
        .doesNotContain(tenant.secret().reveal(), tenant.organization().reveal());
  }

  @Test
  void aChangeMergesKeyByKeyAndWhatIsMaskedStays() {
    long id = made("\"event.notification.signature.key\": \"k\"").at("id").asLong();

    Reply changed =
        tenant.patch(
            "/instances/" + id,
            """
            {"name": "Two", "tags": ["c"], "configuration": {
              "event.notification.callback.url": "https://app.example/events",
              "oauth.api.secret": "********", "event.notification.signature.key": null}}
            """);

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.at("name").asString()).isEqualTo("Two");
    assertThat(changed.at("tags").toString()).isEqualTo("[\"c\"]");
    JsonNode configuration = changed.at("configuration");
    assertThat(configuration.path("event.notification.callback.url").asString())
        .isEqualTo("https://app.example/events");
    assertThat(configuration.path("oauth.api.secret").asString()).isEqualTo("********");
    assertThat(configuration.path("event.notification.signature.key").isNull()).isTrue();
    assertThat(configuration.path("oauth.api.key").asString()).isEqualTo("app");
    // The secret behind the mask is still the one that the provider takes.
    PROVIDER.endAccess();
    assertThat(reached(id)).isEqualTo(200);
  }

  @Test
  void whatIsPutReplacesAllButSecretsAndLeave() {
    Reply before = made("\"document.root.folder.name\": \"/top\"");
    long id = before.at("id").asLong();

    Reply after =
        tenant.put(
            "/instances/" + id,
            """
            {"element": {"key": "sharefile"}, "name": "Put", "configuration": {
              "oauth.api.key": "app", "oauth.callback.url": "https://app.example/back",
              "sharefile.subdomain": "%s", "event.poller.refresh_interval": 7}}
            """
                .formatted(PROVIDER.url()));

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    JsonNode configuration = after.at("configuration");
    assertThat(configuration.has("document.root.folder.name")).isFalse();
    assertThat(configuration.path("event.poller.refresh_interval").asString()).isEqualTo("7");
    assertThat(configuration.path("oauth.user.token"))
        .isEqualTo(before.at("configuration").path("oauth.user.token"));
    assertThat(after.at("token")).isEqualTo(before.at("token"));
    PROVIDER.endAccess();
    assertThat(reached(id)).isEqualTo(200);
  }

  @Test
  void signingInAnewKeepsTheIdAndTheToken() {
    Reply before = made();
    long id = before.at("id").asLong();

    Reply after =
        tenant.patch(
            "/instances/" + id,
            "{\"providerData\": {\"code\": \"%s\"}}".formatted(PROVIDER.code()));

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.at("token")).isEqualTo(before.at("token"));
    assertThat(after.at("configuration").path("oauth.user.token"))
        .isNotEqualTo(before.at("configuration").path("oauth.user.token"));
    assertRefused(
        tenant.patch("/instances/" + id, "{\"providerData\": {\"code\": \"wrong\"}}"),
        400,
        "CODE_REFUSED");
    assertThat(reached(id)).isEqualTo(200);
    assertRefused(
        tenant.patch("/instances/" + id, "{\"element\": {\"key\": \"dropbox\"}}"),
        409,
        "OTHER_ELEMENT");
  }

  private int reached(long id) {
    try (var answer =
        server
            .bean(Calls.class)
            .execute(new valise.hub.ids.InstanceId(id), CallRequest.get("/Items"))) {
      return answer.status();
    }
  }

  @Test
  void aDisabledInstanceIsNotCalledUntilItIsEnabled() {
    Reply instance = made();
    String path = "/instances/" + instance.at("id").asLong() + "/enabled";

    assertThat(tenant.delete(path).at("disabled").asBoolean()).isTrue();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> reached(instance.at("id").asLong()))
        .hasMessageContaining("disabled");
    // The token form works on a disabled instance too.
    Tenant through = tenant.through(instance.at("token").asString());
    assertThat(through.put("/instances/enabled", "").at("disabled").asBoolean(true)).isFalse();
    assertThat(reached(instance.at("id").asLong())).isEqualTo(200);
  }

  @Test
  void aDeletedInstanceAndItsTokenAreGone() {
    Reply instance = made();
    Tenant through = tenant.through(instance.at("token").asString());

    assertThat(through.delete("/instances").status()).isEqualTo(200);

    assertRefused(tenant.get("/instances/" + instance.at("id").asLong()), 404, "NOT_FOUND");
    assertRefused(through.get("/instances/configuration"), 401, "BAD_SECRET");
  }

  @Test
  void configurationItemsAreReadAndSetOneByOne() {
    Reply instance = made();
    String path = "/instances/" + instance.at("id").asLong() + "/configuration";

    JsonNode items = tenant.get(path).json();
    JsonNode interval =
        items
            .valueStream()
            .filter(item -> item.path("key").asString().equals("event.poller.refresh_interval"))
            .findFirst()
            .orElseThrow();
    assertThat(interval.path("propertyValue").asString()).isEqualTo("5");
    String item = path + "/" + interval.path("id").asLong();
    assertThat(tenant.patch(item, "{\"propertyValue\": 9}").at("propertyValue").asString())
        .isEqualTo("9");
    assertThat(tenant.get(item).at("propertyValue").asString()).isEqualTo("9");
    assertRefused(
        tenant.patch(path + "/oauth.user.token", "{\"propertyValue\": \"x\"}"),
        409,
        "SET_BY_THE_HUB");
    assertRefused(tenant.get(path + "/nosuch"), 404, "NOT_FOUND");
  }

  @Test
  void listsAreFilteredAndCut() {
    made();
    Reply second = made();
    tenant.patch(
        "/instances/" + second.at("id").asLong(), "{\"tags\": [\"b\"], \"name\": \"Two\"}");

    assertThat(tenant.get("/instances").json()).hasSize(2);
    assertThat(tenant.get("/instances?tags[]=a").json()).hasSize(1);
    assertThat(tenant.get("/instances?tags[]=a,b").json()).hasSize(2);
    assertThat(tenant.get("/instances?searchText=TWO").json()).hasSize(1);
    assertThat(tenant.get("/instances?searchText=sharef").json()).hasSize(2);
    assertThat(tenant.get("/instances?hydrate=false").json().get(0).has("configuration")).isFalse();
    assertThat(tenant.get("/elements/450/instances").json()).hasSize(2);
    assertThat(tenant.get("/elements/dropbox/instances").json()).isEmpty();
    assertThat(tenant.get("/accounts/instances").json()).hasSize(2);
    Reply page = tenant.get("/instances?pageSize=1");
    assertThat(page.json()).hasSize(1);
    assertThat(page.header("Elements-Total-Count")).isEqualTo("2");
    Reply last =
        tenant.get("/instances?pageSize=1&nextPage=" + page.header("Elements-Next-Page-Token"));
    assertThat(last.json().get(0).path("name").asString()).isEqualTo("Two");
    assertThat(last.header("Elements-Next-Page-Token")).isEmpty();
    assertRefused(tenant.get("/instances?nextPage=garbage"), 400, "BAD_PARAMETER");
    assertRefused(tenant.get("/instances?pageSize=none"), 400, "BAD_PARAMETER", "pageSize");
    assertThat(tenant.get("/instances?page=2000000000").json()).isEmpty();
  }

  @Test
  void anInstanceTellsWhatItCanBeAsked() {
    Reply instance = made();
    String path = "/instances/" + instance.at("id").asLong() + "/docs";
    Tenant through = tenant.through(instance.at("token").asString());

    assertThat(tenant.get(path).at("info").path("title").asString()).isEqualTo("sharefile");
    assertThat(through.get("/instances/docs").json()).isEqualTo(tenant.get(path).json());
    assertThat(tenant.get(path + "/getPing").at("paths").propertyNames()).containsExactly("/ping");
    assertThat(through.get("/instances/docs/getPing/definitions").json().has("CloudFile")).isTrue();
  }

  @Test
  void aBodyOfMoreThanItMayBeIsRefused() {
    assertRefused(
        tenant.post("/instances", "{\"name\": \"" + "x".repeat(5 << 20) + "\"}"),
        413,
        "BODY_TOO_LARGE");
  }

  @Test
  void tracingEndsByItself() {
    String path = "/instances/" + made().at("id").asLong();

    assertThat(
            tenant
                .put(path + "/trace-logging", "{\"duration\": 10}")
                .at("traceLoggingEnabled")
                .asBoolean())
        .isTrue();
    server.clock().advance(java.time.Duration.ofMinutes(11));
    assertThat(tenant.get(path).at("traceLoggingEnabled").asBoolean(true)).isFalse();
    assertRefused(tenant.put(path + "/trace-logging", "{\"duration\": 0}"), 400, "BAD_FIELD");
  }

  // --- what providers and strangers say ----------------------------------------------------------

  @Test
  void aTokenThatCannotBeShownIsNone() {
    for (String token : List.of("a\\r\\nEvil: 1", "\\u010aEvil", "a b", "x".repeat(20_000))) {
      PROVIDER.says(request ->
          request.path().equals("/oauth/token")
              ? Optional.of(
                  StandIn.Said.json(
                      200, "{\"access_token\":\"" + token + "\",\"refresh_token\":\"r3fresh\"}"))
              : Optional.empty());

      Reply answer = tenant.post("/instances", body(PROVIDER, PROVIDER.code()));

      assertRefused(answer, 502, "PROVIDER_FAILED");
      assertThat(answer.text()).doesNotContain("r3fresh");
      assertRefused(
          tenant.post(
              "/instances",
              body(PROVIDER, "", "\"oauth.user.token\": \"" + token + "\"")
                  .replaceFirst("\\{", "{\"externalAuthentication\": \"initial\", ")),
          400,
          "BAD_CONFIGURATION",
          "oauth.user.token");
    }
  }

  @Test
  void aTokenThatIsSaidToLiveForEverDoes() {
    PROVIDER.says(request ->
        request.path().equals("/oauth/token")
            ? Optional.of(
                StandIn.Said.json(
                    200, "{\"access_token\":\"a\",\"expires_in\":" + Long.MAX_VALUE + "}"))
            : Optional.of(StandIn.Said.json(200, "{}")));

    made();
  }

  @Test
  void secretsDoNotFollowAChangeOfAddress() {
    Reply made = made();
    String path = "/instances/" + made.at("id").asLong();
    try (StandIn thief = new StandIn()) {
      String there = "\"sharefile.subdomain\": \"" + thief.url() + "\"";

      assertRefused(
          tenant.patch(path, "{\"configuration\": {" + there + "}}"),
          409,
          "SIGN_IN_ANEW",
          "oauth.api.secret");
      assertRefused(
          tenant.patch(
              path + "/configuration/base.url", "{\"propertyValue\": \"" + thief.url() + "\"}"),
          409,
          "SIGN_IN_ANEW");
      assertRefused(
          tenant.patch(
              path,
              "{\"providerData\": {\"code\": \"x\"}, \"configuration\": {"
                  + there
                  + ", \"oauth.api.secret\": \"********\"}}"),
          409,
          "SIGN_IN_ANEW");
      assertThat(thief.requests()).isEmpty();

      // Whoever knows the secret may take it where they like.
      Reply moved = tenant.put(path, body(thief, thief.code()));
      assertThat(moved.status()).as(moved.text()).isEqualTo(200);
    }
  }

  @Test
  void aChangedAddressOfTheSameProviderIsTriedOutFirst() {
    Reply made = made();
    String path = "/instances/" + made.at("id").asLong();
    String base = "\"base.url\": \"" + PROVIDER.url() + "/elsewhere\"";
    PROVIDER.says(request ->
        request.path().startsWith("/elsewhere/")
            ? Optional.of(new StandIn.Said(404, "text/html", "<h1>Nobody here</h1>"))
            : Optional.empty());

    for (Reply refused :
        List.of(
            tenant.patch(path, "{\"configuration\": {" + base + "}}"),
            tenant.put(path, body(PROVIDER, "", base)),
            tenant.patch(
                path + "/configuration/base.url",
                "{\"propertyValue\": \"" + PROVIDER.url() + "/elsewhere\"}"))) {
      assertRefused(refused, 400, "NOT_VALIDATED", "was not changed");
      assertThat(refused.at("providerMessage").asString()).contains("Nobody here");
    }
    assertThat(tenant.get(path).at("configuration").path("base.url").asString())
        .isEqualTo(made.at("configuration").path("base.url").asString());

    // The access token has ended meanwhile, and is renewed for the trial as for any call.
    PROVIDER.endAccess();
    Reply moved =
        tenant.patch(
            path, "{\"configuration\": {\"base.url\": \"" + PROVIDER.url() + "/other/v3\"}}");
    assertThat(moved.status()).as(moved.text()).isEqualTo(200);
    assertThat(PROVIDER.requests("/other/v3/Users")).isNotEmpty();
    int calls = PROVIDER.requests().size();
    assertThat(tenant.patch(path, "{\"name\": \"Other\"}").status()).isEqualTo(200);
    assertThat(PROVIDER.requests()).hasSize(calls);
  }

  @Test
  void anotherTokenAddressTakesANewSignIn() {
    String path = "/instances/" + made().at("id").asLong();
    int calls = PROVIDER.requests().size();

    assertRefused(
        tenant.patch(
            path,
            "{\"configuration\": {\"sharefile.token.url\": \""
                + PROVIDER.url()
                + "/other/token\"}}"),
        409,
        "SIGN_IN_ANEW");
    assertThat(PROVIDER.requests()).hasSize(calls);
  }

  @Test
  void aConfigurationHasAnEnd() {
    String[] entries = new String[600];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = "\"k" + i + "\": \"v\"";
    }

    assertRefused(
        tenant.post("/instances", body(PROVIDER, PROVIDER.code(), entries)), 400, "BAD_FIELD");
  }

  @Test
  void headersOfCallbacksCannotBreakTheRequest() {
    for (String header :
        List.of(
            "Content-Length: 5",
            "transfer-encoding: chunked",
            "Host: elsewhere.example",
            "Elements-Webhook-Signature: sha256=mine",
            "Bad Name: x",
            "{\\\"X\\\": \\\"\\u010aEvil: 1\\\"}",
            "X: " + "y".repeat(5_000))) {
      assertRefused(
          tenant.post(
              "/instances",
              body(
                  PROVIDER,
                  PROVIDER.code(),
                  "\"event.notification.enabled\": \"true\"",
                  "\"event.notification.callback.url\": \"http://127.0.0.1:9/\"",
                  "\"event.notification.callback.headers\": \"" + header + "\"")),
          400,
          "BAD_CALLBACK",
          "event.notification.callback.headers");
    }
  }

  @Test
  void whatOneDatabaseCannotStoreIsRefusedByBoth() {
    String path = "/instances/" + made().at("id").asLong();
    String nul = "\\u0000";

    assertRefused(tenant.patch(path, "{\"name\": \"a" + nul + "\"}"), 400, "BAD_BODY", "U+0000");
    assertRefused(tenant.patch(path, "{\"name\": \"a\\\\" + nul + "\"}"), 400, "BAD_BODY");
    assertThat(tenant.patch(path, "{\"name\": \"a\\" + nul + "\"}").at("name").asString())
        .isEqualTo("a\\u0000");
    assertRefused(tenant.get("/instances?searchText=%00"), 400, "BAD_ENCODING");
  }
}
