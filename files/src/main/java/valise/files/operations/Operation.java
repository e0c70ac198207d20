package valise.files.operations;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// One piece of long work.
///
/// @param batch what operations begun together share; of one alone its own id
/// @param total items to do, as far as was known at the start
record Operation(
    String id,
    AccountId account,
    UserId user,
    String kind,
    State state,
    ItemId source,
    Optional<ItemId> target,
    String batch,
    long total,
    long done,
    Instant createdAt,
    Instant updatedAt) {

  /// The vendor's states. The order is the column's number [net-sdk].
  enum State {
    CREATED("Created"),
    SCHEDULED("Scheduled"),
    SUCCESS("Success"),
    FAILURE("Failure"),
    CANCELED("Canceled");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }

    boolean ended() {
      return this == SUCCESS || this == FAILURE || this == CANCELED;
    }
  }

  /// From 0 to 100.
  double percent() {
    if (state == State.SUCCESS) {
      return 100;
    }
    return total <= 0 ? 0 : Math.min(99, done * 100.0 / total);
  }
}
