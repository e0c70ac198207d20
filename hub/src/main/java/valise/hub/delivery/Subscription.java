package valise.hub.delivery;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.hub.ids.UserId;

/// Somebody who wants to be told of what is announced under some topics.
///
/// @param instance by whose provisioning it was made, if it was
/// @param ordered whether one event is told after the other
/// @param inactiveReason why nothing is sent
public record Subscription(
    SubscriptionId id,
    AccountId account,
    UserId owner,
    Optional<InstanceId> instance,
    Channel channel,
    List<String> topics,
    URI url,
    boolean ordered,
    boolean active,
    Optional<String> inactiveReason,
    Instant createdAt,
    Instant updatedAt) {

  public Subscription {
    topics = List.copyOf(topics);
  }
}
