package valise.hub.delivery;

import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;
import valise.hub.instances.Instances;
import valise.platform.Refusal;

/// Who may see what of notifications, subscriptions and deliveries.
@Component
final class Readers {

  private final Notifications notifications;
  private final Subscriptions subscriptions;
  private final Instances instances;
  private final Topics topics;

  Readers(
      Notifications notifications,
      Subscriptions subscriptions,
      Instances instances,
      Topics topics) {
    this.notifications = notifications;
    this.subscriptions = subscriptions;
    this.instances = instances;
    this.topics = topics;
  }

  /// A notification by its digits.
  Notification notification(Caller caller, String digits) {
    return EventId.ofDigits(digits)
        .flatMap(id -> notifications.find(account(caller, id), id))
        .orElseThrow(() -> Refusal.noSuchThing("The notification " + digits));
  }

  private AccountId account(Caller caller, EventId id) {
    return id.instance().equals(Notification.BY_HAND)
        ? caller.account()
        : instances.find(caller, id.instance()).account();
  }

  Subscription subscription(Caller caller, long id) {
    Subscription found = subscriptions.find(caller.account(), new SubscriptionId(id));
    if (!sees(caller, found)) {
      throw Refusal.noSuchThing("The subscription");
    }
    return found;
  }

  /// Somebody who sees only what is their own sees what they made, and who is told of their
  /// instances.
  boolean sees(Caller caller, Subscription subscription) {
    return caller.span() != Caller.Span.OWN
        || subscription.owner().equals(caller.user())
        || subscription.topics().stream()
            .allMatch(topic -> topics.ofVisibleInstance(caller, topic));
  }

  static void requireWholeAccount(Caller caller) {
    if (caller.span() == Caller.Span.OWN) {
      throw Refusal.notAllowed("Deliveries of the whole account are for its administrators.");
    }
  }
}
