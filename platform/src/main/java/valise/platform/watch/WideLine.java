package valise.platform.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import valise.platform.secrets.Secret;

/// Everything known about one request, job or attempt, collected while it runs and written once,
/// when it ends.
///
/// Every line begins with `at` (when it began, UTC), `event` and `ms` (how long it took, to the
/// microsecond). A field put again replaces the earlier value. May be used by several threads.
public final class WideLine {

  /// The attribute of a request under which its line is found, by whoever knows more about it.
  public static final String ATTRIBUTE = "valise.line";

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String event;
  private final InstantSource clock;
  private final Consumer<String> lines;
  private final Instant began;
  // Values are already JSON, except the counters, which are Long. Guarded by this.
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private boolean written;

  WideLine(String event, InstantSource clock, Consumer<String> lines) {
    this.event = event;
    this.clock = clock;
    this.lines = lines;
    this.began = clock.instant();
  }

  public synchronized WideLine put(String field, String value) {
    StringBuilder json = new StringBuilder(value.length() + 2);
    quote(value, json);
    fields.put(field, json.toString());
    return this;
  }

  public synchronized WideLine put(String field, long value) {
    fields.put(field, value);
    return this;
  }

  public synchronized WideLine put(String field, boolean value) {
    fields.put(field, Boolean.toString(value));
    return this;
  }

  /// Says that there is one, never what it is.
  public WideLine put(String field, Secret<?> value) {
    return put(field, value.toString());
  }

  /// Adds to a count: bytes, rows, attempts.
  public synchronized WideLine add(String field, long more) {
    fields.merge(field, more, (had, added) -> had instanceof Long n ? n + (Long) added : added);
    return this;
  }

  /// How it ended, one lower-case word: `ok`, `refused`, `failed`.
  public WideLine outcome(String outcome) {
    return put("outcome", outcome);
  }

  /// Names the failure, with the kind of exception and its message but no stack.
  public WideLine failure(Throwable failure) {
    outcome("failed");
    return put("error", failure.toString());
  }

  /// Writes the line. Only the first call does.
  public void write() {
    String line;
    synchronized (this) {
      if (written) {
        return;
      }
      written = true;
      line = json();
    }
    lines.accept(line);
  }

  private String json() {
    StringBuilder json = new StringBuilder(64 + 24 * fields.size());
    json.append("{\"at\":\"").append(began).append("\",\"event\":");
    quote(event, json);
    json.append(",\"ms\":");
    long micros = Math.max(0, Duration.between(began, clock.instant()).toNanos() / 1000);
    json.append(micros / 1000).append('.');
    long fraction = micros % 1000;
    json.append(fraction < 100 ? fraction < 10 ? "00" : "0" : "").append(fraction);
    fields.forEach((field, value) -> {
      json.append(',');
      quote(field, json);
      json.append(':').append(value);
    });
    return json.append('}').toString();
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          // Also line separators, which end a line for some readers, and halves of pairs, which
          // UTF-8 cannot carry.
          if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || lone(text, i)) {
            json.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              json.append(HEX[(c >> shift) & 0xf]);
            }
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  private static boolean lone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
