package valise.hub.delivery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.ids.SubscriptionId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.notices.Notice;
import valise.hub.notices.Notices;
import valise.hub.wire.Paths;
import valise.platform.db.Tx;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// Tells whoever made a subscription that its receiver was given up.
@Component
final class GivenUp {

  private final Instances instances;
  private final Notices notices;
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final DeliveryStore deliveries = new DeliveryStore();

  GivenUp(Instances instances, Notices notices) {
    this.instances = instances;
    this.notices = notices;
  }

  void tell(Tx tx, SubscriptionId id, String reason) {
    subscriptions
        .find(tx.sql(), id)
        .ifPresent(subscription ->
            notices.tell(
                tx,
                subscription.owner(),
                notice(
                    subscription,
                    instance(tx, subscription),
                    reason,
                    deliveries.count(
                        tx.sql(),
                        DeliveryStore.in(List.of(id)).and(DeliveryStore.in(State.QUEUED))))));
  }

  private Optional<Instance> instance(Tx tx, Subscription subscription) {
    return subscription.instance().flatMap(id -> instances.find(tx, id));
  }

  private static Notice notice(
      Subscription subscription, Optional<Instance> instance, String reason, int waiting) {
    List<Letter.Fact> facts = new ArrayList<>();
    instance.ifPresentOrElse(
        it -> facts.add(new Letter.Fact("Instance", it.name() + " (" + it.id() + ")")),
        () -> facts.add(new Letter.Fact("Topics", Wording.names(subscription.topics()))));
    facts.add(new Letter.Fact("Receiver", shown(subscription.url())));
    facts.add(new Letter.Fact("Why", reason));
    facts.add(new Letter.Fact("What waits", Wording.count(waiting, "notification")));
    return new Notice(
        "The receiver of "
            + instance
                .map(it -> "'" + it.name() + "'")
                .orElseGet(() -> "subscription " + subscription.id())
            + " was given up",
        facts,
        "Nothing more is sent there; what happens is kept for "
            + ExpiredEventSweep.KEPT.toDays()
            + " days and waits. When the receiver is well again, send PUT "
            + Paths.BASE
            + "/notifications/subscriptions/deliveries?where=status='queued' and subscriptionId='"
            + subscription.id()
            + "': everything that waits is delivered, oldest first, and what comes after too.");
  }

  /// Without its query, which some receivers take for a password.
  private static String shown(URI url) {
    return url.getRawQuery() == null
        ? url.toString()
        : url.toString().substring(0, url.toString().indexOf('?')) + "?...";
  }
}
