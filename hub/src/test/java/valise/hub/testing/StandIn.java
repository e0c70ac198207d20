package valise.hub.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Somebody who stands in for a provider: OAuth with rotating refresh tokens whose second use ends
/// everything, and an API below `/sf/v3` that answers who shows a token that is good. Guarded by
/// itself.
public final class StandIn implements AutoCloseable {

  /// What came: the form of a token request is in `body`.
  public record Request(
      String method, String path, String query, Map<String, String> headers, String body) {

    /// A field of a form.
    public String field(String name) {
      return form(body).getOrDefault(name, "");
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  /// What is answered.
  public record Said(int status, String type, String body, Map<String, String> headers) {

    public Said(int status, String type, String body) {
      this(status, type, body, Map.of());
    }

    public static Said json(int status, String body) {
      return new Said(status, "application/json", body);
    }
  }

  private final HttpServer server;
  private final List<Request> requests = new ArrayList<>();
  private final Set<String> codes = new HashSet<>();
  private final Map<String, Boolean> refreshTokens = new HashMap<>();
  private final Set<String> accessTokens = new HashSet<>();
  private Function<Request, Optional<Said>> instead = request -> Optional.empty();
  private int made;
  private int life = 3600;

  public StandIn() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// Its address, without a trailing slash.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A new authorization code.
  public synchronized String code() {
    String code = "code" + ++made;
    codes.add(code);
    return code;
  }

  /// Everything that came so far.
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  public synchronized List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /// Answers otherwise where `instead` has something to say.
  public synchronized void says(Function<Request, Optional<Said>> answers) {
    this.instead = answers;
  }

  /// How long access tokens made from now on are said to live, in seconds.
  public synchronized void lives(int seconds) {
    this.life = seconds;
  }

  /// Ends every access token; refresh tokens stay good.
  public synchronized void endAccess() {
    accessTokens.clear();
  }

  /// Ends everything: the user took their leave back.
  public synchronized void endAll() {
    accessTokens.clear();
    refreshTokens.clear();
  }

  /// Whether a refresh token was used twice.
  public synchronized boolean reused() {
    return requests.stream()
            .map(request -> request.field("refresh_token"))
            .filter(token -> !token.isEmpty())
            .distinct()
            .count()
        < requests.stream().filter(it -> !it.field("refresh_token").isEmpty()).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      Function<Request, Optional<Said>> other;
      synchronized (this) {
        requests.add(request);
        other = instead;
      }
      Said said = other.apply(request).orElseGet(() -> usual(request));
      byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", said.type());
      said.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Said usual(Request request) {
    if (request.path().equals("/oauth/token")) {
      return token(request);
    }
    String shown = request.header("Authorization").replaceFirst("^Bearer ", "");
    return accessTokens.contains(shown)
        ? Said.json(200, "{\"Id\":\"u1\",\"path\":\"" + request.path() + "\"}")
        : Said.json(401, "{\"message\":{\"value\":\"no such token\"}}");
  }

  private Said token(Request request) {
    boolean good =
        switch (request.field("grant_type")) {
          case "authorization_code" -> codes.remove(request.field("code"));
          case "refresh_token" -> use(request.field("refresh_token"));
          default -> false;
        };
    if (!good || !request.field("client_secret").equals("s3cret")) {
      return Said.json(
          400, "{\"error\":\"invalid_grant\",\"error_description\":\"it is not good any more\"}");
    }
    String access = "access" + ++made;
    String refresh = "refresh" + made;
    accessTokens.add(access);
    refreshTokens.put(refresh, true);
    return Said.json(
        200,
        """
        {"access_token":"%s","refresh_token":"%s","token_type":"bearer","expires_in":%d,\
        "appcp":"sharefile.com","apicp":"sf-api.com","subdomain":"acme"}\
        """
            .formatted(access, refresh, life));
  }

  /// A token that was used before was stolen: everything ends.
  private boolean use(String refresh) {
    Boolean fresh = refreshTokens.put(refresh, false);
    if (fresh != null && !fresh) {
      endAll();
    }
    if (fresh == null) {
      refreshTokens.remove(refresh);
    }
    return fresh != null && fresh;
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
