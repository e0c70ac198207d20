package valise.hub.events;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;

/// A change at a provider, recorded once. Its [EventId] holds the instance and the place among the
/// instance's events.
///
/// @param raw the provider's record, a JSON object
/// @param body the notification, as every receiver gets it
public record Event(
    EventId id,
    AccountId account,
    String elementKey,
    String resource,
    String objectKey,
    String objectId,
    Optional<String> otherId,
    long revision,
    Kind kind,
    Set<Fact> facts,
    Optional<Instant> happenedAt,
    Instant noticedAt,
    Route route,
    String before,
    String after,
    String raw,
    String body) {}
