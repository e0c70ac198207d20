package valise.files.items;

import java.time.Instant;
import java.util.Optional;

/// A file whose bytes are down and synced, about to become visible.
///
/// @param name display name; the download name if `fileName` says no other
/// @param onCollision what happens when the folder already has that name
public record NewFile(
    String name,
    String fileName,
    Item.Content content,
    String description,
    Optional<Instant> clientCreatedAt,
    Optional<Instant> clientModifiedAt,
    Optional<Instant> expiresAt,
    OnCollision onCollision) {

  /// What to do when the folder already has the name.
  public enum OnCollision {
    /// Answer with a conflict.
    REFUSE,
    /// Become the next version of the file there.
    NEW_VERSION,
    /// Take the next free name, `report (2).pdf`.
    NUMBER
  }
}
