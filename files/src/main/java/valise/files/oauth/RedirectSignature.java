package valise.files.oauth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The `h` of a redirect: an HMAC-SHA-256 with the app's secret over the path and query before it
/// [client:jc-rowland/sharefile-client-api]. Which encoding the vendor uses is not known and no
/// client is known to look; this is base64 for URLs, without padding.
final class RedirectSignature {

  private RedirectSignature() {}

  static String of(String pathAndQuery, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(pathAndQuery.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
