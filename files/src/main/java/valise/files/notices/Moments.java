package valise.files.notices;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Points in time as people read them, with the zone they are told in.
final class Moments {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm zzz", Locale.ENGLISH);
  private static final ZoneId UTC = ZoneId.of("UTC");

  private Moments() {}

  /// `Tuesday, 3 March 2026, 14:05 CET`.
  static String minute(Instant at, ZoneId zone) {
    return MINUTE.format(at.atZone(named(zone)));
  }

  /// `Tuesday, 3 March 2026`.
  static String day(Instant at, ZoneId zone) {
    return DAY.format(at.atZone(named(zone)));
  }

  /// An offset has no name that people read.
  private static ZoneId named(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? UTC : zone;
  }
}
