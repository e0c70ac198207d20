package valise.files.uploads;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// An upload session: `rsu-` and 32 hexadecimal digits [java-sdk]. Never part of a path.
public record UploadId(String value) {

  private static final Pattern FORM = Pattern.compile("rsu-[0-9a-f]{32}");

  public UploadId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not an upload id: " + value);
    }
  }

  static UploadId mint() {
    return new UploadId("rsu-" + UUID.randomUUID().toString().replace("-", ""));
  }

  static Optional<UploadId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return FORM.matcher(folded).matches() ? Optional.of(new UploadId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
