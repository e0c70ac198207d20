package valise.hub.wire;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stops a request because of what the provider did: said no, said nothing, or said something
/// that cannot be understood. The caller is shown our explanation and the provider's own words.
public final class ProviderFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable String providerMessage;
  private final @Nullable Duration retryAfter;

  private ProviderFailure(
      int status,
      String code,
      String message,
      @Nullable String providerMessage,
      @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.providerMessage = providerMessage;
    this.retryAfter = retryAfter;
  }

  /// @param status what the caller of the hub is answered with, 400 to 599
  /// @param code an `UPPER_SNAKE` name listed in ERRORS.md
  public static ProviderFailure of(int status, String code, String message) {
    return new ProviderFailure(status, code, message, null, null);
  }

  /// The same with the provider's own words, cut when they are very long.
  public ProviderFailure saying(String words) {
    String kept =
        ProviderText.sound(words.length() <= 4_000 ? words : words.substring(0, 4_000) + "…");
    return kept.isBlank() ? this : new ProviderFailure(status, code, text(), kept, retryAfter);
  }

  /// The same with when to come back.
  public ProviderFailure retryingAfter(Duration wait) {
    return new ProviderFailure(status, code, text(), providerMessage, wait);
  }

  /// The same, saying first what was done all the same.
  public ProviderFailure after(String done) {
    return new ProviderFailure(status, code, done + " " + text(), providerMessage, retryAfter);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String text() {
    return Objects.requireNonNull(getMessage());
  }

  public Optional<String> providerMessage() {
    return Optional.ofNullable(providerMessage);
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
