package valise.hub.delivery;

import java.time.Instant;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;

/// One event for one subscription.
///
/// @param dueAt when it is tried next, while it waits
/// @param attempts made so far
public record Delivery(
    SubscriptionId subscription,
    EventId event,
    State state,
    Instant dueAt,
    int attempts,
    Instant createdAt,
    Instant updatedAt) {}
