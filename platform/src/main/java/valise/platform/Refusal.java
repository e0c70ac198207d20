package valise.platform;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stops any request anywhere: not signed in, no such thing, not allowed, malformed,
/// conflicting, too large, too fast. Each front renders it in its own dialect, so it carries no
/// HTTP status; its [#kind] is what a front maps and its [#code] is the stable name listed in
/// ERRORS.md.
///
/// The message is shown to the caller: it says what is wrong and what to do, and never repeats a
/// secret. Bugs are ordinary exceptions and never a `Refusal`.
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// The families every front knows how to render.
  public enum Kind {
    MALFORMED,
    NOT_SIGNED_IN,
    NOT_ALLOWED,
    NO_SUCH_THING,
    METHOD_NOT_ALLOWED,
    CONFLICT,
    GONE,
    TOO_LARGE,
    UNPROCESSABLE,
    LOCKED,
    TOO_FAST,
    QUOTA_EXCEEDED,
    OUT_OF_SPACE,
    TIMED_OUT,
    UNAVAILABLE
  }

  private final Kind kind;
  private final String code;
  private final @Nullable Duration retryAfter;

  private Refusal(Kind kind, String code, String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.kind = Objects.requireNonNull(kind);
    this.code = Objects.requireNonNull(code);
    this.retryAfter = retryAfter;
  }

  /// A refusal of any kind. `code` is an `UPPER_SNAKE` name listed in ERRORS.md.
  public static Refusal of(Kind kind, String code, String message) {
    return new Refusal(kind, code, message, null);
  }

  public static Refusal malformed(String code, String message) {
    return of(Kind.MALFORMED, code, message);
  }

  public static Refusal notSignedIn(String message) {
    return of(Kind.NOT_SIGNED_IN, "NOT_SIGNED_IN", message);
  }

  public static Refusal notAllowed(String message) {
    return of(Kind.NOT_ALLOWED, "NOT_ALLOWED", message);
  }

  /// No such thing, or the caller may not know that there is: the two always look alike.
  public static Refusal noSuchThing(String what) {
    return of(Kind.NO_SUCH_THING, "NOT_FOUND", what + " was not found.");
  }

  /// No such thing yet, but soon: the caller may come back after `retryAfter`.
  public static Refusal notYet(String code, String message, Duration retryAfter) {
    return new Refusal(Kind.NO_SUCH_THING, code, message, retryAfter);
  }

  public static Refusal conflict(String code, String message) {
    return of(Kind.CONFLICT, code, message);
  }

  public static Refusal tooLarge(String code, String message) {
    return of(Kind.TOO_LARGE, code, message);
  }

  /// Too many requests; the caller may come back after `retryAfter`.
  public static Refusal tooFast(String message, Duration retryAfter) {
    return new Refusal(Kind.TOO_FAST, "TOO_FAST", message, retryAfter);
  }

  /// The server cannot serve this now; the caller may come back after `retryAfter`.
  public static Refusal unavailable(String code, String message, Duration retryAfter) {
    return new Refusal(Kind.UNAVAILABLE, code, message, retryAfter);
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  /// The text for the caller. Never null.
  public String text() {
    return Objects.requireNonNull(getMessage());
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
