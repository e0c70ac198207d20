package valise.files.notices;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// One thing that is to go into a mail together with others.
///
/// @param actor who did it; empty when the digest tells
/// @param closes whether nothing more of its kind is to come after it
/// @param place where it stands among those of the same moment
record Line(
    String id,
    String digest,
    Kind kind,
    ItemId item,
    Optional<UserId> actor,
    boolean closes,
    Instant at,
    int place) {

  /// What was done. The order is the column's number.
  enum Kind {
    UPLOAD,
    DOWNLOAD
  }
}
