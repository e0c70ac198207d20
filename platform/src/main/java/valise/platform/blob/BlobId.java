package valise.platform.blob;

import java.util.UUID;

/// The name we gave to a blob: 32 lower-case hexadecimal digits, never anything a client wrote.
public record BlobId(String value) {

  public BlobId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("not a blob id: " + value);
    }
  }

  /// A name nobody has used: a random UUID without its dashes.
  public static BlobId fresh() {
    return new BlobId(UUID.randomUUID().toString().replace("-", ""));
  }

  static boolean isOne(String value) {
    // No regular expression: a listing asks it ten thousand times.
    if (value.length() != 32) {
      return false;
    }
    for (int i = 0; i < 32; i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
