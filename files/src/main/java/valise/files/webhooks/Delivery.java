package valise.files.webhooks;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.ItemId;
import valise.files.ids.SubscriptionId;

/// One event on its way to one subscriber.
///
/// @param seq the event's number in the outbox; `part` tells several of one number apart
/// @param eventId the same at every attempt
/// @param item what it is about, and `parent` where that lay; none of a user or an account
/// @param payload the body, the same bytes at every attempt
record Delivery(
    SubscriptionId subscription,
    long seq,
    int part,
    String eventId,
    Optional<ItemId> item,
    Optional<ItemId> parent,
    String payload,
    Instant happenedAt) {}
