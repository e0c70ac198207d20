package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;
import valise.hub.events.Event;
import valise.hub.events.OnRecorded;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// What is to be told to whom, and what came of it.
@Component
public final class Deliveries implements OnRecorded {

  private final Database database;
  private final Couriers couriers;
  private final InstantSource clock;
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final DeliveryStore store = new DeliveryStore();

  Deliveries(Database database, Couriers couriers, InstantSource clock) {
    this.database = database;
    this.couriers = couriers;
    this.clock = clock;
  }

  @Override
  public void recorded(Tx tx, Origin origin, List<Event> events) {
    announce(tx, origin.account(), origin.topic(), events.stream().map(Event::id).toList());
  }

  /// Has all who listen to a topic told of these, in `tx`. Returns how many that are.
  int announce(Tx tx, AccountId account, String topic, List<EventId> ids) {
    List<SubscriptionStore.Listener> listeners = subscriptions.listeners(tx.sql(), account, topic);
    Instant now = clock.instant();
    List<SubscriptionId> inactive =
        listeners.stream()
            .filter(listener -> !listener.active())
            .map(SubscriptionStore.Listener::id)
            .toList();
    if (!inactive.isEmpty()) {
      store.insert(tx, inactive, ids, State.QUEUED, now);
    }
    for (Channel channel : Channel.values()) {
      List<SubscriptionId> active =
          listeners.stream()
              .filter(listener -> listener.active() && listener.channel() == channel)
              .map(SubscriptionStore.Listener::id)
              .toList();
      if (!active.isEmpty()) {
        store.insert(tx, active, ids, State.CREATED, now);
        couriers.call(tx, channel, active, now);
      }
    }
    return listeners.size();
  }

  /// Which deliveries of an account are meant: those that fit everything that is said.
  ///
  /// @param url of the receiver
  /// @param instance whose event it is
  /// @param from when the delivery was made, or later
  /// @param to before which it was made
  public record Filter(
      AccountId account,
      Optional<SubscriptionId> subscription,
      Optional<Channel> channel,
      Optional<String> url,
      Optional<State> state,
      Optional<InstanceId> instance,
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
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    public Filter in(State only) {
      return new Filter(
          account, subscription, channel, url, Optional.of(only), instance, event, from, to);
    }

    public Filter by(Channel only) {
      return new Filter(
          account, subscription, Optional.of(only), url, state, instance, event, from, to);
    }

    public Filter of(InstanceId only) {
      return new Filter(
          account, subscription, channel, url, state, Optional.of(only), event, from, to);
    }

    public Filter of(EventId only) {
      return new Filter(
          account, subscription, channel, url, state, instance, Optional.of(only), from, to);
    }

    public Filter of(SubscriptionId only) {
      return new Filter(account, Optional.of(only), channel, url, state, instance, event, from, to);
    }

    public Filter from(Instant moment) {
      return new Filter(
          account, subscription, channel, url, state, instance, event, Optional.of(moment), to);
    }

    public Filter to(Instant moment) {
      return new Filter(
          account, subscription, channel, url, state, instance, event, from, Optional.of(moment));
    }

    public Filter at(String only) {
      return new Filter(
          account, subscription, channel, Optional.of(only), state, instance, event, from, to);
    }
  }

  private static Condition condition(Filter filter) {
    return condition(filter, SubscriptionStore.meant(filter));
  }

  static Condition condition(Filter filter, Select<Record1<Long>> subscriptions) {
    return DSL.and(
        DeliveryStore.in(subscriptions),
        filter.state().map(DeliveryStore::in).orElse(DSL.trueCondition()),
        filter.instance().map(DeliveryStore::of).orElse(DSL.trueCondition()),
        filter.event().map(DeliveryStore::of).orElse(DSL.trueCondition()),
        filter.from().map(DeliveryStore::createdFrom).orElse(DSL.trueCondition()),
        filter.to().map(DeliveryStore::createdBefore).orElse(DSL.trueCondition()));
  }

  public List<Delivery> list(Filter filter, int skip, int max) {
    return database.read(sql -> store.list(sql, condition(filter), skip, max));
  }

  /// The deliveries of these events.
  Map<EventId, List<Delivery>> of(Collection<EventId> events) {
    return events.isEmpty()
        ? Map.of()
        : database.read(sql -> store.of(sql, List.copyOf(events))).stream()
            .collect(Collectors.groupingBy(Delivery::event));
  }

  public int count(Filter filter) {
    return database.read(sql -> store.count(sql, condition(filter)));
  }

  /// What came of an account's events that were noticed in a time, by stretches of `step`. Reads
  /// all that the account was told in that time.
  Map<Outcomes.Place, Outcomes> outcomes(
      AccountId account, Instant from, Instant to, Duration step) {
    Filter all = Filter.of(account).from(from).to(to);
    return database.read(sql -> store.outcomes(sql, condition(all), step.toMillis()));
  }

  /// How many deliveries wait to be sent, over all accounts.
  public int waiting() {
    return database.read(store::waiting);
  }

  public List<Attempt> attempts(SubscriptionId subscription, EventId event) {
    return database.read(sql -> store.attempts(sql, subscription, event));
  }

  /// Makes the receivers of these deliveries active again and sends what of them is queued, oldest
  /// first. Returns how many deliveries that are.
  ///
  /// One transaction: whatever happens afterwards to a receiver that is active again must not
  /// overtake what waited before.
  public int reactivate(Filter filter) {
    Instant now = clock.instant();
    return database.write(tx -> {
      Condition queued = condition(filter.in(State.QUEUED));
      List<SubscriptionId> with = store.subscriptionsOf(tx.sql(), queued);
      if (with.isEmpty()) {
        return 0;
      }
      subscriptions.activate(tx, with, now);
      for (Channel channel : Channel.values()) {
        couriers.call(tx, channel, subscriptions.by(tx.sql(), channel, with), now);
      }
      return store.unqueue(tx, queued, now);
    });
  }
}
