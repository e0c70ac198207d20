package valise.hub.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.hub.testing.StandIn.Request;
import valise.hub.testing.StandIn.Said;
import valise.platform.db.DatabaseWorld;
import valise.platform.evidence.Assumed;
import valise.platform.net.Reach;

/// What definitions of one's own can say, and what bad ones, bad callers and bad providers come to.
final class OwnElementTest {

  private static final HubServer SERVER = HubServer.start();

  private final StandIn provider = new StandIn();
  private final Tenant tenant = SERVER.tenant();

  @AfterEach
  void closeProvider() {
    provider.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String element(String authentication, String more) {
    return """
    {"name": "Own", "key": "own", "description": "Own", "hub": "general",
     "authentication": {"type": "%s"},
     "configuration": [
       {"key": "base.url", "name": "A", "required": true},
       {"key": "api.key", "name": "K", "type": "PASSWORD"},
       {"key": "pagination.max", "name": "M", "defaultValue": "2"}],
     %s}
    """
        .formatted(authentication, more.replace('\'', '"').replace('`', '\''));
  }

  private Reply define(String more) {
    return tenant.post("/elements", element("custom", more));
  }

  private Tenant made(String authentication, String more, String configuration) {
    Reply defined = tenant.post("/elements", element(authentication, more));
    assertThat(defined.status()).as(defined.text()).isEqualTo(200);
    Reply made =
        tenant.post(
            "/instances",
            """
            {"element": {"key": "own"}, "name": "One",%s "configuration": {"base.url": "%s/api"%s}}
            """
                .formatted(
                    authentication.equals("oauth2")
                        ? "\"providerData\": {\"code\": \"" + provider.code() + "\"},"
                        : "",
                    provider.url(),
                    configuration.replace('\'', '"')));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return tenant.through(made.at("token").asString());
  }

  private Tenant made(String resources) {
    return made("custom", "'resources': [" + resources + "]", "");
  }

  private void answers(Function<Request, Said> answer) {
    provider.says(request ->
        request.path().startsWith("/api") ? Optional.of(answer.apply(request)) : Optional.empty());
  }

  private Request last() {
    return provider.requests().getLast();
  }

  // --- definitions -------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'method': 'FETCH', 'path': '/a'} | resources[0].method",
        "{'path': '/a b'} | resources[0].path",
        "{'path': '/a', 'type': 'later'} | resources[0].type",
        "{'path': '/a', 'vendorPath': '/a/{x}'} | resources[0].vendorPath",
        "{'path': '/a', 'parameters': [{'name': 'b', 'type': 'prevBody'}]} | resources[0].parameters[0].type",
        "{'path': '/a', 'parameters': [{'name': 'b', 'vendorType': 'smoke'}]} | resources[0].parameters[0].vendorType",
        "{'path': '/a', 'parameters': [{'name': 'b', 'dataType': 'float64'}]} | resources[0].parameters[0].dataType",
        "{'path': '/a', 'parameters': [{'name': 'b', 'vendorType': 'header', 'vendorName': 'Host'}]} | resources[0].parameters[0].vendorName",
        "{'path': '/a', 'parameters': [{'name': 'where', 'converter': 'toSql'}]} | resources[0].parameters[0].converter",
        "{'path': '/a', 'hooks': [{'type': 'sometimes', 'body': 'x'}]} | resources[0].hooks[0].type",
        "{'path': '/a', 'hooks': [{'type': 'preRequest', 'body': 'if ('}]} | preRequest hook of GET /a"
      })
  void whatCannotBeDoneIsRefusedWithItsField(String resource, String field) {
    Reply refused = define("'resources': [" + resource.strip() + "]");

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("BAD_ELEMENT");
    assertThat(refused.at("message").asString()).contains(field);
  }

  @Test
  void aDefinitionWithoutMeasureIsRefused() {
    String many =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "{'path': '/a" + i + "'}")
            .collect(Collectors.joining(","));

    assertThat(define("'resources': [" + many + "]").at("message").asString())
        .contains("resources: there are more than 2000");
  }

  // --- requests ----------------------------------------------------------------------------------

  @Test
  void valuesGoWhereTheirParametersSay() {
    answers(request -> Said.json(200, "{\"ok\": null, \"n\": 1}"));
    Tenant me =
        made(
            "custom",
            """
            'parameters': [{'name': 'Key ${configuration.api.key}', 'type': 'value', 'vendorName': 'X-Key', 'vendorType': 'header'}],
            'resources': [
             {'method': 'POST', 'path': '/hubs/general/things/{id}', 'vendorMethod': 'PUT', 'vendorPath': '/t/{key}?fixed=1',
              'parameters': [
               {'name': 'id', 'type': 'path', 'vendorName': 'key', 'vendorType': 'path'},
               {'name': 'lang', 'type': 'query', 'vendorName': 'Accept-Language', 'vendorType': 'header'},
               {'name': 'n', 'type': 'query', 'vendorName': 'deep.number', 'vendorType': 'bodyField', 'vendorDataType': 'integer'},
               {'name': 'body', 'type': 'body', 'vendorName': 'body', 'vendorType': 'body'},
               {'name': 'v2', 'type': 'value', 'vendorName': 'version', 'vendorType': 'query'}]},
             {'method': 'POST', 'path': '/forms', 'parameters': [{'name': 'a', 'type': 'bodyField', 'vendorName': 'b', 'vendorType': 'form'}]}]
            """,
            ", 'api.key': 'k'");

    Reply put = me.post("/hubs/general/things/a%20b?lang=de&n=7&else=9", "{\"x\": {\"y\": [1]}}");
    assertThat(put.text()).isEqualTo("{\"n\":1}");
    assertThat(last().method()).isEqualTo("PUT");
    assertThat(last().path()).isEqualTo("/api/t/a b");
    assertThat(TaskList.query(last().query()))
        .containsOnly(Map.entry("fixed", "1"), Map.entry("version", "v2"));
    assertThat(last().header("X-Key")).isEqualTo("Key k");
    assertThat(last().header("Accept-Language")).isEqualTo("de");
    assertThat(last().body()).isEqualTo("{\"x\":{\"y\":[1]},\"deep\":{\"number\":7}}");
    me.post("/forms", "{\"a\": \"1 2\"}");
    assertThat(last().field("b")).isEqualTo("1 2");
  }

  @Test
  void aValueCannotLeadElsewhereOrBreakAHeader() {
    answers(request -> Said.json(200, "{}"));
    Tenant me =
        made(
            """
            {'path': '/t/{id}', 'vendorPath': '/t/{id}',
             'parameters': [{'name': 'h', 'vendorName': 'X-H', 'vendorType': 'header'}]}
            """);
    int before = provider.requests().size();

    for (String path :
        List.of("/t/a%2F..%2F..%2Fadmin", "/t/%252e%252e%252fadmin", "/t/a%2F%252e%252e")) {
      Reply refused = me.get(path);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("BAD_PARAMETER");
    }
    // These the web server refuses itself.
    assertThat(me.get("/t/..%5Cadmin").status()).isEqualTo(400);
    for (String value : List.of("a%0d%0aX-Evil:%201", "%C3%BC", "a%0ab")) {
      assertThat(me.get("/t/1?h=" + value).code()).as(value).isEqualTo("BAD_PARAMETER");
    }
    assertThat(provider.requests()).hasSize(before);
    assertThat(me.get("/t/..x?h=fine").status()).isEqualTo(200);
  }

  @Test
  void aFilePassesBothWays() {
    answers(request ->
        request.method().equals("GET")
            ? new Said(200, "text/csv", "a,b")
            : Said.json(200, "{\"got\": \"" + request.body().length() + "\"}"));
    Tenant me =
        made(
            """
            {'path': '/export/{name}', 'vendorPath': '/export'},
            {'method': 'POST', 'path': '/import', 'vendorPath': '/import'},
            {'method': 'POST', 'path': '/attach', 'vendorPath': '/attach',
             'parameters': [{'name': 'file', 'type': 'multipart', 'vendorName': 'upload', 'vendorType': 'multipart'}]}
            """);

    Reply file = me.get("/export/tasks.csv");
    assertThat(file.text()).isEqualTo("a,b");
    assertThat(file.header("Content-Disposition")).contains("tasks.csv");
    String big = "x".repeat(5 << 20);
    Reply sent =
        SERVER.send(
            "POST",
            "/import",
            big,
            "Authorization",
            me.authorization(),
            "Content-Type",
            "text/csv");
    assertThat(sent.at("got").asString()).isEqualTo(Integer.toString(big.length()));
    assertThat(last().header("Content-Type")).isEqualTo("text/csv");
    SERVER.send(
        "POST",
        "/attach",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"n.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nhello\r\n--b--\r\n",
        "Authorization",
        me.authorization(),
        "Content-Type",
        "multipart/form-data; boundary=b");
    assertThat(last().body())
        .contains("name=\"upload\"; filename=\"n.txt\"", "\r\n\r\nhello\r\n--");
  }

  // --- signing in --------------------------------------------------------------------------------

  @Test
  @Assumed(
      area = "Hub",
      claim = "elements of one's own sign in by `oauth2`, `basic`, `apiKey` and `custom`",
      from = "the vendor's guides of the element builder")
  void theTokenIsShownAsTheElementSaysAndRenewed() {
    provider.says(request ->
        request.path().startsWith("/api")
                && !request.header("Authorization").equals("Token access3")
            ? Optional.of(Said.json(401, "{}"))
            : request.path().startsWith("/api")
                ? Optional.of(Said.json(200, "{}"))
                : Optional.empty());
    Tenant me =
        made(
            "oauth2",
            """
            'parameters': [{'name': 'Token ${configuration.oauth.user.token}', 'type': 'value', 'vendorName': 'Authorization', 'vendorType': 'header'}],
            'resources': [{'path': '/t'}, {'type': 'oauthOnTokenExchange', 'method': 'POST', 'path': '/x', 'vendorPath': '%s/oauth/token'}]
            """
                .formatted(provider.url()),
            ", 'oauth.api.key': 'app', 'oauth.api.secret': 's3cret', 'oauth.callback.url': 'https://a.example'");

    Reply answered = me.get("/t");
    assertThat(provider.requests("/oauth/token")).hasSize(2);
    assertThat(last().header("Authorization")).isEqualTo("Token access3");
    assertThat(answered.status()).as(answered.text()).isEqualTo(200);
  }

  @Test
  void basicIsUserAndPassword() {
    answers(request -> Said.json(200, "{}"));
    Tenant me =
        made("basic", "'resources': [{'path': '/t'}]", ", 'username': 'u', 'password': 'p'");

    assertThat(me.get("/t").status()).isEqualTo(200);
    assertThat(last().header("Authorization"))
        .isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString("u:p".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aPrivateAddressIsNotCalledWithoutLeave() {
    try (HubServer closed = HubServer.on(DatabaseWorld.SQLITE, Reach.PUBLIC_ONLY)) {
      Tenant there = closed.tenant();
      there.post("/elements", element("custom", "'resources': [{'path': '/t'}]"));
      Reply made =
          there.post(
              "/instances",
              "{\"element\": {\"key\": \"own\"}, \"name\": \"x\", \"configuration\": {\"base.url\": \""
                  + provider.url()
                  + "\"}}");
      Reply asked = there.through(made.at("token").asString()).get("/t");

      assertThat(asked.status()).as(asked.text()).isEqualTo(400);
      assertThat(asked.code()).isEqualTo("ADDRESS_NOT_ALLOWED");
      assertThat(provider.requests()).isEmpty();
    }
  }

  // --- lists -------------------------------------------------------------------------------------

  @Test
  void aCursorIsAValueOrTheListsOwnAddress() {
    answers(request ->
        Said.json(
            200,
            switch (request.path() + "?" + request.query()) {
              case "/api/v?size=2" ->
                  "{\"d\": {\"l\": [{\"i\": 1}, {\"i\": 2}]}, \"next\": \"c 2\"}";
              case "/api/v?size=2&at=c%202" -> "{\"d\": {\"l\": [{\"i\": 3}]}}";
              case "/api/a?" ->
                  "{\"l\": [{\"i\": 1}], \"next\": \"" + provider.url() + "/api/a?p=2\"}";
              case "/api/a?p=2" ->
                  "{\"l\": [{\"i\": 2}], \"next\": \"" + provider.url() + "/api/admin\"}";
              default -> "{\"l\": [\"" + request.path() + "\"]}";
            }));
    Tenant me =
        made(
            """
            {'path': '/v', 'rootKey': 'd.l', 'nextPageKey': 'next', 'parameters': [
              {'name': 'pageSize', 'vendorName': 'size'}, {'name': 'nextPage', 'vendorName': 'at'}]},
            {'path': '/a', 'rootKey': 'l', 'nextPageKey': 'next', 'paginationType': 'cursor'}
            """);

    Reply first = me.get("/v?pageSize=2");
    assertThat(first.text()).isEqualTo("[{\"i\":1},{\"i\":2}]");
    Reply second = me.get("/v?pageSize=2&nextPage=" + first.header("Elements-Next-Page-Token"));
    assertThat(second.text()).isEqualTo("[{\"i\":3}]");
    assertThat(second.header("Elements-Next-Page-Token")).isEmpty();

    Reply one = me.get("/a");
    Reply two = me.get("/a?nextPage=" + one.header("Elements-Next-Page-Token"));
    assertThat(two.text()).isEqualTo("[{\"i\":2}]");
    Reply astray = me.get("/a?nextPage=" + two.header("Elements-Next-Page-Token"));
    assertThat(astray.code()).isEqualTo("PROVIDER_LOOP");
    assertThat(provider.requests("/api/admin")).isEmpty();
  }

  @Test
  void aWhereIsTheProvidersWhereTheResourceSaysSo() {
    answers(request -> Said.json(200, "[]"));
    Tenant me =
        made(
            """
            {'path': '/raw', 'parameters': [{'name': 'where', 'vendorName': 'q'}]},
            {'path': '/pairs', 'parameters': [{'name': 'where', 'vendorName': 'converter:toQueryParameters'}]},
            {'path': '/odata', 'parameters': [{'name': 'where', 'converter': 'toODataFilter'}]}
            """);

    me.get("/raw?where=a='b'");
    assertThat(TaskList.query(last().query())).containsEntry("q", "a='b'");
    me.get("/pairs?where=a='b' AND c=1");
    assertThat(TaskList.query(last().query())).containsEntry("a", "b").containsEntry("c", "1");
    assertThat(me.get("/pairs?where=a%3E1").code()).isEqualTo("BAD_WHERE");
    me.get("/odata?where=(a='it''s' OR b%3E=2) AND c LIKE '%25x%25'");
    assertThat(TaskList.query(last().query()))
        .containsEntry("$filter", "((a eq 'it''s' or b ge 2) and contains(c, 'x'))");
  }

  @Test
  void aListWithoutEndAndAnAnswerWithoutMeasureComeToOne() {
    String huge = "[\"" + "x".repeat(33 << 20) + "\"]";
    answers(request ->
        Said.json(200, request.path().endsWith("/huge") ? huge : "[{\"i\": 1}, {\"i\": 1}]"));
    Tenant me =
        made(
            """
            {'path': '/endless', 'paginationType': 'page', 'parameters': [
              {'name': 'pageSize', 'vendorName': 's'}, {'name': 'page', 'vendorName': 'p'}]},
            {'path': '/huge'}
            """);

    Reply none = me.get("/endless?where=i=2");
    assertThat(none.text()).isEqualTo("[]");
    assertThat(none.header("Elements-Next-Page-Token")).isNotEmpty();
    assertThat(provider.requests("/api/endless")).hasSize(50);
    assertThat(me.get("/endless?orderBy=i").code()).isEqualTo("TOO_MANY_TO_SORT");
    assertThat(me.get("/huge").code()).isEqualTo("PROVIDER_ANSWER");
  }

  // --- hooks -------------------------------------------------------------------------------------

  @Test
  @Assumed(
      area = "Hub",
      claim =
          "hooks of the element and of the resource run around a call and change it; `continue: false` answers in its place",
      from = "the vendor's guide of hooks")
  void hooksRunAroundACall() {
    answers(request ->
        Said.json(
            request.path().endsWith("/bad") ? 500 : 200, "{\"path\": \"" + request.path() + "\"}"));
    Tenant me =
        made(
            "custom",
            """
            'hooks': [
              {'type': 'preRequest', 'body': 'done({request_vendor_headers: {`X-1`: `a`, `Accept`: null}});'},
              {'type': 'postRequest', 'body': 'if (response_iserror) { done({response_error_message: `it was ` + response_status_code, response_status_code: 409}); return; } response_body.last = true; done({response_body: response_body});'}],
            'resources': [
              {'path': '/t/{id}', 'vendorPath': '/t', 'hooks': [
                {'type': 'preRequest', 'body': 'return {request_vendor_path: `/other/` + request_path_variables.id, request_vendor_parameters: {q: request_parameters.x, h: request_vendor_headers[`X-1`], secret: request_headers.Authorization}};'},
                {'type': 'postRequest', 'body': 'response_body.first = true; return {response_body: response_body};'}]},
              {'path': '/bad'},
              {'path': '/none', 'hooks': [{'type': 'preRequest', 'body': 'done({`continue`: false, response_body: {mine: configuration[`pagination.max`]}})'}]}]
            """,
            "");
    assertThat(me.get("/t/5?x=1").text())
        .isEqualTo("{\"path\":\"/api/other/5\",\"first\":true,\"last\":true}");
    assertThat(TaskList.query(last().query())).isEqualTo(Map.of("q", "1", "h", "a"));
    assertThat(last().header("X-1")).isEqualTo("a");
    Reply refused = me.get("/bad");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("HOOK_REFUSED");
    assertThat(refused.at("providerMessage").asString()).isEqualTo("it was 500");
    int before = provider.requests().size();
    assertThat(me.get("/none").text()).isEqualTo("{\"mine\":\"2\"}");
    assertThat(provider.requests()).hasSize(before);
  }

  @Test
  void aHookThatFailsIsNamedWithItsLine() {
    answers(request -> Said.json(200, "{}"));
    Tenant me =
        made(
            """
            {'path': '/throws', 'hooks': [{'type': 'postRequest', 'body': 'var a = 1;\\n\\nresponse_body.x.y = a;'}]},
            {'path': '/ends', 'hooks': [{'type': 'preRequest', 'body': '\\nwhile (true) {}'}]},
            {'path': '/grows', 'hooks': [{'type': 'preRequest', 'body': 'return new Array(2e9).join(1);'}]}
            """);

    for (String path : List.of("/throws", "/ends", "/grows")) {
      Reply failed = me.get(path);
      assertThat(failed.status()).isEqualTo(502);
      assertThat(failed.code()).isEqualTo("HOOK_FAILED");
      assertThat(failed.at("message").asString()).contains("Request hook of GET " + path);
    }
    assertThat(me.get("/throws").at("message").asString()).contains("(line 3)");
    assertThat(me.get("/ends").at("message").asString()).contains("(line 2)");
  }

  // --- steps -------------------------------------------------------------------------------------

  @Test
  void theProviderIsAskedToCallAndNotToAnyMore() throws IOException {
    answers(
        request -> Said.json(200, request.path().equals("/api/hooks") ? "{\"id\": \"h1\"}" : "[]"));
    Tenant me =
        made(
            "custom",
            """
            'resources': [
              {'path': '/t'},
              {'type': 'onDelete', 'method': 'POST', 'path': '/bye', 'vendorPath': '/bye'},
              {'type': 'On Provision Webhook', 'method': 'POST', 'path': '/hooks', 'parameters': [
                {'name': '{\\"target\\": \\"{webhookCallbackUrl}\\"}', 'type': 'value', 'vendorType': 'body', 'vendorName': 'body'}]},
              {'type': 'On Delete Webhook', 'method': 'DELETE', 'path': '/unhook', 'vendorPath': '/hooks/{event.notification.subscription.id}'}]
            """,
            ", 'event.notification.enabled': true, 'event.vendor.type': 'webhook', 'event.poller.configuration': {'t': {'url': '/hubs/general/t', 'idField': 'id'}}");
    SERVER.step();
    SERVER.clock().advance(Duration.ofSeconds(1));
    SERVER.step();

    List<Request> asked = provider.requests("/api/hooks");
    assertThat(asked).hasSize(1);
    String target = asked.getFirst().body().replaceAll(".*\"target\":\"([^\"]+)\".*", "$1");
    assertThat(target).contains("/events/own/").contains("?s=");
    int polls = provider.requests("/api/t").size();
    SERVER.send("POST", target.replaceFirst("^.*?/events/", "/events/"), "{}");
    SERVER.step();
    assertThat(provider.requests("/api/t")).hasSizeGreaterThan(polls);

    assertThat(me.delete("/instances").status()).isEqualTo(200);
    assertThat(provider.requests("/api/hooks/h1")).hasSize(1);
    assertThat(provider.requests("/api/bye")).hasSize(1);
  }
}
