package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A webhook subscription; the vendor's example begins with `w` [docs].
public record SubscriptionId(String value) {

  private static final String PREFIX = "w";

  public SubscriptionId {
    Guid.check(value, PREFIX, "a subscription id");
  }

  /// A new id, never given before.
  public static SubscriptionId mint() {
    return new SubscriptionId(Guid.mint(PREFIX));
  }

  /// Reads what a client wrote, without regard to case [net-sdk]; empty when it has another form.
  public static Optional<SubscriptionId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, PREFIX)
        ? Optional.of(new SubscriptionId(folded))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
