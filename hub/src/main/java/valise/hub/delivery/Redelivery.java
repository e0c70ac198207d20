package valise.hub.delivery;

import java.time.Instant;
import valise.hub.ids.AccountId;

/// Deliveries that are sent once more because somebody wants it.
///
/// @param which those that fit, and were made before it was asked for
/// @param expected how many fitted then
/// @param released how many were set going so far
record Redelivery(
    RedeliveryId id,
    AccountId account,
    Progress progress,
    Deliveries.Filter which,
    DeliveryStore.Place reached,
    int expected,
    int released,
    Instant createdAt,
    Instant updatedAt) {

  /// How far it is. The numbers are in the table, the words on the wire.
  enum Progress {
    RUNNING,
    DONE,
    /// Somebody thought better of it; what was set going is sent.
    STOPPED
  }
}
