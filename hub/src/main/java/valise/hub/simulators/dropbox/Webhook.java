package valise.hub.simulators.dropbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The app's one webhook address: asked once to echo a challenge, then told that something changed,
/// never what. Changes during a call are told together after it. A call that fails is tried three
/// times more.
final class Webhook implements AutoCloseable {

  private static final int TRIES = 4;

  private final OAuth app;
  private final String account;
  private final HttpClient client;
  private final Thread sender;
  private @Nullable URI address; // Guarded by this.
  private boolean rung; // Guarded by this.
  private boolean closed; // Guarded by this.
  private int muted; // Guarded by this.

  Webhook(OAuth app, String account) {
    this.app = app;
    this.account = account;
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    this.sender = Thread.ofVirtual().name("dropbox-webhook").start(this::send);
  }

  /// Registers the address if it echoes the challenge.
  ///
  /// @return whether it did
  boolean register(URI uri) throws IOException, InterruptedException {
    String challenge = Drive.newId();
    char joint = uri.getRawQuery() == null ? '?' : '&';
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(uri + "" + joint + "challenge=" + challenge))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    boolean echoed = answer.statusCode() == 200 && answer.body().equals(challenge);
    if (echoed) {
      synchronized (this) {
        address = uri;
      }
    }
    return echoed;
  }

  /// Something changed.
  synchronized void ring() {
    if (muted > 0) {
      muted--;
      return;
    }
    rung = true;
    notifyAll();
  }

  /// The next `times` rings are lost.
  synchronized void mute(int times) {
    muted = times;
  }

  private synchronized Optional<URI> next() throws InterruptedException {
    while (!closed && (!rung || address == null)) {
      wait();
    }
    rung = false;
    return closed ? Optional.empty() : Optional.ofNullable(address);
  }

  private void send() {
    try {
      for (Optional<URI> to = next(); to.isPresent(); to = next()) {
        tell(to.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(URI to) throws InterruptedException {
    String body =
        "{\"list_folder\": {\"accounts\": [\""
            + account
            + "\"]}, \"delta\": {\"users\": ["
            + DropboxSimulator.UID
            + "]}}";
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("X-Dropbox-Signature", signature(app.secret(), body))
            .header("User-Agent", "DropboxWebhooks/1.0")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Tried again, like any other failure.
      }
      Thread.sleep(Duration.ofMillis(100L << attempt));
    }
  }

  /// HMAC-SHA256 under the app's secret, in hexadecimal digits.
  static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    sender.interrupt();
    client.close();
  }
}
