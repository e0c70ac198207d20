package valise.hub.polling;

import java.text.SimpleDateFormat;
import java.util.Locale;

/// Formats of `SimpleDateFormat`, as configurations give them.
///
/// The guide prints its request for bash between single quotes, with formats such as
/// `yyyy-MM-dd'T'HH:mm:ss'Z'` in it [seed]. Bash takes these quotes for its own, and what arrives
/// is `yyyy-MM-ddTHH:mm:ssZ`. A bare `T` is no letter of a format, so by it such a one is known.
final class DateFormats {

  private DateFormats() {}

  /// @throws IllegalArgumentException when it is none
  static SimpleDateFormat of(String format) {
    return new SimpleDateFormat(
        format.contains("T") && !format.contains("'")
            ? format.replace("T", "'T'").replaceFirst("Z$", "'Z'")
            : format,
        Locale.ENGLISH);
  }
}
