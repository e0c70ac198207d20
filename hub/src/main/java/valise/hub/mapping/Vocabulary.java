package valise.hub.mapping;

import com.dashjoin.jsonata.Jsonata;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What our expressions can say beyond JSONata's own functions. Each answers nothing for nothing.
///
/// - `$nameOf(path)`, `$parentOf(path)`: of `/a/b.txt` these are `b.txt` and `/a`; of `/a`, `/`
/// - `$under(folder, name)`: the path of what lies in a folder
/// - `$formEncode(text)`, `$formDecode(text)`: as in HTML forms, a blank is `+`
/// - `$iso(date)`: a date in any zone, with any or no fraction, as `2024-01-31T10:00:00.000Z`
/// - `$seconds(date)`: the same without a fraction
/// - `$asciiJson(value)`: JSON fit for a header
/// - `$fresh()`: a text that never was before
final class Vocabulary {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private Vocabulary() {}

  static void teach(Jsonata expression) {
    expression.registerFunction(
        "nameOf", (@Nullable String path) -> path == null ? null : nameOf(path));
    expression.registerFunction(
        "parentOf", (@Nullable String path) -> path == null ? null : parentOf(path));
    expression.registerFunction(
        "under",
        (@Nullable String folder, @Nullable String name) ->
            folder == null || name == null ? null : under(folder, name));
    expression.registerFunction(
        "formEncode",
        (@Nullable String text) ->
            text == null ? null : URLEncoder.encode(text, StandardCharsets.UTF_8));
    expression.registerFunction(
        "formDecode",
        (@Nullable String text) ->
            text == null ? null : URLDecoder.decode(text, StandardCharsets.UTF_8));
    expression.registerFunction(
        "iso", (@Nullable String date) -> date == null ? null : MILLIS.format(instant(date)));
    expression.registerFunction(
        "seconds", (@Nullable String date) -> date == null ? null : SECONDS.format(instant(date)));
    expression.registerFunction(
        "asciiJson", (@Nullable Object value) -> value == null ? null : asciiJson(value));
    expression.registerFunction("fresh", () -> UUID.randomUUID().toString());
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  static String under(String folder, String name) {
    return (folder.endsWith("/") ? folder : folder + "/") + name;
  }

  private static Instant instant(String date) {
    try {
      return OffsetDateTime.parse(date).toInstant();
    } catch (DateTimeException e) {
      throw new UnexpectedAnswerException("a date", "'" + date + "' is none");
    }
  }

  static String asciiJson(Object value) {
    StringBuilder text = new StringBuilder();
    for (char c : MAPPER.writeValueAsString(value).toCharArray()) {
      text.append(c >= 0x20 && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return text.toString();
  }

  /// A value as it stands in an address or a header.
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean truth -> truth.toString();
      case Number number -> {
        BigDecimal exact = new BigDecimal(number.toString());
        yield exact.stripTrailingZeros().scale() <= 0
            ? exact.toBigInteger().toString()
            : exact.toPlainString();
      }
      default -> MAPPER.writeValueAsString(value);
    };
  }
}
