package valise.hub.ceql;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/// A constant of a `where`: what stood there, and whether in quotes. What it means is decided by
/// the value it is compared with, because numbers and dates may be quoted or bare [docs].
public record Literal(String text, boolean quoted) {

  /// How `actual` orders against this: negative when less. A number compares as number, a boolean
  /// as boolean, two dates as moments, everything else as text without regard to case.
  int order(Object actual) {
    if (actual instanceof Number number) {
      Optional<BigDecimal> wanted = number();
      if (wanted.isPresent()) {
        return new BigDecimal(number.toString()).compareTo(wanted.get());
      }
    }
    String have = actual.toString();
    Optional<Instant> moment = instant(have);
    if (moment.isPresent()) {
      Optional<Instant> wanted = instant();
      if (wanted.isPresent()) {
        return moment.get().compareTo(wanted.get());
      }
    }
    return have.toLowerCase(Locale.ROOT).compareTo(text.toLowerCase(Locale.ROOT));
  }

  /// The number that this is, if it is one.
  public Optional<BigDecimal> number() {
    // An exponent of nine digits would make a number of a gigabyte.
    if (text.length() > 100 || !text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  /// The moment that this is, if it is a date: `2024-01-31`, with a time after `T` or a blank, with
  /// a zone or in UTC.
  public Optional<Instant> instant() {
    return instant(text);
  }

  static Optional<Instant> instant(String text) {
    if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Optional.empty();
    }
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
    try {
      if (iso.length() == 10) {
        return Optional.of(LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      boolean zoned = iso.matches(".*(Z|z|[+-]\\d\\d:?\\d\\d)$");
      return Optional.of(
          zoned
              ? OffsetDateTime.parse(iso.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
