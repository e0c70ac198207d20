package valise.platform.blob;

import java.util.regex.Pattern;

/// The name we gave to a blob: 32 lower-case hexadecimal digits, never anything a client wrote.
public record BlobId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public BlobId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a blob id: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
