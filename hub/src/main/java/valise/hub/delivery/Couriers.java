package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.Tx;
import valise.platform.jobs.Jobs;

/// Calls those who bring what waits: the dispatchers for webhooks, a job for mail.
@Component
final class Couriers {

  /// The queue of mail to subscribers; a job's key is the subscription.
  static final String MAIL = "hub.delivery.mail";

  /// What happens within this time goes into one mail.
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  private final Bell bell;
  private final Jobs jobs;
  private final SubscriptionStore subscriptions = new SubscriptionStore();

  Couriers(Bell bell, Jobs jobs) {
    this.bell = bell;
    this.jobs = jobs;
  }

  /// Says, in the transaction that makes them wait, that deliveries for `to` do.
  void call(Tx tx, Channel channel, Collection<SubscriptionId> to, Instant now) {
    if (to.isEmpty()) {
      return;
    }
    switch (channel) {
      case WEBHOOK -> {
        List<SubscriptionId> ids = List.copyOf(to);
        subscriptions.due(tx, ids, now);
        tx.afterCommit(() -> bell.ring(ids));
      }
      case EMAIL -> to.forEach(id -> jobs.enqueue(tx, MAIL, id.toString(), "", now.plus(TOGETHER)));
    }
  }
}
