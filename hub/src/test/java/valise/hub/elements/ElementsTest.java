package valise.hub.elements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.UserId;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.wire.WireJson;
import valise.platform.evidence.Assumed;

/// The catalogue over HTTP, and what a definition can be.
final class ElementsTest {

  private static final HubServer SERVER = HubServer.start();

  private final Tenant tenant = SERVER.tenant();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  // --- the catalogue -----------------------------------------------------------------------------

  @Test
  void strangersReadTheCatalogue() {
    assertThat(SERVER.send("GET", "/elements", "").json())
        .extracting(element -> element.path("key").asString())
        .containsExactly("dropbox", "sharefile");
    assertThat(SERVER.send("GET", "/elements/keys", "").text())
        .isEqualTo("[\"dropbox\",\"sharefile\"]");
    assertThat(SERVER.send("GET", "/elements/keys?pageSize=1", "").header("Elements-Total-Count"))
        .isEqualTo("2");
    assertThat(SERVER.send("GET", "/hubs/keys", "").text()).isEqualTo("[\"documents\"]");
    assertThat(SERVER.send("GET", "/hubs/Documents", "").at("id").asInt()).isEqualTo(4);
    assertThat(SERVER.send("GET", "/hubs/documents/elements", "").json()).hasSize(2);
    assertThat(SERVER.send("GET", "/hubs/crm", "").status()).isEqualTo(404);
    assertThat(SERVER.send("GET", "/elements/metadata", "").status()).isEqualTo(401);
    assertThat(
            SERVER.send("GET", "/elements", "", "Authorization", "User x, Organization y").code())
        .isEqualTo("BAD_SECRET");
  }

