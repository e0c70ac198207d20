package valise.files.items;

import java.time.Instant;
import java.util.Optional;

/// A folder, note or link about to be made.
///
/// @param uri the target of a link; empty for anything else
public record NewNode(
    Item.Kind kind,
    String name,
    String description,
    Optional<Instant> clientCreatedAt,
    Optional<Instant> clientModifiedAt,
    Optional<Instant> expiresAt,
    Optional<String> uri) {

  public static NewNode named(String name) {
    return new NewNode(
        Item.Kind.FOLDER,
        name,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
