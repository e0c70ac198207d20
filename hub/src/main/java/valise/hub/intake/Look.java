package valise.hub.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import valise.hub.events.Origin;
import valise.hub.events.Route;

/// One look at what a provider has, of which a page is taken in.
///
/// @param began when the look began
/// @param baseline whether it is the first: then everything is learnt and nothing is told
/// @param complete whether all objects are known, so that an unknown one is new; else its dates say
/// @param epoch the number of the sweep that is going on or was the last
/// @param tolerance within which created and changed are the same moment
public record Look(
    Origin origin,
    String resource,
    Route route,
    Instant began,
    boolean baseline,
    boolean complete,
    long epoch,
    Optional<Duration> tolerance) {}
