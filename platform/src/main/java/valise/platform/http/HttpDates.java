package valise.platform.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The dates of HTTP (RFC 9110, section 5.6.7): written one way, read in all three.
final class HttpDates {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

  /// The obsolete form with two digits of a year; the pivot only has to be right for files that
  /// people still have.
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.US);

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

  private static final List<DateTimeFormatter> FORMS = List.of(FORM, RFC_850, ASCTIME);

  private HttpDates() {}

  static String write(Instant when) {
    return FORM.format(when.atOffset(ZoneOffset.UTC));
  }

  /// The date, or empty when it is none: an unreadable condition is no condition.
  static Optional<Instant> read(String text) {
    for (DateTimeFormatter form : FORMS) {
      try {
        return Optional.of(LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException notThisForm) {
        // The next one, or none.
      }
    }
    return Optional.empty();
  }
}
