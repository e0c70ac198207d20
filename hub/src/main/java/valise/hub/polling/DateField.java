package valise.hub.polling;

import java.text.ParseException;
import java.text.SimpleDateFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.TimeZone;
import tools.jackson.databind.JsonNode;
import valise.platform.Refusal;

/// A date in a provider's records.
///
/// @param path of the member, with dots; empty when there is none
/// @param format of `SimpleDateFormat`, or `milliseconds`; empty for ISO 8601
record DateField(String path, String format, TimeZone zone) {

  private static final String MILLISECONDS = "milliseconds";

  static final DateField NONE = new DateField("", "", TimeZone.getTimeZone("GMT"));

  /// @throws Refusal when the format is none
  static DateField of(String path, String format, String zone, String where) {
    if (!format.isEmpty() && !format.equalsIgnoreCase(MILLISECONDS)) {
      try {
        DateFormats.of(format);
      } catch (IllegalArgumentException e) {
        throw Refusal.malformed(
            "BAD_POLLER_CONFIGURATION",
            "'%s' has the date format '%s', which is none: %s."
                .formatted(where, format, e.getMessage()));
      }
    }
    return new DateField(path, format, UrlTemplate.zone(zone.isEmpty() ? "GMT" : zone, where));
  }

  boolean given() {
    return !path.isEmpty();
  }

  /// The date of a record, if it has one that can be read.
  Optional<Instant> of(JsonNode record) {
    return given()
        ? Optional.ofNullable(Members.at(record, path)).flatMap(this::read)
        : Optional.empty();
  }

  private Optional<Instant> read(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(Instant.ofEpochMilli(value.asLong()));
    }
    String text = value.asString("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (format.equalsIgnoreCase(MILLISECONDS)) {
      return text.matches("-?[0-9]{1,18}")
          ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
          : Optional.empty();
    }
    if (!format.isEmpty()) {
      try {
        SimpleDateFormat parser = DateFormats.of(format);
        parser.setTimeZone(zone);
        return Optional.of(parser.parse(text).toInstant());
      } catch (ParseException e) {
        // Providers leave out the fraction, or write it otherwise than they say.
        return iso(text);
      }
    }
    return iso(text);
  }

  private static Optional<Instant> iso(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
