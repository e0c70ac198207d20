package valise.platform.secrets;

import java.util.Objects;

/// A value that is never printed: in a log, an exception or a record's `toString` it reads
/// `[REDACTED]`. Whoever needs the value says so with [#reveal].
public final class Secret<T> {

  /// What is shown instead of any secret.
  public static final String REDACTED = "[REDACTED]";

  private final T value;

  private Secret(T value) {
    this.value = Objects.requireNonNull(value);
  }

  public static <T> Secret<T> of(T value) {
    return new Secret<>(value);
  }

  public T reveal() {
    return value;
  }

  /// For configuration and tests. It is not constant in time: compare what a stranger sent with
  /// [Tokens#same].
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret<?> secret && value.equals(secret.value);
  }

  /// The same for every secret, so that not even a hash of one gets out.
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
