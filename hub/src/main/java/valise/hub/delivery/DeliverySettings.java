package valise.hub.delivery;

import java.time.Duration;

/// How this node sends.
///
/// @param slots requests at the same time, to all receivers together
/// @param patience what one request may take, to the last byte of its answer
/// @param lease how long a subscription stays unserved after its node has died
public record DeliverySettings(int slots, Duration patience, Duration lease) {

  public static final DeliverySettings DEFAULT =
      new DeliverySettings(256, Duration.ofSeconds(30), Duration.ofSeconds(90));

  public DeliverySettings {
    if (slots < 1 || !patience.isPositive() || lease.compareTo(patience) <= 0) {
      throw new IllegalArgumentException("A lease must outlast a request, and there is one slot");
    }
  }

  public DeliverySettings withPatience(Duration other) {
    return new DeliverySettings(slots, other, lease);
  }
}
