package valise.files.notices;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.platform.secrets.Tokens;

/// A mail that tells of several things together, as its job is called.
///
/// @param queue whose composer writes it
/// @param key what its lines belong to; at most 200 characters
/// @param payload what the composer needs to know beside the lines
record Digest(String queue, String key, String payload) {

  /// A part of a key for files that one person sends as one batch; empty when there is no batch.
  static String batch(String sender, Optional<String> batch) {
    return batch.map(id -> Tokens.hash(sender + "\n" + id)).orElse("");
  }

  /// A key of these parts, of which some may be empty.
  static String key(String... parts) {
    return String.join(":", Stream.of(parts).filter(part -> !part.isEmpty()).toList());
  }

  /// What happened, to be put into the mail.
  ///
  /// @param actor who did it; empty when the digest tells, or it was no user
  /// @param closes whether nothing more of its kind is to come
  record News(
      Line.Kind kind, List<ItemId> items, Optional<UserId> actor, boolean closes, Instant at) {

    News {
      items = List.copyOf(items);
    }
  }
}
