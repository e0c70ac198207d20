package valise.files.shares;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import valise.files.odata.Dates;

/// The last instant of something, as clients write it.
final class LastInstant {

  private LastInstant() {}

  /// Reads a date. One without a time means that whole day where the caller is: its last
  /// millisecond, however long the day. The Java SDK writes all its dates so [java-sdk].
  ///
  /// @param field as the caller called it
  /// @return empty for the vendor's "never"
  /// @throws valise.platform.Refusal when it is no date
  static Optional<Instant> parse(String field, String text, ZoneId zone) {
    try {
      Instant instant =
          text.strip().length() == 10
              ? endOf(LocalDate.parse(text.strip()), zone)
              : Dates.parse(text).truncatedTo(ChronoUnit.MILLIS);
      if (Dates.isZero(instant)) {
        throw ShareRefusals.bad(field, "a date of our time");
      }
      return Dates.isNever(instant) ? Optional.empty() : Optional.of(instant);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw ShareRefusals.bad(
          field, "a date such as 2024-01-31 or 2024-01-31T12:00:00Z, or 9999-12-31 for never");
    }
  }

  /// West of Greenwich the last day of year 9999 ends in year 10000.
  private static Instant endOf(LocalDate day, ZoneId zone) {
    return day.getYear() == 9999 && day.getDayOfYear() == 365
        ? Dates.NEVER
        : day.plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1);
  }
}
