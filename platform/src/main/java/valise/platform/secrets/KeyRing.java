package valise.platform.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The server's own keys. The first is for what is made now, the others for what was made before:
/// put a new key in front to change keys, and take an old one away when nothing is left of it.
///
/// A key is 32 random bytes. What it is used for never gets the key itself but one derived from it
/// for that purpose, so that a weakness of one use cannot reach another.
public final class KeyRing {

  static final int ID_BYTES = 4;

  private static final int KEY_BYTES = 32;
  private static final String HEADING =
      """
      # The keys of this valise. Without them nothing sealed in its database can be opened: keep a
      # copy of this file away from the backups of the database. One key on a line; the first is in
      # use, the others only open what they sealed.
      """;

  /// One key for one purpose; `id` names the key it comes from, in hexadecimal.
  record Purpose(String id, SecretKey key) {

    byte[] idBytes() {
      return HexFormat.of().parseHex(id);
    }
  }

  // By id, in hexadecimal; the first is the one in use.
  private final Map<String, byte[]> keys;
  // What was derived, since deriving costs more than sealing does. Purposes are few.
  private final Map<String, SecretKey> derived = new ConcurrentHashMap<>();

  private KeyRing(List<byte[]> keys) {
    this.keys = new LinkedHashMap<>();
    for (byte[] key : keys) {
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("A key is 32 bytes in base64");
      }
      this.keys.putIfAbsent(HexFormat.of().formatHex(idOf(key)), key.clone());
    }
    if (this.keys.isEmpty()) {
      throw new IllegalArgumentException("There is no key");
    }
  }

  /// Keys in base64, separated by white space or commas, the one in use first.
  public static KeyRing of(Secret<String> text) {
    return new KeyRing(
        Arrays.stream(text.reveal().split("[\\s,]+"))
            .filter(word -> !word.isEmpty())
            .map(KeyRing::decoded)
            .toList());
  }

  /// The keys in `file`. If there is no such file it is made, with one new key and readable by its
  /// owner only, and is on the disk when this returns.
  public static KeyRing inFile(Path file) {
    try {
      if (Files.notExists(file)) {
        KeyFile.create(file, HEADING + Base64.getEncoder().encodeToString(newKey()) + "\n");
      }
      String keys =
          String.join(
              "\n",
              Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList());
      return of(Secret.of(keys));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read or make the key file " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The key file " + file + " is damaged: " + e.getMessage());
    }
  }

  /// A ring of one new key, for tests and for whoever keeps keys elsewhere.
  public static KeyRing random() {
    return new KeyRing(List.of(newKey()));
  }

  private static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static byte[] decoded(String word) {
    try {
      return Base64.getDecoder().decode(word);
    } catch (IllegalArgumentException e) {
      // The decoder's message repeats a part of the key.
      throw new IllegalArgumentException("A key is 32 bytes in base64");
    }
  }

  private static byte[] idOf(byte[] key) {
    return Arrays.copyOf(Tokens.sha256(key), ID_BYTES);
  }

  /// The key in use, for `purpose`.
  Purpose current(String purpose, String algorithm) {
    Map.Entry<String, byte[]> first = keys.entrySet().iterator().next();
    return new Purpose(
        first.getKey(), derived(first.getKey(), first.getValue(), purpose, algorithm));
  }

  /// The key of that id, for `purpose`.
  Optional<SecretKey> find(byte[] id, String purpose, String algorithm) {
    String hex = HexFormat.of().formatHex(id);
    return Optional.ofNullable(keys.get(hex)).map(key -> derived(hex, key, purpose, algorithm));
  }

  private SecretKey derived(String id, byte[] key, String purpose, String algorithm) {
    return derived.computeIfAbsent(
        id + " " + algorithm + " " + purpose, any -> derive(key, purpose, algorithm));
  }

  private static SecretKey derive(byte[] key, String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(("valise " + purpose).getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java 25 has HKDF-SHA256", e);
    }
  }

  /// How many keys there are, never which.
  @Override
  public String toString() {
    return "KeyRing of " + keys.size();
  }
}
