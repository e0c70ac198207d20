package valise.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Somebody who calls the server, with headers that go with every request. It follows no redirect
/// and keeps no cookie.
final class Caller {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI server;
  private final Map<String, String> headers;

  private Caller(URI server, Map<String, String> headers) {
    this.server = server;
    this.headers = headers;
  }

  static Caller stranger(URI server) {
    return new Caller(server, Map.of());
  }

  /// The first administrator, signed in with the password.
  static Caller admin(PackagedServer server) throws IOException {
    Answer token = signIn(server);
    return stranger(server.uri()).with("Authorization", "Bearer " + token.string("access_token"));
  }

  /// The answer to the password grant for the first administrator.
  static Answer signIn(PackagedServer server) throws IOException {
    PackagedServer.FirstStart facts = server.firstStart();
    return stranger(server.uri())
        .form(
            "/oauth/token",
            Map.of(
                "grant_type", "password",
                "client_id", facts.clientId(),
                "client_secret", facts.clientSecret(),
                "username", facts.email(),
                "password", facts.password()))
        .ok();
  }

  Caller with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Caller(server, more);
  }

  Answer get(String path) throws IOException {
    return send("GET", path, new byte[0], "");
  }

  Answer post(String path, String json) throws IOException {
    return send("POST", path, json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  Answer put(String path, String json) throws IOException {
    return send("PUT", path, json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  Answer patch(String path, String json) throws IOException {
    return send("PATCH", path, json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  Answer delete(String path) throws IOException {
    return send("DELETE", path, new byte[0], "");
  }

  Answer bytes(String path, byte[] body) throws IOException {
    return send("POST", path, body, "application/octet-stream");
  }

  Answer form(String path, Map<String, String> fields) throws IOException {
    return send(
        "POST",
        path,
        encode(fields).getBytes(StandardCharsets.UTF_8),
        "application/x-www-form-urlencoded");
  }

  static String encode(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : "&")
            .append(encode(name))
            .append('=')
            .append(encode(value)));
    return text.toString();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// @param target a path with its query below the server, or one of the server's own whole
  ///   addresses
  Answer send(String method, String target, byte[] body, String type) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(own(target))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 && (method.equals("GET") || method.equals("DELETE"))
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      Map<String, java.util.List<String>> named = new TreeMap<>();
      response
          .headers()
          .map()
          .forEach((name, values) -> named.put(name.toLowerCase(java.util.Locale.ROOT), values));
      return new Answer(response.statusCode(), named, response.body());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A server that sends us somewhere else than to itself is wrong.
  private URI own(String target) {
    if (!target.startsWith("http")) {
      return URI.create(server + target);
    }
    URI uri = URI.create(target);
    if (!uri.getAuthority().equals(server.getAuthority())) {
      throw new AssertionError("The server sent its caller to a stranger: " + target);
    }
    return uri;
  }
}
