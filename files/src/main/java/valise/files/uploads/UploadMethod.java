package valise.files.uploads;

import java.util.Locale;
import java.util.Optional;

/// How the bytes come. The order is the column's number and the vendor's.
public enum UploadMethod {
  /// One POST with all of them.
  STANDARD("Standard", "standard"),
  /// POSTs in order; the last one finishes.
  STREAMED("Streamed", "streaming"),
  /// POSTs in any order and several at once, then one call that finishes.
  THREADED("Threaded", "threaded");

  private final String wireName;
  private final String pathName;

  UploadMethod(String wireName, String pathName) {
    this.wireName = wireName;
    this.pathName = pathName;
  }

  /// As in `UploadSpecification.Method`.
  String wireName() {
    return wireName;
  }

  /// As in the address of the bytes.
  String pathName() {
    return pathName;
  }

  /// Reads a name in any case, or the vendor's number.
  static Optional<UploadMethod> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "standard", "0" -> Optional.of(STANDARD);
      case "streamed", "streaming", "1" -> Optional.of(STREAMED);
      case "threaded", "2" -> Optional.of(THREADED);
      default -> Optional.empty();
    };
  }
}