  @Test
  void anElementIsFoundByKeyInAnyCaseAndById() {
    for (String name : List.of("sharefile", "shareFile", "SHAREFILE", "450")) {
      Reply element = SERVER.send("GET", "/elements/" + name, "");
      assertThat(element.at("id").asInt()).as(name).isEqualTo(450);
      assertThat(element.at("configuration")).isNotEmpty();
    }
    assertThat(SERVER.send("GET", "/elements/nosuch", "").code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void metadataSaysHowEventsAreLearnt() {
    Reply metadata = tenant.get("/elements/450/metadata");

    assertThat(metadata.at("events").path("supported").asBoolean()).isTrue();
    assertThat(metadata.at("events").path("methods").toString())
        .isEqualTo("[\"polling\",\"webhook\"]");
    assertThat(metadata.at("hub").asString()).isEqualTo("documents");
    assertThat(tenant.get("/elements/metadata").json()).hasSize(2);
  }

  @Test
  void everyConfigurationItemHasItsPlace() {
    Reply items = tenant.get("/elements/sharefile/configuration");

    assertThat(items.json())
        .extracting(item -> item.path("key").asString())
        .contains("sharefile.subdomain", "event.poller.urls", "event.notification.signature.key")
        .doesNotHaveDuplicates();
    assertThat(items.json())
        .extracting(item -> item.path("id").asLong())
        .doesNotHaveDuplicates()
        .allMatch(id -> id > 450_000);
    assertThat(
            tenant
                .get("/elements/sharefile/configuration/sharefile.format")
                .at("defaultValue")
                .asString())
        .isEqualTo("json");
    assertThat(tenant.get("/elements/sharefile/authentication-types").at("defaultValue").asString())
        .isEqualTo("oauth2");
    assertThat(tenant.get("/elements/sharefile/authentication-types/oauth2/configurations").json())
        .hasSameSizeAs(items.json());
  }

  @Test
  void whatAnElementCanBeAskedIsDescribedAndServed() {
    Reply docs = tenant.get("/elements/sharefile/docs?version=-1");

    assertThat(docs.at("swagger").asString()).isEqualTo("2.0");
    assertThat(docs.at("basePath").asString()).isEqualTo("/elements/api-v2");
    assertThat(docs.at("info").path("x-element-id").asInt()).isEqualTo(450);
    docs.at("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    // Without credentials, so that what is there says 401.
                    assertThat(
                            SERVER
                                .send(
                                    method.toUpperCase(java.util.Locale.ROOT),
                                    path.getKey().replaceAll("\\{[a-z]+}", "x"),
                                    "")
                                .status())
                        .as(method + " " + path.getKey())
                        .isEqualTo(401)));
    assertThat(tenant.get("/elements/dropbox/docs").at("paths").has("/share")).isFalse();
    assertThat(docs.at("paths").has("/share")).isTrue();
    tenant.post("/elements/sharefile/clone", "{\"key\": \"like-sharefile\"}");
    assertThat(tenant.get("/elements/like-sharefile/docs").at("paths").has("/share")).isTrue();
    Reply one = tenant.get("/elements/sharefile/docs?operationId=getFoldersContents2");
    assertThat(one.at("paths").propertyNames()).containsExactly("/folders/{id}/contents");
    assertThat(tenant.get("/elements/sharefile/docs?operationId=nosuch").code())
        .isEqualTo("NOT_FOUND");
  }

  // --- signing in --------------------------------------------------------------------------------

  private static String url(String query) {
    return SERVER
        .send("GET", "/elements/sharefile/oauth/url?" + query, "")
        .at("oauthUrl")
        .asString();
  }

  @Test
  void aServerOfOnesOwnIsSignedInToAtItsOwnAddress() {
    assertThat(
            url(
                "apiKey=k&apiSecret=s&callbackUrl=http://a.example/b&scope=v3&state=a%20b&siteAddress=http://127.0.0.1:8080/"))
        .isEqualTo(
            "http://127.0.0.1:8080/oauth/authorize?client_id=k&response_type=code&redirect_uri=http%3A%2F%2Fa.example%2Fb&scope=v3&state=a%20b");
    assertThat(url("apiKey=k&callbackUrl=http://a.example/b"))
        .as("the key is the usual state")
        .endsWith("&state=sharefile");
  }

  @Test
  void theAddressIsGivenForABodyToo() {
    Reply answer =
        SERVER.send(
            "POST",
            "/elements/dropbox/oauth/url",
            """
            {"apiKey": "k", "apiSecret": "s", "callbackUrl": "https://a.example/b?c=d&e",
             "token_access_type": "offline", "siteAddress": "http://127.0.0.1:9"}\
            """);

    assertThat(answer.at("oauthUrl").asString())
        .isEqualTo(
            "http://127.0.0.1:9/oauth2/authorize?response_type=code&client_id=k&redirect_uri=https://a.example/b%3Fc%3Dd%26e&token_access_type=offline&state=dropbox");
  }

  @Test
  void whatIsNeededForTheAddressIsNamed() {
    assertThat(
            SERVER
                .send("GET", "/elements/sharefile/oauth/url?callbackUrl=x", "")
                .at("message")
                .asString())
        .contains("'apiKey'");
    assertThat(SERVER.send("GET", "/elements/sharefile/oauth/url?apiKey=x", "").code())
        .isEqualTo("PARAMETER_MISSING");
  }

  // --- elements of one's own ---------------------------------------------------------------------

  private static final String OWN =
      """
      {"name": "Own", "key": "Own", "description": "Ours alone", "authentication": {"type": "oauth2"},
       "hub": "documents",
       "configuration": [
         {"key": "oauth.authorization.url", "name": "A", "defaultValue": "https://p.example/auth"},
         {"key": "oauth.token.url", "name": "T", "defaultValue": "https://p.example/token"},
         {"key": "base.url", "name": "B", "required": true}]}\
      """;

  @Test
  void anOrganizationMakesAnElementThatItAloneSees() {
    Reply made = tenant.post("/elements", OWN);

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.at("key").asString()).isEqualTo("own");
    assertThat(made.at("id").asLong()).isGreaterThan(100_000);
    assertThat(tenant.get("/elements/keys").text()).contains("\"own\"");
    assertThat(SERVER.send("GET", "/elements/own", "").status()).isEqualTo(404);
    assertThat(SERVER.tenant().get("/elements/own").status()).isEqualTo(404);
    assertThat(
            tenant
                .get("/elements/own/oauth/url?apiKey=k&callbackUrl=https://a.example/b")
                .at("oauthUrl")
                .asString())
        .startsWith("https://p.example/auth?response_type=code&client_id=k&redirect_uri=");
    assertThat(tenant.post("/elements", OWN).code()).isEqualTo("ELEMENT_KEY_TAKEN");
  }

  private Tenant colleague(long account, String email) {
    Reply made =
        tenant.post(
            "/accounts/" + account + "/users",
            """
            {"email": "%s", "firstName": "B", "lastName": "B", "password": "long enough"}\
            """
                .formatted(email));
    User user = SERVER.bean(Tenants.class).find(new UserId(made.at("id").asLong())).orElseThrow();
    return tenant.colleague(user, made.at("secret").asString());
  }

  private long account(String name) {
    return tenant.post("/accounts", "{\"externalId\": \"" + name + "\"}").at("id").asLong();
  }

