package valise.files.downloads;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// A download link that was handed out.
///
/// @param user in whose name it fetches
/// @param usedAt when it first delivered everything
/// @param terms under what terms of somebody else's it was handed out, in words of their own
record Link(
    String tokenHash,
    AccountId account,
    UserId user,
    What what,
    boolean deletedToo,
    List<ItemId> items,
    Instant expiresAt,
    Optional<Instant> usedAt,
    Optional<String> terms) {

  Link {
    items = List.copyOf(items);
  }

  /// What it fetches.
  enum What {
    /// One file as itself; a folder or several things as a ZIP.
    ITEMS,
    /// A ZIP, even of one file.
    ARCHIVE,
    /// A ZIP of all versions of one file.
    VERSIONS
  }
}
