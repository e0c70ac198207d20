package valise.files.items;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;

/// Folders that exist for every caller and hold no row: `top`, `allshared`, `favorites`,
/// `connectors` [net-sdk].
final class VirtualFolders {

  private VirtualFolders() {}

  static Located located(Principal caller, ItemId id) {
    Item folder =
        new Item(
            id,
            caller.account(),
            Optional.empty(),
            Item.Kind.FOLDER,
            Item.Place.ORDINARY,
            Item.State.LIVE,
            title(id),
            title(id),
            new StreamId("st000000-0000-0000-0000-000000000000"),
            1,
            Optional.empty(),
            caller.user(),
            caller.user(),
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Chain.Node node = new Chain.Node(id, folder.name(), folder.place(), folder.state());
    return new Located(folder, new Chain(List.of(node)), Rights.of(Right.VIEW));
  }

  private static String title(ItemId id) {
    return switch (id.value()) {
      case "allshared" -> "Shared Folders";
      case "favorites" -> "Favorites";
      case "connectors" -> "Connectors";
      default -> "Top";
    };
  }

  /// A virtual folder by the names that occur at the start of paths [client:vendor-sample].
  static Optional<ItemId> named(String step) {
    return switch (step.toLowerCase(Locale.ROOT)) {
      case "allshared", "shared folders" -> Optional.of(ItemId.ALL_SHARED);
      case "favorites" -> Optional.of(ItemId.FAVORITES);
      case "connectors" -> Optional.of(ItemId.CONNECTORS);
      case "top" -> Optional.of(ItemId.TOP);
      default -> Optional.empty();
    };
  }

  /// The names under which clients look for the caller's home [ps].
  static boolean isHomeName(String step) {
    return switch (step.toLowerCase(Locale.ROOT)) {
      case "home", "my files & folders", "personal folders" -> true;
      default -> false;
    };
  }
}