  @Test
  @Assumed(
      from = "the published operations, which show no bodies",
      area = "Elements",
      claim = "a private element is for the accounts that it is granted to")
  void aPrivateElementIsForTheAccountsThatItIsGrantedTo() {
    long acme = account("acme");
    Tenant bob = colleague(acme, "bob@example.com");
    Tenant carol = colleague(account("other"), "carol@example.com");
    tenant.post("/elements/dropbox/clone", "{\"key\": \"box-of-ours\"}");
    String grant = "/elements/box-of-ours/accounts/" + acme;
    String instance =
        """
        {"element": {"key": "box-of-ours"}, "name": "One", "configuration": {}}
        """;

    assertThat(tenant.get("/elements/box-of-ours").status()).isEqualTo(200);
    assertThat(bob.get("/elements/box-of-ours").code()).isEqualTo("NOT_FOUND");
    assertThat(bob.get("/elements/keys").text()).doesNotContain("box-of-ours");
    assertThat(bob.get("/hubs/documents/elements").json()).hasSize(2);
    assertThat(bob.post("/instances", instance).code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.get(grant).code()).isEqualTo("NOT_FOUND");
    assertThat(bob.put(grant, "").code()).isEqualTo("NOT_ALLOWED");

    assertThat(tenant.put(grant, "").at("id").asLong()).isEqualTo(acme);
    assertThat(tenant.put(grant, "").status()).isEqualTo(200);
    assertThat(tenant.get(grant).at("elementKey").asString()).isEqualTo("box-of-ours");
    assertThat(bob.get("/elements/keys").text()).contains("box-of-ours");
    // It is there, and now it is the configuration that is asked for.
    assertThat(bob.post("/instances", instance).code()).isEqualTo("CONFIGURATION_MISSING");
    assertThat(carol.get("/elements/box-of-ours").code()).isEqualTo("NOT_FOUND");

    assertThat(tenant.delete(grant).status()).isEqualTo(200);
    assertThat(tenant.delete(grant).code()).isEqualTo("NOT_FOUND");
    assertThat(bob.get("/elements/box-of-ours").code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.put("/elements/box-of-ours/accounts/99999", "").code())
        .isEqualTo("NOT_FOUND");
    assertThat(tenant.put("/elements/sharefile/accounts/" + acme, "").code())
        .isEqualTo("NOT_ALLOWED");

    ObjectNode open = (ObjectNode) tenant.get("/elements/box-of-ours/export").json();
    open.put("private", false);
    assertThat(tenant.put("/elements/box-of-ours", open.toString()).status()).isEqualTo(200);
    assertThat(carol.get("/elements/box-of-ours").status()).isEqualTo(200);
    assertThat(tenant.put(grant, "").code()).isEqualTo("ELEMENT_NOT_PRIVATE");
  }

  @Test
  void whatIsExportedCanBeMadeAgain() {
    Reply exported = tenant.get("/elements/sharefile/export");
    assertThat(exported.header("Content-Disposition")).contains("sharefile.json");
    ObjectNode copy = (ObjectNode) WireJson.MAPPER.readTree(exported.text());
    copy.put("key", "mine");

    Reply made = tenant.post("/elements", copy.toString());

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(tenant.get("/elements/mine/configuration").json())
        .hasSameSizeAs(tenant.get("/elements/sharefile/configuration").json());
  }

  @Test
  void aCloneIsChangedAndDeletedAndTheOriginalIsNot() {
    Reply clone = tenant.post("/elements/sharefile/clone", "");
    assertThat(clone.at("key").asString()).isEqualTo("sharefile-clone");
    assertThat(tenant.post("/elements/sharefile/clone", "").at("key").asString())
        .isEqualTo("sharefile-clone2");
    ObjectNode definition =
        (ObjectNode)
            WireJson.MAPPER.readTree(tenant.get("/elements/sharefile-clone/export").text());
    definition.put("name", "Renamed");

    Reply changed = tenant.put("/elements/sharefile-clone", definition.toString());

    assertThat(changed.at("name").asString()).isEqualTo("Renamed");
    assertThat(changed.at("id")).isEqualTo(clone.at("id"));
    assertThat(tenant.delete("/elements/sharefile-clone/active").at("active").asBoolean(true))
        .isFalse();
    assertThat(tenant.delete("/elements/sharefile-clone").status()).isEqualTo(200);
    assertThat(tenant.get("/elements/sharefile-clone").status()).isEqualTo(404);
    assertThat(tenant.put("/elements/sharefile", definition.toString()).code())
        .isEqualTo("NOT_ALLOWED");
    assertThat(tenant.delete("/elements/sharefile").code()).isEqualTo("NOT_ALLOWED");
  }

