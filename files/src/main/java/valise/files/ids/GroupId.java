package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A distribution group. Clients tell a group from a user by the leading `g` [net-sdk].
public record GroupId(String value) {

  private static final String PREFIX = "g";

  public GroupId {
    Guid.check(value, PREFIX, "a group id");
  }

  /// A new id, never given before.
  public static GroupId mint() {
    return new GroupId(Guid.mint(PREFIX));
  }

  /// Reads what a client wrote, without regard to case [net-sdk]; empty when it has another form.
  public static Optional<GroupId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, PREFIX) ? Optional.of(new GroupId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
