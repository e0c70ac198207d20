package valise.hub.polling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;

/// A resource of an instance that is watched.
///
/// @param interval between two polls
/// @param dueAt when it is, or while it is held was, to be asked
/// @param lease the number under which this node holds it, while it does
/// @param watching whether all that there was at the beginning is known
/// @param epoch how many sweeps there were
/// @param failures in a row
/// @param paused whether it failed so often that it is only tried once a day
public record Watch(
    InstanceId instance,
    String resource,
    AccountId account,
    String elementKey,
    Duration interval,
    Instant dueAt,
    long lease,
    String cursor,
    boolean watching,
    long epoch,
    Instant sweepDueAt,
    int failures,
    boolean paused,
    String lastError,
    Optional<Instant> okAt) {

  Watch cameDue(Instant then) {
    return new Watch(
        instance,
        resource,
        account,
        elementKey,
        interval,
        then,
        lease,
        cursor,
        watching,
        epoch,
        sweepDueAt,
        failures,
        paused,
        lastError,
        okAt);
  }

  Watch inEpoch(long other) {
    return new Watch(
        instance,
        resource,
        account,
        elementKey,
        interval,
        dueAt,
        lease,
        cursor,
        watching,
        other,
        sweepDueAt,
        failures,
        paused,
        lastError,
        okAt);
  }
}
