package valise.hub.delivery;

import java.time.Instant;
import valise.hub.ids.InstanceId;

/// What came of the events of an instance in a stretch of time.
///
/// @param told how many reached everybody who was to be told
/// @param failed how many somebody did not take so far
record Outcomes(int told, int failed) {

  static final Outcomes NONE = new Outcomes(0, 0);

  /// @param from where the stretch begins
  record Place(Instant from, InstanceId instance) {}
}
