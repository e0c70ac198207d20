package valise.hub.events;

import java.time.Instant;
import valise.hub.ids.InstanceId;

/// How many events of an instance were noticed in a stretch of time.
public record Count(Instant from, InstanceId instance, int events) {}
