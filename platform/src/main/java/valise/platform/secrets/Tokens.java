package valise.platform.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Random tokens that only their holder knows. We keep their hash.
///
/// A token is letters and digits only: it needs no escaping in a URL, a shell or a form, and no
/// program takes it for an option.
public final class Tokens {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /// 22 characters with at least 128 random bits: for what lives for minutes or is guarded
  /// otherwise.
  public static Secret<String> random128() {
    return random(22);
  }

  /// 43 characters with at least 256 random bits.
  public static Secret<String> random256() {
    return random(43);
  }

  private static Secret<String> random(int length) {
    StringBuilder token = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      token.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return Secret.of(token.toString());
  }

  /// What is stored of a token: SHA-256 in 64 hexadecimal digits. Enough for what is random; for
  /// what people choose there is [PasswordHashes].
  public static String hash(String token) {
    return HexFormat.of().formatHex(sha256(token.getBytes(StandardCharsets.UTF_8)));
  }

  /// Whether two texts are the same, in a time that does not tell where they differ.
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
