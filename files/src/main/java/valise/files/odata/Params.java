package valise.files.odata;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import valise.platform.Refusal;

/// The query string, by name without regard to case [net-sdk] [ps]. An empty value means "not
/// given", because the .NET SDK writes its null parameters so. A value that cannot be understood is
/// refused with the parameter's name.
public final class Params {

  private static final int MAX_PAIRS = 200;

  private final Map<String, String> values;

  private Params(Map<String, String> values) {
    this.values = values;
  }

  /// Reads a raw query string; `null` is an empty one. Of a name given twice the first counts.
  public static Params parse(@Nullable String query) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (query != null && !query.isEmpty()) {
      List<String> pairs = split(query);
      if (pairs.size() > MAX_PAIRS) {
        throw Refusal.malformed("TOO_MANY_PARAMETERS", "At most 200 query parameters are read.");
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.putIfAbsent(name, value);
      }
    }
    return new Params(values);
  }

  /// Parameters that do not come from a query string; for tests and for other fronts.
  public static Params of(Map<String, String> given) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.putAll(given);
    return new Params(values);
  }

  private static List<String> split(String query) {
    List<String> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("BAD_ENCODING", "The query string has a malformed %-escape.");
    }
  }

  public Optional<String> text(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  public String requiredText(String name) {
    return text(name)
        .orElseThrow(() ->
            Refusal.malformed("PARAMETER_MISSING", "The parameter '" + name + "' is required."));
  }

  public boolean flag(String name, boolean otherwise) {
    return text(name).map(text -> parseFlag(name, text)).orElse(otherwise);
  }

  /// Reads a boolean as clients write it: any case, `1` and `0` [net-sdk] [ps] [java-sdk].
  public static boolean parseFlag(String name, String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw bad(name, text, "true or false");
    };
  }

  public Optional<Long> number(String name) {
    return text(name)
        .map(text -> {
          try {
            return Long.valueOf(text.strip());
          } catch (NumberFormatException e) {
            throw bad(name, text, "a whole number");
          }
        });
  }

  /// A number within bounds; outside them it is refused, not bent.
  public long number(String name, long otherwise, long min, long max) {
    long number = number(name).orElse(otherwise);
    if (number < min || number > max) {
      throw bad(name, Long.toString(number), "a number from " + min + " to " + max);
    }
    return number;
  }

  public Optional<Instant> date(String name) {
    return text(name)
        .map(text -> {
          try {
            return Dates.parse(text);
          } catch (IllegalArgumentException e) {
            throw bad(name, text, "a date such as 2024-01-31T12:00:00Z");
          }
        });
  }

  /// One of a closed list of names, without regard to case.
  public <E> Optional<E> oneOf(String name, Function<String, Optional<E>> parse, String expected) {
    return text(name).map(text -> parse.apply(text).orElseThrow(() -> bad(name, text, expected)));
  }

  private static Refusal bad(String name, String value, String expected) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "..." : value;
    return Refusal.malformed(
        "BAD_PARAMETER",
        "The parameter '" + name + "' must be " + expected + ", not '" + shown + "'.");
  }
}
