package valise.hub.simulators.dropbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One request and its answer.
final class Exchange {

  private static final int MOST_COMMAND_BYTES = 1 << 20;

  private final HttpExchange http;

  Exchange(HttpExchange http) {
    this.http = http;
  }

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  InputStream body() {
    return http.getRequestBody();
  }

  String text() throws IOException {
    return new String(body().readNBytes(MOST_COMMAND_BYTES), StandardCharsets.UTF_8);
  }

  Map<String, String> query() {
    return pairs(Optional.ofNullable(http.getRequestURI().getRawQuery()).orElse(""));
  }

  Map<String, String> form() throws IOException {
    return pairs(text());
  }

  static Map<String, String> pairs(String encoded) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : encoded.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return pairs;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.text(400, "malformed percent-encoding");
    }
  }

  void set(String header, String value) {
    http.getResponseHeaders().set(header, value);
  }

  void json(JsonNode answer) throws IOException {
    send(200, "application/json", answer.toString());
  }

  void send(int status, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    set("Content-Type", type);
    http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(bytes);
    }
  }

  void problem(Problem problem) throws IOException {
    problem.headers.forEach(this::set);
    send(problem.status, problem.type, problem.body);
  }

  /// Sends `length` bytes; with `most` it breaks off after so many.
  void stream(int status, InputStream in, long length, Optional<Long> most) throws IOException {
    http.sendResponseHeaders(status, length == 0 ? -1 : length);
    if (length == 0) {
      return;
    }
    OutputStream out = http.getResponseBody();
    byte[] buffer = new byte[64 * 1024];
    long left = Math.min(length, most.orElse(length));
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new IOException("The content is shorter than it was");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    if (most.isPresent()) {
      out.flush();
      throw new IOException("Broken off, as was asked for");
    }
    out.close();
  }

  void redirect(String location) throws IOException {
    set("Location", location);
    http.sendResponseHeaders(302, -1);
  }
}
