package valise.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An integrator's application that takes callbacks. It can be away and come back at its address.
final class Sink implements AutoCloseable {

  private final String key;
  private final List<Callback> callbacks = new ArrayList<>();
  private int port;
  private @Nullable HttpServer server;

  /// @param genuine whether the signature is that of the body under the key
  record Callback(String id, boolean genuine, JsonNode body) {

    JsonNode event() {
      return body.path("message").path("events").path(0);
    }
  }

  Sink(String key) throws IOException {
    this.key = key;
    open();
  }

  void open() throws IOException {
    HttpServer opened =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    opened.createContext("/", this::take);
    opened.start();
    port = opened.getAddress().getPort();
    server = opened;
  }

  String url() {
    return "http://127.0.0.1:" + port + "/events";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String signature = exchange.getRequestHeaders().getFirst("Elements-Webhook-Signature");
      String id = exchange.getRequestHeaders().getFirst("Elements-Webhook-Id");
      synchronized (callbacks) {
        callbacks.add(
            new Callback(
                String.valueOf(id), sign(body).equals(signature), Answer.JSON.readTree(body)));
        callbacks.notifyAll();
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /// As the vendor's documentation tells receivers to.
  private String sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Callback> all() {
    synchronized (callbacks) {
      return List.copyOf(callbacks);
    }
  }

  /// All callbacks, as soon as they are of `count` events: one may come more than once.
  List<Callback> await(int count, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000;
    synchronized (callbacks) {
      while (callbacks.stream().map(Callback::id).distinct().count() < count) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError(
              "Of %d events these came within %d s: %s"
                  .formatted(count, seconds, callbacks.stream().map(Callback::id).toList()));
        }
        callbacks.wait(left);
      }
    }
    return all();
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
