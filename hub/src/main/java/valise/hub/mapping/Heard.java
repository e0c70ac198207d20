package valise.hub.mapping;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.wire.ProviderFailure;
import valise.platform.net.RetryAfter;

/// What a provider answered, read to its end, but no further than is bearable.
///
/// @param headers by name in lower case
/// @param body JSON as maps, lists, texts, numbers and booleans; what is no success may be any
///   text; null when there was none
public record Heard(int status, Map<String, String> headers, @Nullable Object body) {

  /// The most of a success that is read, in bytes.
  static final int MOST_ANSWER = 32 << 20;

  private static final int MOST_ERROR = 64 * 1024;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxStringLength(MOST_ANSWER)
                          .maxNumberLength(200)
                          .build())
                  .build())
          .build();

  public boolean good() {
    return status >= 200 && status < 300;
  }

  /// Reads an answer and hangs up.
  ///
  /// @param accepted whether its status is one that was hoped for
  /// @throws ProviderFailure when a success is not JSON, too large, or breaks off
  public static Heard read(ProviderAnswer answer, boolean accepted) {
    try (answer) {
      byte[] bytes = answer.body().readNBytes((accepted ? MOST_ANSWER : MOST_ERROR) + 1);
      if (accepted && bytes.length > MOST_ANSWER) {
        throw notUnderstood("It is larger than " + (MOST_ANSWER >> 20) + " MiB.");
      }
      Heard head = head(answer);
      return head.saying(head.good() ? strictly(bytes) : loosely(bytes));
    } catch (IOException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_CUT", "The provider's answer broke off before its end.");
    }
  }

  /// An answer whose body is left to somebody else.
  public static Heard head(ProviderAnswer answer) {
    Map<String, String> headers = new TreeMap<>();
    answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new Heard(answer.status(), headers, null);
  }

  /// The same with another body.
  public Heard saying(@Nullable Object other) {
    return new Heard(status, headers, other);
  }

  /// As expressions see it.
  Map<String, @Nullable Object> scope() {
    Map<String, @Nullable Object> scope = new LinkedHashMap<>();
    scope.put("status", status);
    scope.put("headers", headers);
    scope.put("body", body);
    return scope;
  }

  /// When to come back.
  Optional<Duration> retryAfter(Instant now) {
    return Optional.ofNullable(headers.get("retry-after"))
        .flatMap(text -> RetryAfter.parse(text, now));
  }

  /// A success must be JSON, or nothing.
  private static @Nullable Object strictly(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    try {
      return MAPPER.readValue(bytes, Object.class);
    } catch (JacksonException e) {
      throw notUnderstood("It is not JSON.").saying(beginning(bytes));
    }
  }

  /// A failure may be anything.
  private static @Nullable Object loosely(byte[] bytes) {
    try {
      return bytes.length == 0 ? null : MAPPER.readValue(bytes, Object.class);
    } catch (JacksonException e) {
      return beginning(bytes);
    }
  }

  private static String beginning(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, 1_000), StandardCharsets.UTF_8);
  }

  /// What to throw for an answer of which nothing can be made.
  public static ProviderFailure notUnderstood(String why) {
    return ProviderFailure.of(
        502, "PROVIDER_ANSWER", "The provider's answer cannot be understood. " + why);
  }
}
