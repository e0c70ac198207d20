package valise.platform.blob;

import java.util.UUID;
import java.util.regex.Pattern;

/// The name we gave to a blob: 32 lower-case hexadecimal digits, never anything a client wrote.
public record BlobId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

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
    return FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
