package valise.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Small texts that we hand out and believe when they come back: for URLs that carry their own
/// right (upload, download).
///
/// A ticket is good for one purpose and until it expires. Anybody can read its payload, nobody can
/// change it. Wrong, expired and forged tickets all get the same answer. A ticket can be used again
/// until it expires; whoever needs it once only keeps account of that.
///
/// Layout, in base64url: version 1 (1 byte), key id (4), expiry in epoch milliseconds (8), payload
/// in UTF-8, first 16 bytes of the HMAC-SHA256 of all that under a key of the purpose.
public final class SignedTickets {

  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 16;
  private static final int HEAD_BYTES = 1 + KeyRing.ID_BYTES + Long.BYTES;
  private static final int MAX_LENGTH = 4_096;

  private final KeyRing keys;
  private final InstantSource clock;

  public SignedTickets(KeyRing keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// A ticket of URL-safe characters, about 4/3 of the payload and 40 more.
  public String issue(String purpose, String payload, Instant expires) {
    KeyRing.Purpose key = keys.current(derivation(purpose), "HmacSHA256");
    byte[] text = payload.getBytes(StandardCharsets.UTF_8);
    ByteBuffer ticket =
        ByteBuffer.allocate(HEAD_BYTES + text.length + MAC_BYTES)
            .put(VERSION)
            .put(key.idBytes())
            .putLong(expires.toEpochMilli())
            .put(text);
    ticket.put(mac(key.key(), ticket.array(), ticket.position()));
    String issued = Base64.getUrlEncoder().withoutPadding().encodeToString(ticket.array());
    if (issued.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("A ticket's payload is too long for a URL");
    }
    return issued;
  }

  /// The payload of a ticket that we issued for this purpose and that has not expired.
  public Optional<String> read(String purpose, String ticket) {
    byte[] bytes = decoded(ticket);
    if (bytes.length < HEAD_BYTES + MAC_BYTES || bytes[0] != VERSION) {
      return Optional.empty();
    }
    int end = bytes.length - MAC_BYTES;
    Optional<SecretKey> key =
        keys.find(
            Arrays.copyOfRange(bytes, 1, 1 + KeyRing.ID_BYTES), derivation(purpose), "HmacSHA256");
    if (key.isEmpty()
        || !MessageDigest.isEqual(
            mac(key.get(), bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
      return Optional.empty();
    }
    ByteBuffer signed = ByteBuffer.wrap(bytes, 1 + KeyRing.ID_BYTES, end - 1 - KeyRing.ID_BYTES);
    if (signed.getLong() <= clock.millis()) {
      return Optional.empty();
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(signed).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("We signed what is not UTF-8", e);
    }
  }

  private static byte[] decoded(String ticket) {
    if (ticket.length() > MAX_LENGTH) {
      return new byte[0];
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(ticket);
      // Padding and unused bits would make several texts of one ticket.
      String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return canonical.equals(ticket) ? bytes : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static String derivation(String purpose) {
    return "ticket/" + purpose;
  }

  private static byte[] mac(SecretKey key, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(bytes, 0, length);
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }
}
