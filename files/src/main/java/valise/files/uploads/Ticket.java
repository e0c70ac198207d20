package valise.files.uploads;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;

/// A secret that admits to one session, and with it to its target in its user's name: 256 random
/// bits. We keep its hash.
record Ticket(String secret) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST = 100;

  static Ticket mint() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  String hash() {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Whether it is one of those whose hashes these are.
  boolean isAmong(Collection<String> hashes) {
    if (secret.length() > MOST) {
      return false;
    }
    byte[] own = hash().getBytes(StandardCharsets.US_ASCII);
    boolean found = false;
    for (String hash : hashes) {
      found |= MessageDigest.isEqual(own, hash.getBytes(StandardCharsets.US_ASCII));
    }
    return found;
  }

  @Override
  public String toString() {
    return "Ticket";
  }
}
