package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// An account: one tenant, an independent namespace. It is also the id of the account's root
/// folder.
public record AccountId(String value) {

  private static final String PREFIX = "a";

  public AccountId {
    Guid.check(value, PREFIX, "an account id");
  }

  /// A new id, never given before.
  public static AccountId mint() {
    return new AccountId(Guid.mint(PREFIX));
  }

  /// Reads what a client wrote, without regard to case [net-sdk]; empty when it has another form.
  public static Optional<AccountId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, PREFIX) ? Optional.of(new AccountId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
