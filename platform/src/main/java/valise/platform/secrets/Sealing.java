package valise.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts what must be stored but not read from the disk, with AES-256-GCM.
///
/// A sealed value is bound to its place: `place` says what it is of what (`smtp.password`,
/// `instance/7/token`) and must be the same to open it, so that a value copied into another row is
/// worth nothing. It also names the key that sealed it.
///
/// Layout: version 1 (1 byte), key id (4), nonce (12), ciphertext and tag (16 more than the value).
public final class Sealing {

  private static final String PURPOSE = "sealing";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEAD_BYTES = 1 + KeyRing.ID_BYTES + NONCE_BYTES;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  public Sealing(KeyRing keys) {
    this.keys = keys;
  }

  public byte[] seal(byte[] value, String place) {
    KeyRing.Purpose current = keys.current(PURPOSE, "AES");
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES).put(VERSION).put(current.idBytes()).put(nonce).array();
    try {
      byte[] body = cipher(Cipher.ENCRYPT_MODE, current.key(), head, place).doFinal(value);
      return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM did not encrypt", e);
    }
  }

  /// @throws UnsealingException if it was not sealed for this place by a key we have
  public byte[] open(byte[] sealed, String place) {
    if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != VERSION) {
      throw new UnsealingException("This is no sealed value.");
    }
    SecretKey key =
        keys.find(keyId(sealed), PURPOSE, "AES")
            .orElseThrow(() ->
                new UnsealingException(
                    "The key of this sealed value is not in the key file. Restore the key file"
                        + " that belongs to this database."));
    byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, key, head, place)
          .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
    } catch (AEADBadTagException e) {
      throw new UnsealingException("A sealed value was changed or belongs to another place.");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM did not decrypt", e);
    }
  }

  /// As base64, for a text column.
  public String sealText(Secret<String> value, String place) {
    return Base64.getEncoder()
        .encodeToString(seal(value.reveal().getBytes(StandardCharsets.UTF_8), place));
  }

  /// @throws UnsealingException as [#open]
  public Secret<String> openText(String sealed, String place) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      throw new UnsealingException("This is no sealed value.");
    }
    return Secret.of(new String(open(bytes, place), StandardCharsets.UTF_8));
  }

  /// Whether it was sealed by a key that is not the one in use, and should be sealed again.
  public boolean outdated(byte[] sealed) {
    return sealed.length < HEAD_BYTES
        || !Arrays.equals(keyId(sealed), keys.current(PURPOSE, "AES").idBytes());
  }

  private static byte[] keyId(byte[] sealed) {
    return Arrays.copyOfRange(sealed, 1, 1 + KeyRing.ID_BYTES);
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] head, String place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, key, new GCMParameterSpec(TAG_BYTES * 8, head, 1 + KeyRing.ID_BYTES, NONCE_BYTES));
    cipher.updateAAD(head);
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
