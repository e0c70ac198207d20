package valise.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import valise.files.items.TreeCheck;
import valise.files.oauth.Apps;
import valise.platform.db.DatabaseSettings;
import valise.server.data.Backup;
import valise.server.data.FirstStart;
import valise.server.settings.AllSettings;

/// The whole server, on a free port and a folder of its own.
final class ServerTest {

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Server> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Server::close);
    client.close();
  }

  private AllSettings settings(Map<String, String> more) {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "data", folder.resolve("data").toString(),
                "port", "0",
                "metrics.port", "0",
                "log.requests", "false"));
    given.putAll(more);
    return AllSettings.read(given, Map.of());
  }

  private Server start(Map<String, String> more) {
    Server server = Server.start(settings(more));
    started.add(server);
    return server;
  }

  private HttpResponse<String> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theFirstStartIsToldOnceAndOpensTheDoor() throws Exception {
    List<FirstStart.Facts> told = new ArrayList<>();
    Server first = start(Map.of());
    first.tellFirstFacts(told::add);
    String words = FirstWords.of(told.getFirst(), folder);
    first.close();
    started.clear();
    Server second = start(Map.of());
    second.tellFirstFacts(told::add);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().url()).isEqualTo(first.url());
    assertThat(Files.readString(folder.resolve("data/first-start.json"))).contains(first.url());
    assertThat(words)
        .contains("type = sharefile", "endpoint = " + first.url(), "\"refresh_token\":\"");
  }

  @Test
  void theHubIsServedBesideTheFilesAndKnowsItsFirstUser() throws Exception {
    List<FirstStart.Facts> told = new ArrayList<>();
    Server server = start(Map.of());
    server.tellFirstFacts(told::add);
    FirstStart.Facts facts = told.getFirst();
    String hub = server.url() + "/elements/api-v2";

    assertThat(get(hub + "/elements/keys").body()).contains("\"sharefile\"");
    assertThat(get(hub + "/instances").statusCode()).isEqualTo(401);
    assertThat(
            get(
                    hub + "/users/me",
                    "Authorization",
                    "Organization "
                        + facts.organizationSecret().reveal()
                        + ",User "
                        + facts.userSecret().reveal())
                .body())
        .contains("\"email\":\"" + facts.email() + "\"");
    assertThat(Files.readString(folder.resolve("data/first-start.json")))
        .contains(facts.userSecret().reveal(), facts.organizationSecret().reveal());
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    start(Map.of());

    assertThatThrownBy(() -> Server.start(settings(Map.of())))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("in use by another valise");
  }

  @Test
  void aDatabaseThatIsNoneIsSaidSo() throws IOException {
    start(Map.of());
    started.removeFirst().close();
    Files.writeString(folder.resolve("data/hub.db"), "This is no database. ".repeat(500));

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("not a database")
        .hasMessageContaining("valise doctor");
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    String port = start(Map.of()).url().replaceAll(".*:", "");

    assertThatThrownBy(() ->
            Server.start(
                settings(Map.of("data", folder.resolve("other").toString(), "port", port))))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("Port " + port);
  }

  @Test
  void itIsWellAndCountsOnAnotherPort() throws Exception {
    Server server = start(Map.of());

    assertThat(get(server.url() + "/actuator/health").body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(get(server.url() + "/actuator/metrics").statusCode()).isEqualTo(404);
    assertThat(get(server.url() + "/metrics").statusCode()).isEqualTo(404);
    int port = server.metricsPort().orElseThrow();
    assertThat(get("http://127.0.0.1:" + port + "/metrics").body())
        .contains("http_server_requests_seconds_count")
        .contains("status=\"404\"")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void whatFiltersAndServletsAnswerIsCountedByItsRoute() throws Exception {
    Server server = start(Map.of());

    get(server.url() + "/actuator/health");
    get(server.url() + "/OAuth/Token/");
    get(server.url() + "/oauth/authorize?client_id=nobody");

    int port = server.metricsPort().orElseThrow();
    assertThat(get("http://127.0.0.1:" + port + "/metrics").body())
        .contains("uri=\"/actuator/health\"", "uri=\"/oauth/token\"", "uri=\"/oauth/authorize\"");
  }

  @Test
  void aBrowserThatIsLostGetsAPage() throws Exception {
    HttpResponse<String> page =
        get(start(Map.of()).url() + "/nowhere", "Accept", "text/html,application/xhtml+xml");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("content-type")).get().asString().startsWith("text/html");
    assertThat(page.headers().firstValue("content-security-policy"))
        .get()
        .asString()
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("<h1>There is nothing here</h1>", "/pages/style.css")
        .doesNotContain("{{");
  }

  @Test
  void aRequestThatIsBeingAnsweredIsAnsweredBeforeTheEnd() throws Exception {
    Server server = start(Map.of("shutdown.grace", "20s"));
    URI uri = URI.create(server.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head = "POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nfoo";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      String metrics = "http://127.0.0.1:" + server.metricsPort().orElseThrow() + "/metrics";
      await(() -> get(metrics).body().contains("http_server_requests_running 1"));

      Thread closing = Thread.ofVirtual().start(server::close);
      await(() -> refuses(uri));
      assertThat(closing.isAlive()).isTrue();
      out.write("=ba".getBytes(StandardCharsets.US_ASCII));
      out.write('r');

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid_client");
      assertThat(closing.join(Duration.ofSeconds(15))).isTrue();
    }
    started.clear();
  }

  private interface Probe {
    boolean holds() throws Exception;
  }

  private static void await(Probe probe) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!probe.holds()) {
      assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static boolean refuses(URI uri) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void aRequestKeepsItsIdIfItIsSane() throws Exception {
    String url = start(Map.of()).url() + "/sf/v3/Capabilities";

    assertThat(get(url, "X-Request-Id", "abc-123-def").headers().firstValue("X-Request-Id"))
        .contains("abc-123-def");
    assertThat(get(url, "X-Request-Id", "<script>").headers().firstValue("X-Request-Id"))
        .get()
        .asString()
        .matches("[A-Za-z0-9]{22}");
  }

  @Test
  void nothingOfTheInsideShowsWhenNothingAnswers() throws Exception {
    String url = start(Map.of()).url();

    HttpResponse<String> api = get(url + "/sf/v3/Nothing");
    assertThat(api.statusCode()).isEqualTo(404);
    assertThat(api.body()).contains("\"code\":\"NotFound\"").contains("valiseCode");
    for (String raw :
        new String[] {
          "GET /sf/v3/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nBad Header: \r\n\r\n",
          "NONSENSE\r\n\r\n"
        }) {
      String answer = raw(url, raw);
      assertThat(answer)
          .as(raw)
          .startsWith("HTTP/1.1 4")
          .doesNotContainIgnoringCase("tomcat")
          .doesNotContain("<h1>")
          .doesNotContain("Exception");
    }
  }

  @Test
  void aRequestLineThatCannotBeReadIsAnsweredAsTheApiDoes() throws Exception {
    String answer =
        raw(start(Map.of()).url(), "GET /sf/v3/Items?x=\u0001 HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/json", "\"valiseCode\":\"BAD_PATH\"");
  }

  @Test
  void aBodyThatCannotBeReadIsTheSendersFaultEverywhere() throws Exception {
    String url = start(Map.of()).url();
    for (String path :
        List.of("/sf/v3/Users/Confirm", "/oauth/token", "/sf/v3/Accounts/GetByUser")) {
      String request =
          "POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n";
      assertThat(raw(url, request))
          .as(path)
          .startsWith("HTTP/1.1 400")
          .contains("could not be read to its end");
    }
  }

  private static String raw(String url, String request) throws Exception {
    URI uri = URI.create(url);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          request
              .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aBackupOfARunningServerServes() throws Exception {
    List<FirstStart.Facts> told = new ArrayList<>();
    start(Map.of()).tellFirstFacts(told::add);
    AllSettings settings = settings(Map.of());
    Path copy = folder.resolve("copy");

    Backup.make(
        settings.storage(), (DatabaseSettings.Sqlite) settings.storage().database(), copy, false);

    Server restored = start(Map.of("data", copy.toString()));
    restored.tellFirstFacts(told::add);
    assertThat(told).hasSize(1);
    FirstStart.Facts facts = told.getFirst();
    HttpResponse<String> token =
        client.send(
            HttpRequest.newBuilder(URI.create(restored.url() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "grant_type=password&client_id=%s&client_secret=%s&username=%s&password=%s"
                            .formatted(
                                facts.clientId(),
                                facts.clientSecret().reveal(),
                                facts.email(),
                                facts.password().reveal())))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
  }

  @Test
  void commandsWorkBesideARunningServer() throws Exception {
    start(Map.of()).tellFirstFacts(facts -> {});

    try (GenericApplicationContext features = Server.features(settings(Map.of()))) {
      List<TreeCheck.Finding> findings = new ArrayList<>();
      features.getBean(TreeCheck.class).check(true, Duration.ofDays(1), findings::add);
      assertThat(findings).isEmpty();
      assertThat(features.getBean(Apps.class).all()).hasSize(1);
    }
  }
}