  private static final String AREA = "Elements";

  @Test
  @Assumed(
      area = AREA,
      claim = "configuration items of an element of one's own are edited one by one",
      from = "the published operations, which show no bodies")
  void oneConfigurationItemIsAddedChangedAndRemoved() {
    tenant.post("/elements", OWN);
    Reply before = tenant.get("/elements/own/configuration");

    Reply added =
        tenant.post(
            "/elements/own/configuration",
            "{\"key\": \"size\", \"name\": \"Size\", \"defaultValue\": \"7\"}");

    assertThat(added.status()).as(added.text()).isEqualTo(200);
    assertThat(tenant.get("/elements/own/configuration/size").at("defaultValue").asString())
        .isEqualTo("7");
    assertThat(tenant.get("/elements/own/configuration").json()).hasSize(before.json().size() + 1);
    assertThat(tenant.get("/elements/own/configuration").json())
        .as("the others have the ids that they had")
        .containsAll(before.json());
    assertThat(tenant.post("/elements/own/configuration", added.text()).code())
        .isEqualTo("CONFIGURATION_KEY_TAKEN");
    Reply changed =
        tenant.put(
            "/elements/own/configuration/size", "{\"name\": \"Size\", \"type\": \"BOOLEAN\"}");
    assertThat(changed.at("type").asString()).isEqualTo("BOOLEAN");
    assertThat(changed.at("id")).isEqualTo(added.at("id"));
    assertThat(
            tenant
                .put("/elements/own/configuration/size", "{\"name\": \"S\", \"type\": \"KNOB\"}")
                .code())
        .isEqualTo("BAD_ELEMENT");
    assertThat(tenant.delete("/elements/own/configuration/size").status()).isEqualTo(200);
    assertThat(tenant.get("/elements/own/configuration").text()).isEqualTo(before.text());
    assertThat(tenant.delete("/elements/own/configuration/size").code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.delete("/elements/own/configuration/event.poller.urls").code())
        .isEqualTo("SET_BY_THE_HUB");
    assertThat(tenant.delete("/elements/sharefile/configuration/sharefile.subdomain").code())
        .isEqualTo("NOT_ALLOWED");
  }

  @Test
  @Assumed(
      area = AREA,
      claim =
          "parameters, hooks, resources and objects of an element of one's own are edited one by one",
      from = "the published operations and schemas")
  void thePartsOfADefinitionAreEditedOneByOne() {
    tenant.post("/elements", OWN);

    Reply resource =
        tenant.post(
            "/elements/own/resources", "{\"path\": \"/hubs/documents/x\", \"method\": \"GET\"}");

    assertThat(resource.status()).as(resource.text()).isEqualTo(200);
    String inside = "/elements/own/resources/" + resource.at("id").asLong();
    Reply hook =
        tenant.post(inside + "/hooks", "{\"type\": \"preRequest\", \"body\": \"done();\"}");
    assertThat(hook.status()).as(hook.text()).isEqualTo(200);
    assertThat(tenant.post(inside + "/parameters", "{\"name\": \"a\"}").status()).isEqualTo(200);
    assertThat(tenant.post(inside + "/models", "{\"name\": \"m\"}").status()).isEqualTo(200);
    assertThat(tenant.post(inside + "/fields", "{\"name\": \"m\"}").status()).isEqualTo(404);
    Reply object = tenant.post("/elements/own/objects", "{\"name\": \"letters\"}");
    String fields = "/elements/own/objects/" + object.at("id").asLong() + "/fields";
    Reply field = tenant.post(fields, "{\"name\": \"subject\"}");
    Reply renamed =
        tenant.put(fields + "/" + field.at("id").asLong(), "{\"name\": \"title\", \"id\": 5}");
    assertThat(renamed.at("id")).isEqualTo(field.at("id"));
    assertThat(tenant.get(fields + "/" + field.at("id").asLong()).at("name").asString())
        .isEqualTo("title");

    Reply exported = tenant.get("/elements/own/export");
    assertThat(exported.at("resources").get(0).path("hooks").get(0).path("body").asString())
        .isEqualTo("done();");
    assertThat(exported.at("objects").get(0).path("fields")).hasSize(1);
    assertThat(tenant.delete(inside + "/hooks/" + hook.at("id").asLong()).status()).isEqualTo(200);
    assertThat(tenant.get(inside + "/hooks").json()).isEmpty();
    assertThat(tenant.delete(inside).status()).isEqualTo(200);
    assertThat(tenant.get(inside + "/parameters").code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.get("/elements/own/resources").json()).isEmpty();
  }

