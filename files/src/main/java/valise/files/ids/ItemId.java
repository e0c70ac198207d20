package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A file, folder, note or link, for life: a rename or a move keeps it, a new version of a file
/// gets a new one [seed].
public record ItemId(String value) {

  /// Virtual parent of the caller's home, favorites and shared folders.
  public static final ItemId TOP = new ItemId("top");

  /// Virtual parent of the topmost folders shared with the caller.
  public static final ItemId ALL_SHARED = new ItemId("allshared");

  /// Virtual parent of the caller's favorites.
  public static final ItemId FAVORITES = new ItemId("favorites");

  /// Virtual parent of connectors; this server has none, so it is empty.
  public static final ItemId CONNECTORS = new ItemId("connectors");

  public ItemId {
    if (!isVirtual(value)) {
      Guid.check(value, "", "an item id");
    }
  }

  private static boolean isVirtual(String value) {
    return switch (value) {
      case "top", "allshared", "favorites", "connectors" -> true;
      default -> false;
    };
  }

  /// Whether this names one of the virtual folders, which exist for every caller and hold no row.
  public boolean isVirtual() {
    return isVirtual(value);
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
    return isVirtual(folded) || Guid.hasForm(folded, "")
        ? Optional.of(new ItemId(folded))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
