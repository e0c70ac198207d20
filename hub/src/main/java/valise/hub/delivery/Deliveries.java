package valise.hub.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;
import valise.hub.events.Event;
import valise.hub.events.OnRecorded;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// What is to be told to whom, and what came of it.
@Component
public final class Deliveries implements OnRecorded {

  private final Database database;
  private final Bell bell;
  private final InstantSource clock;
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final DeliveryStore store = new DeliveryStore();

  Deliveries(Database database, Bell bell, InstantSource clock) {
    this.database = database;
    this.bell = bell;
    this.clock = clock;
  }

  @Override
  public void recorded(Tx tx, Origin origin, List<Event> events) {
    List<SubscriptionStore.Listener> listeners =
        subscriptions.listeners(tx.sql(), origin.account(), origin.topic());
    if (listeners.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<EventId> ids = events.stream().map(Event::id).toList();
    List<SubscriptionId> active = ids(listeners, true);
    List<SubscriptionId> inactive = ids(listeners, false);
    if (!inactive.isEmpty()) {
      store.insert(tx, inactive, ids, State.QUEUED, now);
    }
    if (!active.isEmpty()) {
      store.insert(tx, active, ids, State.CREATED, now);
      subscriptions.due(tx, active, now);
      tx.afterCommit(() -> bell.ring(active));
    }
  }

  private static List<SubscriptionId> ids(
      List<SubscriptionStore.Listener> listeners, boolean active) {
    return listeners.stream()
        .filter(listener -> listener.active() == active)
        .map(SubscriptionStore.Listener::id)
        .toList();
  }

  /// Which deliveries of an account are meant.
  ///
  /// @param url of the receiver
  public record Filter(
      AccountId account,
      Optional<SubscriptionId> subscription,
      Optional<String> url,
      Optional<State> state,
      Optional<EventId> event,
      Optional<Instant> from,
      Optional<Instant> to) {

    public static Filter of(AccountId account) {
      return new Filter(
          account,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    public Filter in(State only) {
      return new Filter(account, subscription, url, Optional.of(only), event, from, to);
    }

    public Filter of(EventId only) {
      return new Filter(account, subscription, url, state, Optional.of(only), from, to);
    }

    public Filter of(SubscriptionId only) {
      return new Filter(account, Optional.of(only), url, state, event, from, to);
    }

    public Filter from(Instant moment) {
      return new Filter(account, subscription, url, state, event, Optional.of(moment), to);
    }

    public Filter to(Instant moment) {
      return new Filter(account, subscription, url, state, event, from, Optional.of(moment));
    }

    public Filter at(String only) {
      return new Filter(account, subscription, Optional.of(only), state, event, from, to);
    }
  }

  private List<SubscriptionId> meant(org.jooq.DSLContext sql, Filter filter) {
    return subscriptions.of(sql, filter.account()).stream()
        .filter(it -> filter.subscription().filter(id -> !id.equals(it.id())).isEmpty())
        .filter(it -> filter.url().filter(url -> !url.equals(it.url().toString())).isEmpty())
        .map(Subscription::id)
        .toList();
  }

  private static Condition condition(Filter filter, List<SubscriptionId> of) {
    return DSL.and(
        DeliveryStore.in(of),
        filter.state().map(DeliveryStore::in).orElse(DSL.trueCondition()),
        filter.event().map(DeliveryStore::of).orElse(DSL.trueCondition()),
        filter.from().map(DeliveryStore::createdFrom).orElse(DSL.trueCondition()),
        filter.to().map(DeliveryStore::createdBefore).orElse(DSL.trueCondition()));
  }

  public List<Delivery> list(Filter filter, int skip, int max) {
    return database.read(sql -> store.list(sql, condition(filter, meant(sql, filter)), skip, max));
  }

  /// The deliveries of these events.
  Map<EventId, List<Delivery>> of(List<EventId> events) {
    return events.isEmpty()
        ? Map.of()
        : database.read(sql -> store.of(sql, events)).stream()
            .collect(Collectors.groupingBy(Delivery::event));
  }

  public int count(Filter filter) {
    return database.read(sql -> store.count(sql, condition(filter, meant(sql, filter))));
  }

  /// How many deliveries wait to be sent, over all accounts.
  public int waiting() {
    return database.read(store::waiting);
  }

  public List<Attempt> attempts(SubscriptionId subscription, EventId event) {
    return database.read(sql -> store.attempts(sql, subscription, event));
  }

  /// Makes the receivers of these deliveries active again and sends what is queued for them, oldest
  /// first. Returns how many deliveries that are.
  public int reactivate(Filter filter) {
    Instant now = clock.instant();
    return database.write(tx -> {
      List<SubscriptionId> of = meant(tx.sql(), filter);
      List<SubscriptionId> with =
          store.subscriptionsOf(tx.sql(), condition(filter.in(State.QUEUED), of));
      if (with.isEmpty()) {
        return 0;
      }
      int count = store.unqueue(tx, with, now);
      subscriptions.activate(tx, with, now);
      tx.afterCommit(() -> bell.ring(with));
      return count;
    });
  }

  /// Sends these deliveries once more, with the ids they had. It says nothing about the health of
  /// their receivers; inactive ones stay so, and what is meant for them stays where it is. Returns
  /// how many deliveries that are.
  public int redeliver(Filter filter) {
    Instant now = clock.instant();
    return database.write(tx -> {
      List<SubscriptionId> of =
          subscriptions.of(tx.sql(), filter.account()).stream()
              .filter(Subscription::active)
              .map(Subscription::id)
              .filter(meant(tx.sql(), filter)::contains)
              .toList();
      int count = store.replay(tx, condition(filter, of), now);
      if (count > 0) {
        subscriptions.due(tx, of, now);
        tx.afterCommit(() -> bell.ring(of));
      }
      return count;
    });
  }
}
