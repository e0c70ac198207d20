package valise.hub.tenants;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import valise.platform.secrets.Secret;

/// New secrets, in the vendor's forms [docs].
public final class Keys {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Keys() {}

  /// 32 random bytes in base64: 44 characters.
  public static Secret<String> user() {
    return Secret.of(Base64.getEncoder().encodeToString(bytes(32)));
  }

  /// 16 random bytes in lower-case hexadecimal: 32 characters.
  public static Secret<String> organization() {
    return Secret.of(HexFormat.of().formatHex(bytes(16)));
  }

  /// An instance's token: 26 random bytes in base64, 36 characters as in the published samples.
  public static Secret<String> element() {
    return Secret.of(Base64.getEncoder().encodeToString(bytes(26)));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
