package valise.hub.delivery;

import java.time.Instant;
import java.util.Optional;
import valise.hub.ids.EventId;

/// A delivery that is due.
///
/// @param attempts made so far
/// @param failures since `firstFailed`, which the schedule counts
/// @param askedBy the wish to have it sent once more, if that is why
/// @param body what is sent
@SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
record Waiting(
    EventId event,
    int attempts,
    int failures,
    Optional<Instant> firstFailed,
    Optional<RedeliveryId> askedBy,
    byte[] body) {

  /// Whether it is sent once more because somebody asked for it.
  boolean replay() {
    return askedBy.isPresent();
  }

  boolean firstAttempt() {
    return failures == 0 && !replay();
  }
}
