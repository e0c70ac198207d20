package valise.files.openings;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/// Sizes, counts and dates as people read them.
final class Words {

  private static final List<String> UNITS = List.of("KB", "MB", "GB", "TB", "PB");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

  private Words() {}

  /// `1.4 MB`; a kilobyte has 1,024 bytes here, as people's computers count files.
  static String size(long bytes) {
    if (bytes < 1024) {
      return count(bytes, "byte");
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1024;
      unit++;
    } while (value >= 999.5 && unit < UNITS.size() - 1);
    return String.format(
        Locale.ENGLISH, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
  }

  static String count(long number, String thing) {
    return String.format(Locale.ENGLISH, "%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  static String time(Instant at, ZoneId zone) {
    boolean utc = zone.normalized().equals(ZoneOffset.UTC);
    return DAY.withZone(zone).format(at)
        + " ("
        + (utc ? "UTC" : zone.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
        + ")";
  }
}
