package valise.hub.adapters.dropbox;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import valise.hub.elements.Provider;
import valise.hub.elements.WebhookPort;

/// Dropbox calls one address for each app, which is registered in its console; it tells whose files
/// changed and never what, signed with the app's secret [docs].
@Component
final class DropboxWebhook implements WebhookPort {

  @Override
  public String element() {
    return "dropbox";
  }

  @Override
  public boolean subscribes() {
    return false;
  }

  @Override
  public String subscribe(Provider provider, URI address) {
    throw new IllegalStateException("Dropbox has no subscriptions");
  }

  @Override
  public void unsubscribe(Provider provider, String id) {
    throw new IllegalStateException("Dropbox has no subscriptions");
  }

  @Override
  public boolean signed(Ring ring, String appSecret) {
    Optional<String> given = ring.header().apply("X-Dropbox-Signature");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] right =
          HexFormat.of().formatHex(mac.doFinal(ring.body())).getBytes(StandardCharsets.US_ASCII);
      return given
          .filter(text -> MessageDigest.isEqual(right, text.getBytes(StandardCharsets.UTF_8)))
          .isPresent();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA256", e);
    }
  }

  @Override
  public Optional<String> challenge(Ring ring) {
    return ring.query().apply("challenge").filter(text -> text.matches("[A-Za-z0-9_.~-]{1,200}"));
  }
}
