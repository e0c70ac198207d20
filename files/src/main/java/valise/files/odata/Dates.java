package valise.files.odata;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/// The vendor's dates, in and out.
public final class Dates {

  /// "Never": what the vendor writes for an expiry that does not come [seed].
  public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final Instant LAST_DAY = Instant.parse("9999-12-31T00:00:00Z");

  private static final String NEVER_TEXT = "9999-12-31T23:59:59.9999999Z";

  /// rclone posts this for "not set" [rclone].
  private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd")
          .appendLiteral('T')
          .appendPattern("HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  /// What the Java SDK puts into queries: `java.util.Date.toString()` [java-sdk].
  private static final DateTimeFormatter JAVA_DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz uuuu", Locale.US);

  private static final List<DateTimeFormatter> WITH_ZONE =
      List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME, JAVA_DATE);

  private Dates() {}

  /// Reads every form that clients send: RFC 3339 with any offset, a space for the `T`, no zone
  /// (UTC), a plain date (its start in UTC), `Date.toString()`.
  ///
  /// @throws IllegalArgumentException when the text is none of these
  public static Instant parse(String text) {
    String form = text.strip();
    if (form.length() > 40) {
      throw new IllegalArgumentException("not a date");
    }
    if (form.length() > 10 && form.charAt(10) == ' ' && Character.isDigit(form.charAt(0))) {
      form = form.substring(0, 10) + 'T' + form.substring(11).replace(" ", "");
    }
    for (DateTimeFormatter format : WITH_ZONE) {
      try {
        return clamp(format.parse(form, ZonedDateTime::from).toInstant());
      } catch (DateTimeException e) {
        // Not this form; the next one may be it.
      }
    }
    try {
      if (form.length() == 10) {
        return clamp(LocalDate.parse(form).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      return clamp(LocalDateTime.parse(form, LOCAL).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a date: " + text);
    }
  }

  /// Whether a client means "no date" by it.
  public static boolean isZero(Instant instant) {
    return !instant.isAfter(ZERO);
  }

  /// Whether it means "never"; any time of the last day of year 9999 does.
  public static boolean isNever(Instant instant) {
    return !instant.isBefore(LAST_DAY);
  }

  private static Instant clamp(Instant instant) {
    return instant.isAfter(NEVER) ? NEVER : instant;
  }

  /// Writes an instant in a zone: `Z` for UTC, else the numeric offset, milliseconds only when
  /// there are any. rclone needs a zone; the Java SDK needs `yyyy-MM-ddTHH:mm:ss` first.
  static String print(Instant instant, ZoneId zone) {
    if (isNever(instant)) {
      return NEVER_TEXT;
    }
    OffsetDateTime local = instant.atZone(zone).toOffsetDateTime();
    StringBuilder text = new StringBuilder(29);
    digits(text, local.getYear(), 4);
    digits(text.append('-'), local.getMonthValue(), 2);
    digits(text.append('-'), local.getDayOfMonth(), 2);
    digits(text.append('T'), local.getHour(), 2);
    digits(text.append(':'), local.getMinute(), 2);
    digits(text.append(':'), local.getSecond(), 2);
    int millis = local.getNano() / 1_000_000;
    if (millis > 0) {
      digits(text.append('.'), millis, 3);
    }
    int offset = local.getOffset().getTotalSeconds();
    if (offset == 0) {
      return text.append('Z').toString();
    }
    int minutes = Math.abs(offset) / 60;
    digits(text.append(offset < 0 ? '-' : '+'), minutes / 60, 2);
    digits(text.append(':'), minutes % 60, 2);
    return text.toString();
  }

  private static void digits(StringBuilder text, int number, int width) {
    String plain = Integer.toString(number);
    for (int i = plain.length(); i < width; i++) {
      text.append('0');
    }
    text.append(plain);
  }
}
