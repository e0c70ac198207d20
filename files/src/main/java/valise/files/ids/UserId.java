package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A person in one account; the same address in two accounts is two users.
public record UserId(String value) {

  private static final String PREFIX = "";

  public UserId {
    Guid.check(value, PREFIX, "a user id");
  }

  /// A new id, never given before.
  public static UserId mint() {
    return new UserId(Guid.mint(PREFIX));
  }

  /// Reads what a client wrote, without regard to case [net-sdk]; empty when it has another form.
  public static Optional<UserId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, PREFIX) ? Optional.of(new UserId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
