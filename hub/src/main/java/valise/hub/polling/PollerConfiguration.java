package valise.hub.polling;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// What an instance's configuration says is to be polled, in its order: the JSON of
/// `event.poller.configuration`, or the lines of `event.poller.urls`, or the names in
/// `event.objects`; without any of them, documents.
record PollerConfiguration(Duration interval, List<PolledResource> resources) {

  static final String CONFIGURATION = "event.poller.configuration";
  static final String URLS = "event.poller.urls";
  static final String OBJECTS = "event.objects";
  static final String INTERVAL = "event.poller.refresh_interval";

  private static final Duration LEAST = Duration.ofSeconds(3);
  private static final Duration MOST = Duration.ofDays(30);
  private static final String INTERVALS =
      "must be a number of minutes from 0.05 (three seconds) to " + MOST.toMinutes();
  private static final int MOST_RESOURCES = 50;
  private static final int MAX_NAME = 128;

  /// @param value what is in force for a key
  /// @throws Refusal that names the key and says what is wrong with it
  static PollerConfiguration of(Function<String, Optional<String>> value) {
    List<PolledResource> resources = resources(value);
    if (resources.size() > MOST_RESOURCES) {
      throw bad(CONFIGURATION, "has more than " + MOST_RESOURCES + " resources");
    }
    return new PollerConfiguration(interval(text(value, INTERVAL)), resources);
  }

  private static String text(Function<String, Optional<String>> value, String key) {
    return value.apply(key).orElse("").strip();
  }

  private static Duration interval(String text) {
    if (text.isEmpty()) {
      return Duration.ofMinutes(15);
    }
    if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
      throw bad(INTERVAL, INTERVALS);
    }
    Duration interval =
        Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact() * 60);
    if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
      throw bad(INTERVAL, INTERVALS);
    }
    return interval;
  }

  private static List<PolledResource> resources(Function<String, Optional<String>> value) {
    String json = text(value, CONFIGURATION);
    if (!json.isEmpty()) {
      return read(json);
    }
    String lines = text(value, URLS);
    if (!lines.isEmpty()) {
      return lines.lines().filter(line -> !line.isBlank()).map(PollerConfiguration::line).toList();
    }
    String names = text(value, OBJECTS);
    return Arrays.stream((names.isEmpty() ? "documents" : names).split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(PollerConfiguration::named)
        .toList();
  }

  private static PolledResource named(String name) {
    return new PolledResource(
        name(name, OBJECTS),
        "",
        UrlTemplate.parse("", OBJECTS),
        "id",
        "",
        DateField.NONE,
        DateField.NONE,
        true,
        false,
        Duration.ZERO,
        Duration.ZERO,
        0);
  }

  /// One line of the older form: up to nine fields between bars; those at the end may be missing.
  private static PolledResource line(String line) {
    String[] given = line.strip().split("\\|", -1);
    if (given.length > 9) {
      throw bad(URLS, "has a line with more than nine fields: '" + line.strip() + "'");
    }
    String[] fields = Arrays.copyOf(given, 9);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i] == null ? "" : fields[i].strip();
    }
    return new PolledResource(
        name(fields[0], URLS),
        address(fields[1], URLS, true),
        UrlTemplate.parse(fields[1], URLS),
        "id",
        fields[2],
        DateField.of(fields[3], fields[4], fields[5], URLS),
        DateField.of(fields[6], fields[7], fields[8], URLS),
        !fields[3].isEmpty(),
        false,
        Duration.ZERO,
        Duration.ZERO,
        0);
  }

  private static List<PolledResource> read(String text) {
    JsonNode json;
    try {
      json = WireJson.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw bad(CONFIGURATION, "is no JSON: " + e.getOriginalMessage());
    }
    if (!json.isObject() || json.isEmpty()) {
      throw bad(CONFIGURATION, "must be an object with a member for each resource");
    }
    Map<String, PolledResource> resources = new LinkedHashMap<>();
    json.properties()
        .forEach(
            member -> resources.put(member.getKey(), resource(member.getKey(), member.getValue())));
    return new ArrayList<>(resources.values());
  }

  private static PolledResource resource(String name, JsonNode json) {
    String where = CONFIGURATION + "." + name;
    if (!json.isObject()) {
      throw bad(where, "must be an object");
    }
    String url = string(json, "url", where);
    JsonNode dates = json.path("datesConfiguration");
    if (!dates.isMissingNode() && !dates.isNull() && !dates.isObject()) {
      throw bad(where + ".datesConfiguration", "must be an object");
    }
    String idField = string(json, "idField", where);
    DateField updated = date(json, dates, "updated", "", where);
    return new PolledResource(
        name(name, CONFIGURATION),
        address(url, where + ".url", false),
        UrlTemplate.parse(url, where + ".url"),
        idField.isEmpty() ? "id" : idField,
        string(json, "xPath", where),
        updated,
        date(json, dates, "created", updated.format(), where),
        // Both spellings are published [docs].
        flag(json, "filterByUpdatedDate", flag(json, "filterByUpdateDate", true, where), where),
        flag(json, "filterByCurrentDate", false, where),
        Duration.ofSeconds(number(json, "createdCheckTolerance", where)),
        Duration.ofSeconds(number(json, "pollDelay", where)),
        Math.toIntExact(Math.min(number(json, "pageSize", where), 10_000)));
  }

  private static DateField date(
      JsonNode json, JsonNode dates, String which, String format, String where) {
    String field = first(json, dates, which + "DateField", where);
    String given = first(json, dates, which + "DateFormat", where);
    return DateField.of(
        field,
        given.isEmpty() ? format : given,
        first(json, dates, which + "DateTimezone", where),
        where + "." + which + "DateFormat");
  }

  /// Within `datesConfiguration`, or beside it as some clients write.
  private static String first(JsonNode json, JsonNode dates, String name, String where) {
    String within = dates.isObject() ? string(dates, name, where) : "";
    return within.isEmpty() ? string(json, name, where) : within;
  }

  private static String string(JsonNode json, String name, String where) {
    JsonNode value = Members.at(json, name);
    if (value == null) {
      return "";
    }
    if (value.isContainer()) {
      throw bad(where + "." + name, "must be a text");
    }
    return value.asString("").strip();
  }

  private static boolean flag(JsonNode json, String name, boolean otherwise, String where) {
    return switch (string(json, name, where).toLowerCase(java.util.Locale.ROOT)) {
      case "" -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(where + "." + name, "must be true or false");
    };
  }

  private static long number(JsonNode json, String name, String where) {
    String text = string(json, name, where);
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,7}")) {
      throw bad(where + "." + name, "must be a whole number from 0");
    }
    return Long.parseLong(text);
  }

  private static String name(String text, String where) {
    if (text.isBlank() || text.length() > MAX_NAME) {
      throw bad(where, "has a resource without a name, or with one that is too long");
    }
    return text.strip();
  }

  private static String address(String url, String where, boolean mayMiss) {
    if (url.isEmpty() && !mayMiss) {
      throw bad(where, "is missing");
    }
    if (!url.isEmpty() && url.contains("/") && !url.startsWith("/")) {
      throw bad(where, "must be a path of the hub, beginning with '/'");
    }
    return url;
  }

  private static Refusal bad(String where, String what) {
    return Refusal.malformed("BAD_POLLER_CONFIGURATION", "'" + where + "' " + what + ".");
  }
}
