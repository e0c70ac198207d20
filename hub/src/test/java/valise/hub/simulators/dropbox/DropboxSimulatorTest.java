package valise.hub.simulators.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.ScriptedClock;

/// The simulator against what the vendor publishes of its API.
class DropboxSimulatorTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final ScriptedClock clock = new ScriptedClock();
  private final HttpClient client = HttpClient.newHttpClient();
  private DropboxSimulator dropbox;
  private String refresh = "";
  private String token = "";

  @BeforeEach
  void start() throws Exception {
    dropbox = DropboxSimulator.start(0, clock, "key", "secret");
    JsonNode granted = token("authorization_code", "code=" + code("&token_access_type=offline"));
    refresh = granted.path("refresh_token").asString();
    token = granted.path("access_token").asString();
  }

  @AfterEach
  void stop() throws IOException {
    dropbox.close();
    client.close();
  }

  @Test
  void itCanEndInTheMiddleOfUploads() throws Exception {
    for (int round = 0; round < 10; round++) {
      List<Socket> sockets = new ArrayList<>();
      String head =
          "POST /2/files/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + token
              + "\r\nDropbox-API-Arg: {\"path\":\"/x\"}\r\nContent-Type: application/octet-stream"
              + "\r\nContent-Length: 100\r\n\r\nx";
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(dropbox.uri().getHost(), dropbox.uri().getPort());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
      }
      dropbox.close();
      for (Socket socket : sockets) {
        socket.close();
      }
      start();
    }
  }

  private String code(String more) {
    URI back =
        dropbox.allow(
            URI.create(
                dropbox.uri()
                    + "/oauth2/authorize?client_id=key&response_type=code&state=s%26t"
                    + "&redirect_uri=http://x/"
                    + more));
    assertThat(back.getRawQuery()).endsWith("&state=s%26t");
    return back.getQuery().replaceFirst(".*code=([^&]*).*", "$1");
  }

  private JsonNode token(String grant, String more) throws Exception {
    return MAPPER.readTree(
        send(
                "/oauth2/token",
                "grant_type="
                    + grant
                    + "&redirect_uri=http://x/&client_id=key&client_secret=secret&"
                    + more,
                "application/x-www-form-urlencoded",
                "")
            .body());
  }

  private HttpResponse<String> send(String path, String body, String type, String argument)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(dropbox.uri().resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!argument.isEmpty()) {
      request.header("Dropbox-API-Arg", argument);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String route, String argument) throws Exception {
    return send("/2/" + route, argument, "application/json", "");
  }

  private JsonNode ok(String route, String argument) throws Exception {
    HttpResponse<String> answer = call(route, argument);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private JsonNode more(String cursor) throws Exception {
    return ok("files/list_folder/continue", "{\"cursor\": \"" + cursor + "\"}");
  }

  @Test
  void aCodeIsGoodOnceAndARefreshTokenIsNotRotated() throws Exception {
    String code = code("");
    assertThat(token("authorization_code", "code=" + code).has("refresh_token")).isFalse();
    assertThat(token("authorization_code", "code=" + code).path("error").asString())
        .isEqualTo("invalid_grant");
    clock.advance(Duration.ofHours(4));
    HttpResponse<String> expired = call("users/get_current_account", "null");
    assertThat(expired.statusCode()).isEqualTo(401);
    assertThat(expired.body()).contains("\".tag\":\"expired_access_token\"");
    for (int i = 0; i < 2; i++) {
      JsonNode renewed = token("refresh_token", "refresh_token=" + refresh);
      assertThat(renewed.has("refresh_token")).isFalse();
      token = renewed.path("access_token").asString();
    }
    assertThat(ok("users/get_current_account", "null").path("account_id").asString())
        .isEqualTo(DropboxSimulator.ACCOUNT);
  }

  @Test
  void aListEndsInACursorThatTellsWhatChangedSince() throws Exception {
    dropbox.put("/a/1.txt", "1");
    dropbox.put("/a/2.txt", "2");
    JsonNode page = ok("files/list_folder", "{\"path\": \"\", \"recursive\": true, \"limit\": 2}");
    assertThat(page.path("has_more").asBoolean()).isTrue();
    String middle = page.path("cursor").asString();
    JsonNode rest = more(middle);
    assertThat(rest.path("entries").size()).isEqualTo(1);
    String end = rest.path("cursor").asString();
    assertThat(more(end).path("entries").size()).isZero();

    dropbox.put("/a/2.txt", "22");
    dropbox.put("/A/3.txt", "3");
    dropbox.move("/a/1.txt", "/b/1.txt");
    dropbox.delete("/a/3.txt");
    JsonNode changes = more(end);
    StringBuilder told = new StringBuilder();
    for (JsonNode part = changes; ; part = more(part.path("cursor").asString())) {
      part.path("entries")
          .forEach(it ->
              told.append(it.path(".tag").asString())
                  .append(' ')
                  .append(it.path("path_display").asString())
                  .append('\n'));
      if (!part.path("has_more").asBoolean()) {
        break;
      }
    }
    assertThat(told)
        .hasToString(
            """
            file /a/2.txt
            deleted /a/1.txt
            folder /b
            file /b/1.txt
            deleted /A/3.txt
            """);
    assertThat(more(end).path("entries")).isEqualTo(changes.path("entries"));
    assertThat(more(middle).path("entries")).isEqualTo(rest.path("entries"));
    dropbox.resetCursors();
    HttpResponse<String> reset =
        call("files/list_folder/continue", "{\"cursor\": \"" + end + "\"}");
    assertThat(reset.statusCode()).isEqualTo(409);
    assertThat(reset.body()).contains("\"error_summary\":\"reset/");
  }

  @Test
  void aLongPollEndsWithAChangeOrWithTheTime() throws Exception {
    String cursor =
        ok("files/list_folder/get_latest_cursor", "{\"path\": \"\"}").path("cursor").asString();
    String argument = "{\"cursor\": \"" + cursor + "\", \"timeout\": 30}";
    CompletableFuture<HttpResponse<String>> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return call("files/list_folder/longpoll", argument);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    dropbox.put("/new.txt", "x");
    assertThat(waiting.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"changes\":true}");
    String later =
        ok("files/list_folder/get_latest_cursor", "{\"path\": \"\"}").path("cursor").asString();
    CompletableFuture<HttpResponse<String>> vain =
        CompletableFuture.supplyAsync(() -> {
          try {
            return call(
                "files/list_folder/longpoll", "{\"cursor\": \"" + later + "\", \"timeout\": 30}");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    while (!dropbox.calls().getLast().equals("files/list_folder/longpoll")
        || dropbox.calls().stream().filter(it -> it.endsWith("longpoll")).count() < 2) {
      Thread.onSpinWait();
    }
    while (!vain.isDone()) {
      clock.advance(Duration.ofSeconds(31));
      Thread.onSpinWait();
    }
    assertThat(vain.get().body()).isEqualTo("{\"changes\":false}");
  }

  @Test
  void theWebhookEchoesTheChallengeAndIsToldWithASignature() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    HttpServer app =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    app.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String query = exchange.getRequestURI().getQuery();
          byte[] answer =
              (query == null ? "" : query.replaceFirst("challenge=", ""))
                  .getBytes(StandardCharsets.UTF_8);
          if (query == null) {
            heard.add(exchange.getRequestHeaders().getFirst("X-Dropbox-Signature") + " " + body);
          }
          exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    app.start();
    try {
      URI hook = URI.create("http://127.0.0.1:" + app.getAddress().getPort() + "/hook");
      assertThat(dropbox.registerWebhook(hook)).isTrue();
      assertThat(dropbox.registerWebhook(hook.resolve("/nobody"))).isFalse();
      dropbox.put("/a.txt", "a");
      String told = heard.poll(10, TimeUnit.SECONDS);
      String[] parts = told.split(" ", 2);
      assertThat(parts[0]).isEqualTo(Webhook.signature("secret", parts[1]));
      assertThat(MAPPER.readTree(parts[1]).at("/list_folder/accounts/0").asString())
          .isEqualTo(DropboxSimulator.ACCOUNT);
    } finally {
      app.stop(0);
    }
  }

  @Test
  void theSignatureIsTheHexadecimalHmacOfTheBody() {
    // Reckoned with `openssl dgst -sha256 -hmac key`.
    assertThat(Webhook.signature("key", "The quick brown fox jumps over the lazy dog"))
        .isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  }

  @Test
  void anAnswerIsSaidInTheVendorsFourDialects() throws Exception {
    assertThat(call("files/get_metadata", "{\"path\": \"/none\"}").body())
        .isEqualTo(
            "{\"error_summary\":\"path/not_found/..\",\"error\":{\".tag\":\"path\",\"path\":{\".tag\":\"not_found\"}}}");
    HttpResponse<String> pattern = call("files/get_metadata", "{\"path\": \"none\"}");
    assertThat(pattern.statusCode()).isEqualTo(400);
    assertThat(pattern.body()).startsWith("Error in call to API function \"files/get_metadata\"");
    assertThat(call("files/get_metadata", "{\"path\": \"/a\", \"x\": 1}").body())
        .contains("unknown field 'x'");
    assertThat(call("files/nothing", "{}").statusCode()).isEqualTo(400);
    dropbox.faults().next("*", 1, new Faults.Fault.TooMany(3));
    HttpResponse<String> slow = call("files/get_metadata", "{\"path\": \"/a\"}");
    assertThat(slow.statusCode()).isEqualTo(429);
    assertThat(slow.headers().firstValue("Retry-After")).contains("3");
    HttpResponse<String> typed = send("/2/files/get_metadata", "{}", "text/plain", "");
    assertThat(typed.statusCode()).isEqualTo(400);
  }

  @Test
  void contentGoesUpAndDownWithTheVendorsHash() throws Exception {
    HttpResponse<String> up =
        send(
            "/2/files/upload",
            "hello",
            "application/octet-stream",
            "{\"path\": \"/h.txt\", \"client_modified\": \"2020-01-02T03:04:05Z\"}");
    JsonNode file = MAPPER.readTree(up.body());
    assertThat(file.has(".tag")).isFalse();
    assertThat(file.path("client_modified").asString()).isEqualTo("2020-01-02T03:04:05Z");
    // SHA-256 of the SHA-256 of the one block.
    assertThat(file.path("content_hash").asString())
        .isEqualTo("9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50");
    HttpResponse<String> down =
        send("/2/files/download", "", "application/octet-stream", "{\"path\": \"/h.txt\"}");
    assertThat(down.body()).isEqualTo("hello");
    assertThat(MAPPER.readTree(down.headers().firstValue("Dropbox-API-Result").orElseThrow()))
        .isEqualTo(file);
    HttpResponse<String> same =
        send("/2/files/upload", "hello", "application/octet-stream", "{\"path\": \"/h.txt\"}");
    assertThat(same.statusCode()).isEqualTo(200);
    HttpResponse<String> other =
        send("/2/files/upload", "other", "application/octet-stream", "{\"path\": \"/h.txt\"}");
    assertThat(other.body()).contains("path/conflict/file");
    assertThat(other.statusCode()).isEqualTo(409);
  }

  @Test
  void aSessionTellsTheOffsetItIsAt() throws Exception {
    JsonNode session =
        MAPPER.readTree(
            send("/2/files/upload_session/start", "abc", "application/octet-stream", "{}").body());
    String id = session.path("session_id").asString();
    HttpResponse<String> wrong =
        send(
            "/2/files/upload_session/append_v2",
            "def",
            "application/octet-stream",
            "{\"cursor\": {\"session_id\": \"" + id + "\", \"offset\": 1}}");
    assertThat(MAPPER.readTree(wrong.body()).at("/error/correct_offset").asInt()).isEqualTo(3);
    HttpResponse<String> done =
        send(
            "/2/files/upload_session/finish",
            "def",
            "application/octet-stream",
            "{\"cursor\": {\"session_id\": \""
                + id
                + "\", \"offset\": 3}, \"commit\": {\"path\": \"/s.txt\"}}");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(dropbox.read("/s.txt")).isEqualTo("abcdef");
  }
}