  @Test
  void whatIsNoPartIsRefusedAndOursAreReadOnly() {
    tenant.post("/elements", OWN);
    assertThat(tenant.post("/elements/own/hooks", "{\"type\": \"later\", \"body\": \"x\"}").code())
        .isEqualTo("BAD_ELEMENT");
    assertThat(
            tenant
                .post("/elements/own/resources", "{\"path\": \"/x\", \"method\": \"FETCH\"}")
                .code())
        .isEqualTo("BAD_ELEMENT");
    assertThat(tenant.post("/elements/own/parameters", "{}").code()).isEqualTo("BAD_ELEMENT");
    assertThat(tenant.delete("/elements/own/parameters/1").code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.get("/elements/sharefile/parameters").json()).isEmpty();
    assertThat(tenant.post("/elements/sharefile/parameters", "{\"name\": \"a\"}").code())
        .isEqualTo("NOT_ALLOWED");
    assertThat(SERVER.tenant().get("/elements/own/hooks").code()).isEqualTo("NOT_FOUND");
    assertThat(tenant.get("/elements/450/versions").json().get(0).path("version").asString())
        .isEqualTo("1");
    assertThat(tenant.get("/elements/450/transformations").json()).isEmpty();
  }

  @Test
  @Assumed(
      area = AREA,
      claim =
          "`/docs/all`, `/docs/all_platform`, `/docs/{hub}` and `/docs/{resource}` describe what is served",
      from = "the published paths")
  void thePlatformDescribesItselfAndWhatItDescribesIsServed() {
    Reply platform = tenant.get("/docs/all_platform");

    assertThat(platform.at("swagger").asString()).isEqualTo("2.0");
    assertThat(platform.at("paths").has("/instances/{id}/enabled")).isTrue();
    assertThat(platform.at("paths").has("/elements/{keyOrId}/hooks/{id}")).isTrue();
    assertThat(platform.at("paths").has("/files")).isFalse();
    platform
        .at("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    assertThat(
                            SERVER
                                .send(
                                    method.toUpperCase(java.util.Locale.ROOT),
                                    path.getKey()
                                        .replace("{eventId}", "a".repeat(20))
                                        .replaceAll("\\{[A-Za-z]+}", "1"),
                                    "")
                                .text())
                        .as(method + " " + path.getKey())
                        .doesNotContain("This address")));
    assertThat(tenant.get("/docs/documents").at("paths").has("/share")).isTrue();
    assertThat(tenant.get("/docs/documents?provider=dropbox").at("paths").has("/share")).isFalse();
    assertThat(tenant.get("/docs/instances").at("paths").propertyNames())
        .isNotEmpty()
        .allMatch(path -> path.startsWith("/instances"));
    assertThat(tenant.get("/docs/all").at("paths").size())
        .isGreaterThan(platform.at("paths").size());
    assertThat(tenant.get("/docs/nosuch").code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aDefinitionThatCannotBeUsedIsRefusedWithThePlace() {
    Reply answer =
        tenant.post(
            "/elements",
            """
            {"name": "X", "key": "x", "authentication": {"type": "oauth2"},
             "configuration": [{"key": "a", "name": "A"}, {"key": "b", "name": "B", "type": "KNOB"}]}\
            """);

    assertThat(answer.code()).isEqualTo("BAD_ELEMENT");
    assertThat(answer.at("message").asString())
        .contains("configuration[1].type", "'KNOB'", "TEXTFIELD_32");
    assertThat(tenant.post("/elements", "{\"key\": \"x\"}").at("message").asString())
        .contains(" name: ");
    assertThat(
            tenant.post("/elements", "{\"name\": \"X\", \"key\": \"x\"}").at("message").asString())
        .contains("authentication: a type is needed");
  }

  @Test
  void aDefinitionsMistakeIsNamedByFileAndField() {
    Resource file =
        new ByteArrayResource(
            """
            {"id": 1, "key": "x", "name": "X", "authentication": {"type": "oauth2"},
             "connection": {"callbackKeys": "no list"}}\
            """
                .getBytes(UTF_8),
            "valise/hub/elements/x/element.json");

    assertThatThrownBy(() -> Definitions.element(file, List.of()))
        .hasMessageContaining("valise/hub/elements/x/element.json")
        .hasMessageContaining(": connection.callbackKeys: a list of texts is needed");
  }
}
