package valise.hub.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 with one key, in base64. For any number of threads.
public final class Signer {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String ENCODED = "whsec_";

  // Made ready once and copied for each use.
  private final Mac ready;

  private Signer(byte[] key) {
    try {
      ready = Mac.getInstance(ALGORITHM);
      ready.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA256", e);
    }
  }

  /// With the key's own bytes: the vendor's signature.
  public static Signer plain(String key) {
    return new Signer(key.getBytes(StandardCharsets.UTF_8));
  }

  /// For Standard Webhooks, where a key that begins with `whsec_` is base64.
  static Signer standard(String key) {
    if (key.startsWith(ENCODED)) {
      try {
        return new Signer(Base64.getDecoder().decode(key.substring(ENCODED.length())));
      } catch (IllegalArgumentException e) {
        return plain(key);
      }
    }
    return plain(key);
  }

  /// Of both, one after the other.
  public String sign(byte[] first, byte[] second) {
    try {
      Mac mac = (Mac) ready.clone();
      mac.update(first);
      return Base64.getEncoder().encodeToString(mac.doFinal(second));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's own can be copied", e);
    }
  }
}
