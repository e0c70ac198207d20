package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.SubscriptionId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;

/// Sends deliveries once more that were made before, with the ids they had and the key of today,
/// because somebody asks for it: one, or all of a filter.
///
/// A job sets them going in the order of each instance's events, some at a time, and only while the
/// ones before are nearly through. So what just happened hardly waits for what happened long ago,
/// and a receiver is asked no faster than it answers. How far it has come is in the same
/// transaction as what was set going: a crash neither forgets nor repeats.
@Component
public final class Redeliveries {

  /// So many of an account are under way at most: fewer than a node reads ahead for a receiver, so
  /// that what just happened is always among what it has read.
  static final int QUOTA = 64;

  private static final String QUEUE = "hub.redeliver";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Database database;
  private final Jobs jobs;
  private final Couriers couriers;
  private final InstantSource clock;
  private final DeliveryStore deliveries = new DeliveryStore();
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final RedeliveryStore store = new RedeliveryStore();

  Redeliveries(Database database, Jobs jobs, Couriers couriers, InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.couriers = couriers;
    this.clock = clock;
    jobs.handle(JobQueue.named(QUEUE), this::work);
  }

  /// Asks for all that fits and is there now. Receivers that are not active get nothing.
  Redelivery ask(Deliveries.Filter filter) {
    Instant now = clock.instant();
    // What is made from here on is sent anyway.
    Deliveries.Filter until =
        filter.to().filter(to -> !to.isAfter(now)).isPresent()
            ? filter
            : filter.to(now.plusMillis(1));
    return database.write(tx -> {
      int expected = deliveries.count(tx.sql(), which(until));
      RedeliveryId id = store.insert(tx, until, expected, now);
      if (expected == 0) {
        store.end(tx, id, Redelivery.Progress.DONE, now);
      } else {
        call(tx, filter.account(), now);
      }
      return store.find(tx.sql(), filter.account(), id).orElseThrow();
    });
  }

  /// How many would be sent.
  int count(Deliveries.Filter filter) {
    return database.read(sql -> deliveries.count(sql, which(filter)));
  }

  private static Condition which(Deliveries.Filter filter) {
    return Deliveries.condition(filter, SubscriptionStore.meantAndActive(filter));
  }

  private void call(Tx tx, AccountId account, Instant due) {
    jobs.enqueue(tx, QUEUE, account.toString(), "", due);
  }

  List<Redelivery> list(AccountId account) {
    return database.read(sql -> store.of(sql, account));
  }

  Redelivery find(AccountId account, RedeliveryId id) {
    return database.read(sql -> store.find(sql, account, id)).orElseThrow(Redeliveries::none);
  }

  /// Sets no more going.
  Redelivery stop(AccountId account, RedeliveryId id) {
    return database.write(tx -> {
      store.end(tx, id, Redelivery.Progress.STOPPED, clock.instant());
      return store.find(tx.sql(), account, id).orElseThrow(Redeliveries::none);
    });
  }

  private static Refusal none() {
    return Refusal.noSuchThing("The redelivery");
  }

  // --- working -----------------------------------------------------------------------------------

  /// The job of an account: one of its redeliveries after the other.
  private Outcome work(Job job) {
    AccountId account = new AccountId(Long.parseLong(job.key()));
    Instant now = clock.instant();
    Optional<Instant> next =
        database.write(tx -> {
          Optional<Redelivery> first = store.first(tx.sql(), account);
          return first.map(it -> goOn(tx, it, now) ? now : now.plus(LOOK_AGAIN));
        });
    return next.map(Outcome::again).orElseGet(Outcome::done);
  }

  /// True if it is through.
  private boolean goOn(Tx tx, Redelivery redelivery, Instant now) {
    int room = QUOTA - deliveries.underWay(tx.sql(), redelivery.id());
    if (room <= 0) {
      return false;
    }
    List<DeliveryStore.Place> next =
        deliveries.next(tx.sql(), which(redelivery.which()), redelivery.reached(), room);
    if (!next.isEmpty()) {
      List<SubscriptionId> to =
          next.stream()
              .map(DeliveryStore.Place::subscription)
              .distinct()
              .map(SubscriptionId::new)
              .toList();
      for (Channel channel : Channel.values()) {
        // Before their deliveries are touched: whoever records results does it in this order.
        couriers.call(tx, channel, subscriptions.by(tx.sql(), channel, to), now);
      }
      deliveries.release(tx, next, redelivery.id(), now);
      store.goOn(tx, redelivery.id(), next.getLast(), next.size(), now);
    }
    if (next.size() < room) {
      store.end(tx, redelivery.id(), Redelivery.Progress.DONE, now);
      return true;
    }
    return false;
  }
}
