package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// Whoever can stand in a folder's access list: a user or a group.
public record PrincipalId(String value) {

  public PrincipalId {
    Guid.check(value, "", "a principal id");
  }

  public static PrincipalId of(UserId user) {
    return new PrincipalId(user.value());
  }

  public static PrincipalId of(GroupId group) {
    return new PrincipalId(group.value());
  }

  public static Optional<PrincipalId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, "") ? Optional.of(new PrincipalId(folded)) : Optional.empty();
  }

  /// The vendor's own test: a principal whose id starts with `g` is a group [net-sdk].
  public boolean isGroup() {
    return value.startsWith("g");
  }

  @Override
  public String toString() {
    return value;
  }
}
