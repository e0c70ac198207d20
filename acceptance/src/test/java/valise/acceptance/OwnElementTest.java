package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import valise.platform.evidence.Assumed;

/// The element in the documentation, word for word: posted, provisioned, called by curl, polled,
/// and its event called back.
final class OwnElementTest {

  private static final String API = "/elements/api-v2";
  private static final String KEY = "MySecretEventSignatureKey";

  private static final List<String> TASKS = new CopyOnWriteArrayList<>();
  private static HttpServer provider;
  private static PackagedServer server;

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(Curl.isInstalled(), "curl is not installed");
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.createContext("/v1/", OwnElementTest::answer);
    provider.start();
    server = PackagedServer.fresh("own-element", Map.of("VALISE_ALLOW_PRIVATE_CALLBACKS", "true"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (provider != null) {
      provider.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean known = "k3y".equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      String body =
          !known
              ? "{\"error\":\"no such key\"}"
              : path.equals("/v1/me") ? "{\"user\":{\"name\":\"Ada\"}}" : todos(query);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String todos(String query) {
    int size = Integer.parseInt(query.replaceFirst(".*per_page=(\\d+).*", "$1"));
    int page = Integer.parseInt(query.replaceFirst("(?:.*&)?page=(\\d+).*", "$1"));
    return TASKS.stream()
        .skip((page - 1L) * size)
        .limit(size)
        .collect(Collectors.joining(",", "{\"todos\":[", "]}"));
  }

  private static void add(int id, boolean done, Instant at) {
    TASKS.add(
        "{\"id\":\"%d\",\"subject\":\"task %d\",\"done\":%s,\"created\":\"%s\",\"updated\":\"%s\"}"
            .formatted(id, id, done, at, at));
  }

  /// The JSON in the page that has this in it.
  private static String example(String with) throws IOException {
    String page = Files.readString(Path.of("../docs/elements.md"));
    for (String block : page.split("\n(?=\\S)")) {
      int from = block.indexOf("\n    {\n");
      int to = block.indexOf("\n    }\n", from);
      if (from >= 0 && block.substring(from, to).contains(with)) {
        return block.substring(from, to + "\n    }".length()).replace("\n    ", "\n");
      }
    }
    throw new AssertionError("The page has no JSON with " + with);
  }

  @Test
  @Assumed(
      area = "Hub",
      claim = "the element of `docs/elements.md` is posted, called, polled, and calls back",
      from = "the vendor's guides of the element builder")
  void theElementOfThePageRuns() throws Exception {
    try (Sink sink = new Sink(KEY)) {
      Instant old = Instant.parse("2026-01-01T00:00:00Z");
      for (int i = 1; i <= 5; i++) {
        add(i, i % 2 == 0, old.plus(i, ChronoUnit.DAYS));
      }
      String admin = "Authorization: " + server.firstStart().hubAuthorization();
      Curl curl = Curl.in(server.folder()).with("-s", "-H", "Content-Type: application/json");
      Path definition =
          Files.writeString(server.folder().resolve("tasks.json"), example("\"resources\""));
      Curl.Run posted =
          curl.run("-H", admin, "--data", "@" + definition, server.uri() + API + "/elements");
      assertThat(posted.status()).as(posted.toString()).isEqualTo(200);

      ObjectNode body = (ObjectNode) Answer.JSON.readTree(example("\"element\""));
      ((ObjectNode) body.path("configuration"))
          .put("base.url", "http://127.0.0.1:" + provider.getAddress().getPort())
          .put("api.key", "k3y")
          .put("event.notification.callback.url", sink.url())
          // The page's minute is long for a test.
          .put("event.poller.refresh_interval", "0.05")
          .put("event.notification.signature.key", KEY);
      Path instance = Files.writeString(server.folder().resolve("instance.json"), body.toString());
      Curl.Run made =
          curl.run("-H", admin, "--data", "@" + instance, server.uri() + API + "/instances");
      assertThat(made.status()).as(made.toString()).isEqualTo(200);
      assertThat(made.json().path("configuration").path("account.name").asString())
          .isEqualTo("Ada");

      Curl mine =
          curl.with(
              "-H",
              "Authorization: User "
                  + server.firstStart().userSecret()
                  + ", Element "
                  + made.json().path("token").asString());
      String list = server.uri() + API + "/hubs/general/tasks";
      Curl.Run first =
          mine.run("-G", "--data-urlencode", "where=open=true", "-d", "pageSize=2", list);
      assertThat(first.status()).as(first.toString()).isEqualTo(200);
      assertThat(first.json().valueStream().map(it -> it.path("id").asString()))
          .containsExactly("1", "3");
      Curl.Run second =
          mine.run(
              "-G",
              "--data-urlencode",
              "where=open=true",
              "-d",
              "pageSize=2",
              "-d",
              "nextPage=" + first.header("elements-next-page-token"),
              list);
      assertThat(second.json().valueStream().map(it -> it.path("id").asString()))
          .containsExactly("5");
      assertThat(second.header("elements-next-page-token")).isEmpty();

      // The first look is the baseline; what comes after it is told.
      PackagedServer.pause(2_000);
      add(6, false, Instant.now().truncatedTo(ChronoUnit.SECONDS));
      Sink.Callback called = sink.await(1, 150).getFirst();
      assertThat(called.genuine()).isTrue();
      assertThat(called.event().path("objectType").asString()).isEqualTo("tasks");
      assertThat(called.event().path("objectId").asString()).isEqualTo("6");
      assertThat(called.event().path("eventType").asString()).isEqualTo("CREATED");
    }
  }
}
