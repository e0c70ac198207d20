package valise.hub.delivery;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The header `Retry-After`: seconds, or a date.
final class RetryAfter {

  private RetryAfter() {}

  static Optional<Instant> parse(String text, Instant now) {
    String value = text.strip();
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(now.plusSeconds(Long.parseLong(value)));
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
