package valise.hub.delivery;

import java.time.Instant;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;

/// Something that was announced: an event, or what somebody said by hand.
///
/// @param id of the event; of what was announced by hand, one of [#BY_HAND]
/// @param from whom the receivers are told it is from
/// @param message JSON
record Notification(
    EventId id,
    AccountId account,
    String topic,
    String severity,
    String from,
    String message,
    Instant createdAt,
    boolean acknowledged) {

  /// The number of the instance that stands in the names of what no instance did.
  static final InstanceId BY_HAND = new InstanceId(0);

  Notification acknowledged(boolean so) {
    return new Notification(id, account, topic, severity, from, message, createdAt, so);
  }

  /// What somebody wants announced.
  ///
  /// @param message JSON
  record Draft(String topic, String severity, String from, String message) {}
}
