package valise.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An integrator's application: takes callbacks, checks their signature, and can be away.
final class Receiver implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String key;
  private final List<Callback> callbacks = new ArrayList<>();
  private int port;
  private @Nullable HttpServer server;

  /// @param id what tells a repetition from news
  /// @param genuine whether the signature is that of the body
  record Callback(String id, boolean genuine, long nanos, JsonNode body) {

    JsonNode event() {
      return body.path("message").path("events").path(0);
    }
  }

  Receiver(String key) {
    this.key = key;
  }

  /// Begins to listen; after a [#close()] on the same port again.
  void open() {
    try {
      HttpServer opened =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      opened.createContext("/", this::take);
      opened.start();
      port = opened.getAddress().getPort();
      server = opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port + "/events";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String id = exchange.getRequestHeaders().getFirst("Elements-Webhook-Id");
      String signature = exchange.getRequestHeaders().getFirst("Elements-Webhook-Signature");
      Callback callback =
          new Callback(
              id == null ? "" : id,
              signature != null && genuine(signature, body),
              System.nanoTime(),
              MAPPER.readTree(body));
      synchronized (callbacks) {
        callbacks.add(callback);
        callbacks.notifyAll();
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /// All that a receiver has to do.
  private boolean genuine(String signature, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String expected = "sha256=" + Base64.getEncoder().encodeToString(mac.doFinal(body));
      return MessageDigest.isEqual(
          expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Those that came after the first `before`, as soon as there are `count` of them.
  ///
  /// @throws IllegalStateException when they do not come in time
  List<Callback> await(int before, int count, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000;
    synchronized (callbacks) {
      while (callbacks.size() < before + count) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException(
              "Of %d callbacks %d came within %d s"
                  .formatted(count, callbacks.size() - before, seconds));
        }
        callbacks.wait(left);
      }
      return List.copyOf(callbacks.subList(before, callbacks.size()));
    }
  }

  int count() {
    synchronized (callbacks) {
      return callbacks.size();
    }
  }

  @Override
  public void close() {
    HttpServer opened = server;
    if (opened != null) {
      opened.stop(0);
      server = null;
    }
  }
}
