package valise.server.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody with a browser's cookies who calls both sides of a server.
final class Visitor implements AutoCloseable {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]*)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .build();
  private final String server;

  Visitor(String server) {
    this.server = server;
  }

  /// The answer to a call with a body of JSON, or without one when it is empty.
  ///
  /// @throws IllegalStateException when it is refused
  JsonNode call(String method, String path, String authorization, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json));
    return MAPPER.readTree(accepted(request.build()).body());
  }

  JsonNode post(String path, Map<String, String> form) throws IOException, InterruptedException {
    return MAPPER.readTree(accepted(formRequest(path, form)).body());
  }

  void put(String url, byte[] body) throws IOException, InterruptedException {
    accepted(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /// Signs in on the page behind `url`, allows what is asked, and gives back the code with which
  /// the page sends the browser on.
  String allow(String url, String email, String password) throws IOException, InterruptedException {
    HttpResponse<String> page = follow(send(request(url).GET().build()));
    page = follow(submit(page, Map.of("email", email, "password", password)));
    HttpResponse<String> sent = page;
    if (page.statusCode() == 200) {
      Matcher scope = Pattern.compile("name=\"scope\" value=\"([^\"]*)\"").matcher(page.body());
      sent = submit(page, scope.find() ? Map.of("scope", scope.group(1)) : Map.of());
    }
    String location = sent.headers().firstValue("Location").orElse("");
    Matcher code = Pattern.compile("[?&]code=([^&]*)").matcher(location);
    if (!code.find()) {
      throw new IllegalStateException("Signing in gave no code: " + location);
    }
    return code.group(1);
  }

  private HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> typed)
      throws IOException, InterruptedException {
    Matcher form = FORM.matcher(page.body());
    if (page.statusCode() != 200 || !form.find()) {
      throw new IllegalStateException(page.uri() + " shows no form: " + page.statusCode());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.body());
    while (hidden.find()) {
      fields.put(plain(hidden.group(1)), plain(hidden.group(2)));
    }
    fields.putAll(typed);
    return send(formRequest(page.uri().resolve(plain(form.group(1))).toString(), fields));
  }

  private static String plain(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /// Goes on while the server sends us to itself.
  private HttpResponse<String> follow(HttpResponse<String> from)
      throws IOException, InterruptedException {
    HttpResponse<String> at = from;
    for (int i = 0; i < 5 && at.statusCode() / 100 == 3; i++) {
      URI next = at.uri().resolve(at.headers().firstValue("Location").orElse(""));
      if (!next.toString().startsWith(server)) {
        return at;
      }
      at = send(HttpRequest.newBuilder(next).GET().build());
    }
    return at;
  }

  private HttpRequest formRequest(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", server)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : server + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> accepted(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(request);
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(
          "%s %s was answered with %d: %s"
              .formatted(request.method(), request.uri(), response.statusCode(), response.body()));
    }
    return response;
  }

  @Override
  public void close() {
    client.close();
  }
}
