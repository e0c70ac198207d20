package valise.hub.polling;

import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valise.platform.Refusal;

/// The address that a poll asks, with macros for the moment of the last poll [docs]:
///
/// - `${date}`, `${date:FORMAT}`: in the server's time zone
/// - `${gmtDate:FORMAT}`: in GMT
/// - `${dateTimeZone:ZONE:FORMAT}`: in a zone, `PST` or `-8:00`
/// - `${epoch}`, `${epoch:ms}`, `${epoch:s}`, `${epoch:us}`
///
/// A format is one of Java's `SimpleDateFormat` and may itself have colons and quotes in it.
final class UrlTemplate {

  private static final Pattern MACRO = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern OFFSET = Pattern.compile("([+-]?)([0-9]{1,2}):?([0-9]{2})?");
  private static final Pattern ZONED =
      Pattern.compile("([+-]?[0-9]{1,2}:[0-9]{2}|[+-]?[0-9]{1,4}|[A-Za-z][A-Za-z0-9_/+-]*):(.+)");

  private final List<Function<Instant, String>> parts;

  private UrlTemplate(List<Function<Instant, String>> parts) {
    this.parts = parts;
  }

  /// @param where names the place of the template, for messages
  /// @throws Refusal when a macro is none
  static UrlTemplate parse(String text, String where) {
    List<Function<Instant, String>> parts = new ArrayList<>();
    Matcher macro = MACRO.matcher(text);
    int end = 0;
    while (macro.find()) {
      String before = text.substring(end, macro.start());
      parts.add(moment -> before);
      parts.add(macro(macro.group(1), where));
      end = macro.end();
    }
    String rest = text.substring(end);
    if (rest.contains("${")) {
      throw bad(where, "has a '${' without its '}'");
    }
    parts.add(moment -> rest);
    return new UrlTemplate(List.copyOf(parts));
  }

  String at(Instant moment) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.apply(moment)));
    return text.toString();
  }

  private static Function<Instant, String> macro(String text, String where) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    String format = colon < 0 ? "" : text.substring(colon + 1);
    return switch (name) {
      case "date" -> formatted(format, TimeZone.getDefault(), where);
      case "gmtdate" -> formatted(format, TimeZone.getTimeZone("GMT"), where);
      case "datetimezone" -> zoned(format, where);
      case "epoch" -> epoch(format.strip(), where);
      default -> throw bad(where, "has the macro '${" + text + "}', which there is not");
    };
  }

  private static Function<Instant, String> epoch(String unit, String where) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "", "ms" -> moment -> Long.toString(moment.toEpochMilli());
      case "s" -> moment -> Long.toString(moment.getEpochSecond());
      case "us" -> moment -> Long.toString(moment.toEpochMilli() * 1_000);
      default -> throw bad(where, "counts the epoch in '" + unit + "', not in s, ms or us");
    };
  }

  private static Function<Instant, String> zoned(String text, String where) {
    Matcher zoned = ZONED.matcher(text);
    if (!zoned.matches()) {
      throw bad(where, "has a dateTimeZone that does not read ZONE:FORMAT");
    }
    return formatted(zoned.group(2), zone(zoned.group(1), where), where);
  }

  static TimeZone zone(String name, String where) {
    Matcher offset = OFFSET.matcher(name);
    String id =
        offset.matches()
            ? "GMT%s%s:%s"
                .formatted(
                    offset.group(1).isEmpty() ? "+" : offset.group(1),
                    offset.group(2),
                    offset.group(3) == null ? "00" : offset.group(3))
            : name;
    TimeZone zone = TimeZone.getTimeZone(id);
    // An unknown name silently becomes GMT.
    boolean known =
        !zone.getID().equals("GMT")
            || List.of("GMT", "UTC", "Z").contains(id.toUpperCase(Locale.ROOT))
            || id.matches("GMT[+-]0{1,2}:00")
            || ZoneId.getAvailableZoneIds().contains(id);
    if (!known) {
      throw bad(where, "names the time zone '" + name + "', which there is not");
    }
    return zone;
  }

  private static Function<Instant, String> formatted(String format, TimeZone zone, String where) {
    if (format.isEmpty()) {
      return Instant::toString;
    }
    try {
      DateFormats.of(format);
    } catch (IllegalArgumentException e) {
      throw bad(where, "has the date format '" + format + "', which is none: " + e.getMessage());
    }
    return moment -> {
      // Not for more than one thread, so made each time.
      SimpleDateFormat formatter = DateFormats.of(format);
      formatter.setTimeZone(zone);
      return formatter.format(Date.from(unmistakable(moment, zone.toZoneId().getRules())));
    };
  }

  /// Where the clocks are set back an hour comes twice, and who reads its first run as its second
  /// leaves out all between. So in the first one asks from before it.
  private static Instant unmistakable(Instant moment, ZoneRules rules) {
    ZoneOffset offset = rules.getOffset(moment);
    List<ZoneOffset> read = rules.getValidOffsets(LocalDateTime.ofInstant(moment, offset));
    return read.size() == 2 && read.getFirst().equals(offset)
        ? moment.minusSeconds(offset.getTotalSeconds() - read.getLast().getTotalSeconds())
        : moment;
  }

  private static Refusal bad(String where, String what) {
    return Refusal.malformed("BAD_POLLER_CONFIGURATION", "'" + where + "' " + what + ".");
  }
}
