package valise.hub.delivery;

import java.time.Instant;
import java.util.Optional;
import valise.hub.ids.EventId;

/// A delivery that is due.
///
/// @param attempts made so far
/// @param failures since `firstFailed`, which the schedule counts
/// @param replay whether somebody asked for it by hand
/// @param body what is sent
@SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
record Waiting(
    EventId event,
    int attempts,
    int failures,
    Optional<Instant> firstFailed,
    boolean replay,
    byte[] body) {

  boolean firstAttempt() {
    return failures == 0;
  }
}
