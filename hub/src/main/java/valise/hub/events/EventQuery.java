package valise.hub.events;

import java.time.Instant;
import java.util.Optional;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;

/// Which events of an account are looked for; the newest come first.
public record EventQuery(
    AccountId account,
    Optional<InstanceId> instance,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> resource,
    Optional<String> objectId,
    Optional<Kind> kind,
    int skip,
    int max) {

  public static EventQuery of(AccountId account) {
    return new EventQuery(
        account,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        200);
  }

  public EventQuery of(InstanceId only) {
    return new EventQuery(
        account, Optional.of(only), from, to, resource, objectId, kind, skip, max);
  }

  public EventQuery between(Optional<Instant> first, Optional<Instant> end) {
    return new EventQuery(account, instance, first, end, resource, objectId, kind, skip, max);
  }

  public EventQuery ofObject(String only) {
    return new EventQuery(
        account, instance, from, to, resource, Optional.of(only), kind, skip, max);
  }

  public EventQuery ofResource(String only) {
    return new EventQuery(
        account, instance, from, to, Optional.of(only), objectId, kind, skip, max);
  }

  public EventQuery ofKind(Kind only) {
    return new EventQuery(
        account, instance, from, to, resource, objectId, Optional.of(only), skip, max);
  }

  public EventQuery page(int offset, int size) {
    return new EventQuery(account, instance, from, to, resource, objectId, kind, offset, size);
  }
}
