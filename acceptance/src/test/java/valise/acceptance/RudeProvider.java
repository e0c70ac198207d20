package valise.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A ShareFile that lets everybody in and then behaves badly: how, is the first name of the path.
/// By any other name it merely has nothing.
final class RudeProvider implements AutoCloseable {

  static final String ACCESS = "hush-access-token";

  private static final byte[] MEGABYTE = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

  private final HttpServer server;
  private final AtomicInteger refreshed = new AtomicInteger();

  RudeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// Its address for one kind of rudeness.
  String at(String manner) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + manner;
  }

  /// How often a refresh token was shown.
  int refreshed() {
    return refreshed.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
      String[] path = exchange.getRequestURI().getPath().split("/", 3);
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      String asked = path.length < 3 ? "" : path[2];
      if (asked.startsWith("oauth/token")) {
        boolean again = form.contains("refresh_token");
        refreshed.addAndGet(again ? 1 : 0);
        say(exchange, 200, token(path[1], again));
      } else if (asked.startsWith("sf/v3/Users")) {
        say(exchange, 200, "{}");
      } else {
        misbehave(exchange, path[1], asked, query);
      }
    }
  }

  private static String token(String manner, boolean again) {
    int life = manner.equals("brief") && !again ? 1 : 3_600;
    return "{\"access_token\":\"%s\",\"refresh_token\":\"hush-refresh\",\"expires_in\":%d}"
        .formatted(ACCESS, life);
  }

  private static void misbehave(HttpExchange exchange, String manner, String asked, String query)
      throws IOException {
    switch (manner) {
      case "html" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        say(exchange, 200, "<h1>Portal</h1>");
      }
      case "nothing" -> say(exchange, 200, "");
      case "null" -> say(exchange, 200, "null");
      case "list" -> say(exchange, 200, "[1,2,3]");
      case "deep" -> say(exchange, 200, "[".repeat(100_000));
      case "types" ->
          say(
              exchange,
              200,
              "{\"Id\":5,\"Name\":{\"x\":1},\"odata.type\":7,\"CreationDate\":[1],\"value\":"
                  + "[{\"odata.type\":3},null,7,\"x\"],\"odata.count\":\"many\"}");
      case "huge" -> {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
          for (int i = 0; i < 200; i++) {
            out.write(MEGABYTE);
          }
        } catch (IOException e) {
          // Hung up on, as it should be.
        }
      }
      case "cut" -> {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
      }
      case "endless" -> say(exchange, 200, endless(asked, query));
      case "brief" -> say(exchange, 200, "{}");
      default ->
          say(
              exchange,
              manner.matches("\\d{3}") ? Integer.parseInt(manner) : 404,
              "{\"message\":{\"value\":\"No way.\"}}");
    }
  }

  private static String endless(String asked, String query) {
    if (!asked.contains("/Children")) {
      return "{\"Id\":\"fo1\",\"Name\":\"f\",\"odata.type\":\"ShareFile.Api.Models.Folder\"}";
    }
    int size =
        query.contains("top=") ? Integer.parseInt(query.replaceFirst(".*top=(\\d+).*", "$1")) : 100;
    return IntStream.range(0, size)
        .mapToObj(i ->
            "{\"Id\":\"fi%d\",\"Name\":\"n%d\",\"odata.type\":\"ShareFile.Api.Models.File\"}"
                .formatted(i, i))
        .collect(Collectors.joining(",", "{\"value\":[", "]}"));
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "99999999");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
