package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.acceptance.Manners.Rude;
import static valise.acceptance.Manners.rude;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What the hub says to the ill-meant and the broken, on both of its sides: an error in its own
/// form with a stable code, never a 500, nothing of its inside, and no secret.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class HubBadInputTest {

  private static final String API = "/elements/api-v2";
  private static final String APP_SECRET = "hush-app-secret";

  private static final List<String> IDS =
      List.of(
          "0",
          "-1",
          "x",
          "999999999999999999999999",
          "9223372036854775807",
          "%00",
          "..",
          "%2e%2e",
          "%0d%0aX-Evil:1",
          "'or'1'='1",
          "%F0%9F%97%83",
          "%C0%AF",
          "a".repeat(2_000));

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "[]",
          "null",
          "1",
          "\"x\"",
          "{\"a\":1}{\"b\":2}",
          "{\"a\":1,\"a\":2}",
          "[".repeat(50_000),
          "{\"a\":".repeat(5_000),
          "{\"name\":\"\\ud800\"}",
          "{\"name\":\"a\\u0000b\"}",
          "{\"name\":1e999}",
          "{\"name\":" + "9".repeat(3_000) + "}",
          "{\"name\":[],\"tags\":{},\"element\":[],\"configuration\":1,\"providerData\":\"x\"}",
          "{\"element\":{\"key\":{}},\"tags\":[[[]],null,{\"name\":{}}]}",
          "{\"topics\":[null],\"config\":{\"url\":{}}}",
          "{\"topics\":[null]}",
          "{\"duration\":1e30}",
          "{\"active\":\"perhaps\"}",
          "{\"path\":[\"a\"],\"propertyValue\":{}}",
          "{\"x\":\"" + "y".repeat(1_500_000) + "\"}",
          "{\"x\":\"" + "y".repeat(5 << 20) + "\"}");

  private static final List<String> WHERES =
      List.of(
          "'",
          "(((",
          "a",
          "a=",
          "a='x' and",
          "=",
          "1=1",
          "a between 1 and 2",
          "a in ()",
          "a is not",
          "``=1",
          "\u0000=1",
          "'; drop table instance; --",
          "size=1e999999999",
          "a='x' or ".repeat(300) + "a='x'",
          "(".repeat(1_500) + "a=1" + ")".repeat(1_500),
          "name like '" + "%a".repeat(900) + "'");

  private PackagedServer server;
  private PackagedServer.FirstStart facts;
  private RudeProvider provider;
  private Manners manners;
  private Caller tenant;
  private String authorization;
  private String through;
  private long instance;
  private String token;

  @BeforeAll
  void anInstance() throws IOException {
    Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
    settings.put("VALISE_ALLOW_PRIVATE_CALLBACKS", "true");
    server = PackagedServer.fresh("hub-bad-input", settings);
    facts = server.firstStart();
    provider = new RudeProvider();
    manners = new Manners(server, "none");
    authorization = facts.hubAuthorization();
    tenant = Caller.stranger(server.uri()).with("Authorization", authorization);
    Answer made = make("well", Map.of()).ok();
    instance = made.json().path("id").asLong();
    token = made.string("token");
    through = "User " + facts.userSecret() + ", Element " + token;
  }

  @AfterAll
  void stop() throws IOException {
    provider.close();
    server.close();
  }

  private Answer make(String manner, Map<String, String> more) throws IOException {
    return tenant.post(API + "/instances", body(manner, more));
  }

  private String body(String manner, Map<String, String> more) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put("oauth.api.key", "app");
    configuration.put("oauth.api.secret", APP_SECRET);
    configuration.put("oauth.callback.url", "https://app.example/back");
    configuration.put("sharefile.subdomain", provider.at(manner));
    configuration.putAll(more);
    return Drive.json(
        Map.of(
            "element",
            Map.of("key", "sharefile"),
            "name",
            manner,
            "providerData",
            Map.of("code", "hush-code"),
            "configuration",
            configuration));
  }

  private Rude asTenant(String what, String line, String body, Integer... statuses) {
    return rude(what, line + "\nAuthorization: " + authorization, body, statuses);
  }

  private Rude asInstance(String what, String line, String body, Integer... statuses) {
    return rude(what, line + "\nAuthorization: " + through, body, statuses);
  }

  private void sweep(List<Rude> requests) throws IOException {
    for (Rude each : requests) {
      manners.check(each);
    }
    assertThat(tenant.get(API + "/instances/" + instance).ok().string("name")).isEqualTo("well");
    assertThat(server.log()).doesNotContain(APP_SECRET, RudeProvider.ACCESS, "hush-", token);
  }

  @Test
  void secretsThatAreNoneOpenNothing() throws IOException {
    String user = "User " + facts.userSecret();
    String organization = "Organization " + facts.organizationSecret();
    String element = "Element " + token;
    List<Rude> requests = new ArrayList<>();
    for (String shown :
        List.of(
            "",
            "x",
            "Bearer x",
            "Basic YTpi",
            ",,,",
            user,
            organization,
            element,
            user + ", " + user + ", " + organization,
            user + "; " + organization,
            user + " x, " + organization,
            "User, Organization",
            user + ", Organization " + facts.userSecret(),
            "User " + token + ", Element " + facts.userSecret(),
            user + ", Element nope",
            organization + ", " + element,
            user + ", Organization nope, " + element,
            "User " + "a".repeat(7_000))) {
      String header = "\nAuthorization:" + (shown.isEmpty() ? "" : " " + shown);
      for (String path :
          List.of(
              "/instances/" + instance,
              "/accounts",
              "/users",
              "/notifications/subscriptions",
              "/instances/events/analytics")) {
        requests.add(rude("credentials", "GET " + API + path + header, "", 401));
      }
      if (!shown.equals(user)) {
        requests.add(rude("credentials", "GET " + API + "/files?path=/x" + header, "", 401));
      }
    }
    sweep(requests);
    // In any order.
    Caller.stranger(server.uri())
        .with("Authorization", organization + "," + user)
        .get(API + "/instances")
        .ok();
  }

  @Test
  void idsOfNobodyAreNotFoundAnywhere() throws IOException {
    Integer[] notThere = {400, 404, 405, 410};
    List<Rude> requests = new ArrayList<>();
    for (String id : IDS) {
      for (String line :
          List.of(
              "GET /instances/%s",
              "DELETE /instances/%s",
              "GET /instances/%s/events",
              "GET /instances/%s/configuration",
              "PUT /instances/%s/enabled",
              "GET /elements/%s",
              "GET /elements/%s/oauth/url?apiKey=a&callbackUrl=b",
              "DELETE /elements/%s",
              "GET /accounts/%s",
              "GET /accounts/%s/events",
              "GET /users/%s",
              "GET /notifications/%s",
              "DELETE /notifications/%s",
              "PUT /notifications/%s/acknowledge",
              "GET /notifications/redeliveries/%s",
              "DELETE /notifications/redeliveries/%s",
              "GET /notifications/subscriptions/%s",
              "DELETE /notifications/subscriptions/%s",
              "GET /notifications/%s/subscriptions/deliveries",
              "GET /hubs/%s",
              "GET /links/%s",
              "POST /events/sharefile/%s")) {
        requests.add(asTenant("id", line.replace(" ", " " + API).replace("%s", id), "", notThere));
      }
      for (String line :
          List.of(
              "/instances/" + instance + "/events/%s",
              "/instances/" + instance + "/events/%s/why",
              "/instances/" + instance + "/configuration/%s")) {
        requests.add(asTenant("id", "GET " + API + line.replace("%s", id), "", notThere));
      }
      requests.add(asInstance("id", "GET " + API + "/objects/" + id + "/metadata", "", notThere));
      requests.add(
          asInstance("id", "GET " + API + "/files/fi1/revisions/" + id, "", 400, 404, 405));
    }
    sweep(requests);
  }

  @Test
  void whatIsAnotherTenantsAnswersLikeWhatIsNot() throws IOException {
    PackagedServer.Ended added =
        server.command("hub", "add-organization", "Other", "other@example.org");
    assertThat(added.status()).as(added.output()).isZero();
    Matcher secrets = Pattern.compile("secret: (\\S+)").matcher(added.output());
    assertThat(secrets.find()).isTrue();
    String user = "User " + secrets.group(1);
    assertThat(secrets.find()).isTrue();
    Caller other =
        Caller.stranger(server.uri())
            .with("Authorization", user + ", Organization " + secrets.group(1));
    long nobodys = 987_654_321;
    for (String[] request :
        new String[][] {
          {"GET", "/instances/%d", ""},
          {"PUT", "/instances/%d", "{}"},
          {"PATCH", "/instances/%d", "{\"name\":\"taken\"}"},
          {"DELETE", "/instances/%d", ""},
          {"PUT", "/instances/%d/enabled", ""},
          {"DELETE", "/instances/%d/enabled", ""},
          {"GET", "/instances/%d/events", ""},
          {"GET", "/instances/%d/configuration", ""},
          {"GET", "/instances/%d/docs", ""},
          {"GET", "/notifications?topics[]=instance-%d-sharefile-events", ""},
          {
            "POST",
            "/notifications/subscriptions",
            "{\"topics\":[\"instance-%d-sharefile-events\"],\"config\":{\"url\":\"http://127.0.0.1:9/\"}}"
          }
        }) {
      List<String> said = new ArrayList<>();
      for (long id : new long[] {instance, nobodys}) {
        Answer answer =
            other.send(
                request[0],
                (API + request[1].replace("%d", "" + id)).replace("[]", "%5B%5D"),
                request[2].replace("%d", "" + id).getBytes(StandardCharsets.UTF_8),
                "application/json");
        assertThat(answer.status()).as(request[1] + answer).isEqualTo(404);
        said.add(
            answer
                .text()
                .replace(answer.json().path("requestId").asString(), "")
                .replace("" + id, "ID"));
      }
      assertThat(said.getFirst()).isEqualTo(said.getLast());
    }
    Answer borrowed =
        Caller.stranger(server.uri())
            .with("Authorization", user + ", Element " + token)
            .get(API + "/files?path=/x");
    assertThat(borrowed.status()).isEqualTo(401);
    assertThat(other.get(API + "/instances").ok().json()).isEmpty();
    sweep(List.of());
  }

  @Test
  void bodiesThatAreNone() throws IOException {
    List<Rude> requests = new ArrayList<>();
    for (String body : BODIES) {
      for (String line :
          List.of(
              "POST /instances",
              "POST /elements/sharefile/instances",
              "POST /elements",
              "POST /elements/sharefile/oauth/url",
              "POST /accounts",
              "POST /notifications",
              "POST /notifications/subscriptions",
              "POST /notifications/emails",
              "PATCH /instances/" + instance + "/configuration/nope")) {
        requests.add(asTenant("body", line.replace(" ", " " + API), body));
      }
      for (String line :
          List.of(
              "POST /folders",
              "POST /share",
              "POST /files/copy?path=/x",
              "PATCH /files/metadata?path=/x")) {
        requests.add(asInstance("body", line.replace(" ", " " + API), body));
      }
      requests.add(rude("call", "POST " + API + "/events/sharefile\nAuthorization:", body));
    }
    for (String type :
        List.of("*/*", "text/plain", "a", ";;;", "multipart/form-data", "application/xml")) {
      String line = "POST " + API + "/instances\nContent-Type: " + type;
      requests.add(asTenant("type", line, "{\"name\":\"x\"}", 400, 415));
    }
    requests.add(
        asTenant("control", "POST " + API + "/instances\nContent-Type: \u007f", "{}", 400));
    requests.add(asTenant("method", "TRACE " + API + "/instances", "", 405));
    requests.add(asTenant("method", "PROPFIND " + API + "/instances", "", 405));
    sweep(requests);
  }

  /// Tomcat refuses them before it knows their address to its end.
  @Test
  void requestLinesThatCannotBeRead() throws IOException {
    sweep(
        List.of(
            rude("an odd letter", "GET " + API + "/instances/\u0001", "", 400),
            rude("an odd letter", "GET " + API + "/instances?a=\u0001", "", 400),
            rude("no escape", "GET " + API + "/instances/%", "", 400),
            rude("a line of 40 kB", "GET " + API + "/" + "x".repeat(40_000), "", 400),
            rude("a line of 1 MB", "GET " + API + "/" + "x".repeat(1_000_000), "", 400)));
  }

  @Test
  void queriesThatMakeNoSense() throws IOException {
    List<String> queries = new ArrayList<>();
    WHERES.forEach(where -> queries.add("where=" + Caller.encode(where)));
    for (String number : List.of("-1", "0", "x", "99999999999999999999", "1e9", "1;2", "%2B1")) {
      queries.add("pageSize=" + number);
      queries.add("page=" + number);
      queries.add("after=" + number);
      queries.add("size=" + number);
      queries.add("interval=" + number);
      queries.add("from=" + number);
      queries.add("hydrate=" + number);
    }
    for (String page : List.of("x", "%00", "e30", "W10", "eyJvZmZzZXQiOi0xfQ", "a".repeat(6_000))) {
      queries.add("nextPage=" + page);
    }
    for (String order : List.of("'", ",", "name%20sideways", "name%20asc%20desc", "%60")) {
      queries.add("orderBy=" + order);
    }
    for (String path :
        List.of("", "x", "/../..", "/a//b", "/a/../b", "/%00", "/%0d%0aX:1", "/x".repeat(3_000))) {
      queries.add("path=" + path);
    }
    queries.addAll(List.of("path=%zz", "x=%ff%fe", "%zz=1", "=", "where=%", "page=1&page=2"));
    List<Rude> requests = new ArrayList<>();
    for (String query : queries) {
      for (String path :
          List.of(
              "/instances",
              "/elements",
              "/accounts/events",
              "/instances/" + instance + "/events",
              "/instances/events/analytics",
              "/instances/events/analytics/accounts",
              "/instances/events/dispositions",
              "/notifications/redeliveries",
              "/notifications/subscriptions/deliveries")) {
        requests.add(asTenant("query", "GET " + API + path + "?" + query, ""));
      }
      for (String path :
          List.of("/folders/contents", "/files/metadata", "/events/poll/documents")) {
        requests.add(asInstance("query", "GET " + API + path + "?" + query, "", 400, 404));
      }
    }
    sweep(requests);
  }

  @Test
  void configurationsThatCannotBe() throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    for (String url :
        List.of(
            "ftp://x/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://",
            "//x",
            "http://[::1",
            "http://u:p@127.0.0.1/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:9/\r\nEvil: 1",
            "http://169.254.169.254/latest")) {
      all.add(Map.of("event.notification.callback.url", url));
    }
    for (String headers :
        List.of(
            "X",
            "{",
            "{\"X\":\"a\\r\\nEvil: 1\"}",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            "Host: x",
            "A B: c")) {
      all.add(events("event.notification.callback.headers", headers));
    }
    for (String poller :
        List.of(
            "{",
            "[]",
            "1",
            "{\"documents\":1}",
            "{\"documents\":{\"url\":\"http://elsewhere.example/\"}}",
            "{\"documents\":{\"url\":\"/x${\"}}",
            "{\"documents\":{\"url\":\"/x${nope}\"}}",
            "{\"documents\":{\"url\":\"/x${date:QQ}\"}}",
            "{\"documents\":{\"url\":\"/x\",\"pageSize\":-1}}",
            "{\"documents\":{\"url\":\"/x\"},\"documents\":{\"url\":\"/y\"}}",
            "[".repeat(5_000))) {
      all.add(events("event.poller.configuration", poller));
    }
    for (String interval : List.of("0", "-1", "x", "1e9", "999999999")) {
      all.add(events("event.poller.refresh_interval", interval));
    }
    all.add(events("event.vendor.type", "both"));
    all.add(Map.of("event.notification.enabled", "perhaps"));
    all.add(Map.of("sharefile.subdomain", "http://127.0.0.1:1/\r\nEvil: 1"));
    all.add(Map.of("sharefile.subdomain", "http://u:p@127.0.0.1/"));
    all.add(Map.of("base.url", "{base.url}"));
    all.add(Map.of("sharefile.token.url", "file:///etc/passwd"));
    all.add(Map.of("k".repeat(201), "v"));
    all.add(Map.of("oauth.api.key", "x".repeat(200_000)));
    List<Rude> requests = new ArrayList<>();
    for (Map<String, String> more : all) {
      requests.add(
          asTenant("configuration", "POST " + API + "/instances", body("well", more), 400, 403));
    }
    requests.add(
        asTenant(
            "another provider",
            "PATCH " + API + "/instances/" + instance,
            Drive.json(
                Map.of("configuration", Map.of("sharefile.subdomain", "http://127.0.0.1:9"))),
            409));
    sweep(requests);
  }

  private static Map<String, String> events(String key, String value) {
    return Map.of(
        "event.notification.enabled",
        "true",
        "event.notification.callback.url",
        "http://127.0.0.1:9/",
        key,
        value);
  }

  @Test
  void providersWithoutManners() throws IOException {
    Set<Integer> clear = Set.of(200, 400, 401, 403, 404, 405, 409, 416, 429, 502);
    for (String manner :
        List.of(
            "html", "nothing", "null", "list", "deep", "types", "huge", "cut", "endless", "401",
            "403", "404", "409", "416", "429", "500", "503")) {
      Caller hub =
          Caller.stranger(server.uri())
              .with(
                  "Authorization",
                  "User "
                      + facts.userSecret()
                      + ", Element "
                      + make(manner, Map.of()).ok().string("token"));
      for (String path :
          List.of(
              "/files?path=/x",
              "/files/fi1/metadata?raw=true",
              "/folders/contents?path=/x",
              "/folders/contents?path=/x&orderBy=name&where=name%3D'nothing'",
              "/files/fi1/links",
              "/search?text=a",
              "/me",
              "/events/poll/documents?where=lastmodifieddate%3D'2020-01-01T00:00:00Z'")) {
        assertClear(manner + " " + path, hub.get(API + path), clear);
      }
      assertClear(manner, hub.delete(API + "/files/fi1"), clear);
      assertClear(manner, hub.post(API + "/folders", "{\"path\":\"/a/b\"}"), clear);
      assertClear(manner, hub.bytes(API + "/files?path=/a/b.txt", new byte[10]), clear);
    }
    sweep(List.of());
  }

  private static void assertClear(String what, Answer answer, Set<Integer> statuses) {
    assertThat(answer.status()).as(what + answer).isIn(statuses);
    assertThat(answer.text()).as(what).doesNotContain("\tat ", "Exception", "hush-");
    if (answer.status() >= 400) {
      Manners.assertHubError(what, answer);
    }
  }

  @Test
  void sixteenAtOnceRenewALeaveOnce() throws Exception {
    Caller hub =
        Caller.stranger(server.uri())
            .with(
                "Authorization",
                "User "
                    + facts.userSecret()
                    + ", Element "
                    + make("brief", Map.of()).ok().string("token"));
    int before = provider.refreshed();
    PackagedServer.pause(1_100);
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      calls.add(() -> hub.get(API + "/me"));
    }
    try (ExecutorService sixteen = Executors.newFixedThreadPool(16)) {
      for (Future<Answer> answer : sixteen.invokeAll(calls)) {
        answer.get().ok();
      }
    }
    assertThat(provider.refreshed() - before).isEqualTo(1);
    sweep(List.of());
  }
}
