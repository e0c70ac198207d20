package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A file, folder, note or link, for life: a rename or a move keeps it, a new version of a file
/// gets a new one [seed].
public record ItemId(String value) {

  public ItemId {
    Guid.check(value, "", "an item id");
  }

  public static ItemId mintFolder() {
    return new ItemId(Guid.mint("fo"));
  }

  public static ItemId mintFile() {
    return new ItemId(Guid.mint("fi"));
  }

  /// Notes and links share the vendor's file prefix.
  public static ItemId mintLeaf() {
    return mintFile();
  }

  /// The root folder of an account answers to the account's own id [ps].
  public static ItemId rootOf(AccountId account) {
    return new ItemId(account.value());
  }

  /// Reads what a client wrote, without regard to case; empty when it has not the form of an id.
  public static Optional<ItemId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, "") ? Optional.of(new ItemId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
