package valise.hub.delivery;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static valise.hub.db.generated.Tables.DELIVERY;
import static valise.hub.db.generated.Tables.SUBSCRIPTION;
import static valise.hub.db.generated.Tables.SUBSCRIPTION_TOPIC;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.records.SubscriptionRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.hub.ids.UserId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// The tables of subscriptions, with their leases.
final class SubscriptionStore {

  /// When nothing waits.
  static final long NEVER = Long.MAX_VALUE;

  private static final int MAX_REASON = 300;

  private static final FixedQuery<Record> OF_TOPIC =
      FixedQuery.of(
          DSL.select(SUBSCRIPTION.ID, SUBSCRIPTION.CHANNEL, SUBSCRIPTION.ACTIVE)
              .from(SUBSCRIPTION_TOPIC)
              .join(SUBSCRIPTION)
              .on(SUBSCRIPTION.ID.eq(SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID))
              .where(
                  SUBSCRIPTION_TOPIC.TOPIC.eq(param("topic", "")),
                  SUBSCRIPTION.ACCOUNT_ID.eq(param("account", 0L))));

  void insert(Tx tx, Subscription subscription, String secrets) {
    tx.sql()
        .insertInto(SUBSCRIPTION)
        .set(SUBSCRIPTION.ID, subscription.id().value())
        .set(SUBSCRIPTION.ACCOUNT_ID, subscription.account().value())
        .set(SUBSCRIPTION.INSTANCE_ID, subscription.instance().map(InstanceId::value).orElse(null))
        .set(SUBSCRIPTION.MEMBER_ID, subscription.owner().value())
        .set(SUBSCRIPTION.CHANNEL, subscription.channel().name())
        .set(SUBSCRIPTION.URL, subscription.url().toString())
        .set(SUBSCRIPTION.SECRETS, secrets)
        .set(SUBSCRIPTION.ORDERED, subscription.ordered())
        .set(SUBSCRIPTION.ACTIVE, subscription.active())
        .set(SUBSCRIPTION.CREATED_AT, subscription.createdAt().toEpochMilli())
        .set(SUBSCRIPTION.UPDATED_AT, subscription.updatedAt().toEpochMilli())
        .set(SUBSCRIPTION.NEXT_DUE_AT, NEVER)
        .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
        .set(SUBSCRIPTION.LEASE_NO, 0L)
        .set(SUBSCRIPTION.FAILURES, 0)
        .set(SUBSCRIPTION.OPENED, 0)
        .set(SUBSCRIPTION.OPEN_UNTIL, 0L)
        .set(SUBSCRIPTION.LAST_OUTCOME, "")
        .execute();
    topics(tx, subscription);
  }

  private void topics(Tx tx, Subscription subscription) {
    for (String topic : subscription.topics()) {
      tx.sql()
          .insertInto(SUBSCRIPTION_TOPIC)
          .set(SUBSCRIPTION_TOPIC.TOPIC, topic)
          .set(SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID, subscription.id().value())
          .onConflictDoNothing()
          .execute();
    }
  }

  /// What somebody may change. A node that serves it loses its lease and takes the new terms with
  /// the next one.
  void update(Tx tx, Subscription subscription, String secrets) {
    tx.sql()
        .update(SUBSCRIPTION)
        .set(SUBSCRIPTION.CHANNEL, subscription.channel().name())
        .set(SUBSCRIPTION.URL, subscription.url().toString())
        .set(SUBSCRIPTION.SECRETS, secrets)
        .set(SUBSCRIPTION.ORDERED, subscription.ordered())
        .set(SUBSCRIPTION.ACTIVE, subscription.active())
        .set(SUBSCRIPTION.INACTIVE_REASON, subscription.inactiveReason().orElse(null))
        .set(SUBSCRIPTION.UPDATED_AT, subscription.updatedAt().toEpochMilli())
        .set(SUBSCRIPTION.LEASE_NO, SUBSCRIPTION.LEASE_NO.plus(1L))
        .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
        .where(SUBSCRIPTION.ID.eq(subscription.id().value()))
        .execute();
    tx.sql()
        .deleteFrom(SUBSCRIPTION_TOPIC)
        .where(SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID.eq(subscription.id().value()))
        .execute();
    topics(tx, subscription);
  }

  void remove(Tx tx, SubscriptionId id) {
    tx.sql()
        .deleteFrom(SUBSCRIPTION_TOPIC)
        .where(SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID.eq(id.value()))
        .execute();
    tx.sql().deleteFrom(SUBSCRIPTION).where(SUBSCRIPTION.ID.eq(id.value())).execute();
  }

  Optional<Subscription> find(DSLContext sql, SubscriptionId id) {
    return list(sql, SUBSCRIPTION.ID.eq(id.value())).stream().findFirst();
  }

  Optional<Subscription> of(DSLContext sql, InstanceId instance) {
    return list(sql, SUBSCRIPTION.INSTANCE_ID.eq(instance.value())).stream().findFirst();
  }

  /// The subscriptions whose deliveries are meant, for a condition of deliveries.
  static Select<Record1<Long>> meant(Deliveries.Filter filter) {
    return select(SUBSCRIPTION.ID).from(SUBSCRIPTION).where(meantRows(filter));
  }

  private static Condition meantRows(Deliveries.Filter filter) {
    return DSL.and(
        SUBSCRIPTION.ACCOUNT_ID.eq(filter.account().value()),
        filter.subscription().map(id -> SUBSCRIPTION.ID.eq(id.value())).orElse(DSL.trueCondition()),
        filter.url().map(SUBSCRIPTION.URL::eq).orElse(DSL.trueCondition()),
        filter
            .channel()
            .map(channel -> SUBSCRIPTION.CHANNEL.eq(channel.name()))
            .orElse(DSL.trueCondition()));
  }

  /// The same, without those that are not active.
  static Select<Record1<Long>> meantAndActive(Deliveries.Filter filter) {
    return select(SUBSCRIPTION.ID)
        .from(SUBSCRIPTION)
        .where(meantRows(filter), SUBSCRIPTION.ACTIVE.eq(inline(true)));
  }

  /// Of these, those of a channel.
  List<SubscriptionId> by(DSLContext sql, Channel channel, Collection<SubscriptionId> ids) {
    return sql.select(SUBSCRIPTION.ID)
        .from(SUBSCRIPTION)
        .where(SUBSCRIPTION.ID.in(numbers(ids)), SUBSCRIPTION.CHANNEL.eq(channel.name()))
        .orderBy(SUBSCRIPTION.ID)
        .fetch(row -> new SubscriptionId(Objects.requireNonNull(row.value1())));
  }

  List<Subscription> of(DSLContext sql, AccountId account) {
    return list(sql, SUBSCRIPTION.ACCOUNT_ID.eq(account.value()));
  }

  String secrets(DSLContext sql, SubscriptionId id) {
    return sql.select(SUBSCRIPTION.SECRETS)
        .from(SUBSCRIPTION)
        .where(SUBSCRIPTION.ID.eq(id.value()))
        .fetchOptional(SUBSCRIPTION.SECRETS)
        .orElse("");
  }

  private static List<Subscription> list(DSLContext sql, Condition condition) {
    List<SubscriptionRecord> rows =
        sql.selectFrom(SUBSCRIPTION).where(condition).orderBy(SUBSCRIPTION.ID).fetch();
    Map<Long, List<String>> topics =
        rows.isEmpty()
            ? Map.of()
            : sql.selectFrom(SUBSCRIPTION_TOPIC)
                .where(
                    SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID.in(
                        rows.stream().map(SubscriptionRecord::getId).toList()))
                .orderBy(SUBSCRIPTION_TOPIC.TOPIC)
                .fetchGroups(SUBSCRIPTION_TOPIC.SUBSCRIPTION_ID, SUBSCRIPTION_TOPIC.TOPIC);
    return rows.stream()
        .map(row -> subscription(row, topics.getOrDefault(row.getId(), List.of())))
        .toList();
  }

  private static Subscription subscription(SubscriptionRecord row, List<String> topics) {
    return new Subscription(
        new SubscriptionId(row.getId()),
        new AccountId(row.getAccountId()),
        new UserId(row.getMemberId()),
        Optional.ofNullable(row.getInstanceId()).map(InstanceId::new),
        Channel.valueOf(row.getChannel()),
        topics,
        URI.create(row.getUrl()),
        row.getOrdered(),
        row.getActive(),
        Optional.ofNullable(row.getInactiveReason()),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }

  // --- what is announced -------------------------------------------------------------------------

  record Listener(SubscriptionId id, Channel channel, boolean active) {}

  List<Listener> listeners(DSLContext sql, AccountId account, String topic) {
    return OF_TOPIC
        .with(sql, topic, account.value())
        .fetch(row ->
            new Listener(
                new SubscriptionId(Objects.requireNonNull(row.get(SUBSCRIPTION.ID))),
                Channel.valueOf(Objects.requireNonNull(row.get(SUBSCRIPTION.CHANNEL))),
                Objects.requireNonNull(row.get(SUBSCRIPTION.ACTIVE))));
  }

  /// Says that something waits. It waits for whoever is just giving back the lease, so that either
  /// they see what waits or this is seen after them.
  void due(Tx tx, Collection<SubscriptionId> ids, Instant at) {
    tx.sql()
        .update(SUBSCRIPTION)
        .set(SUBSCRIPTION.NEXT_DUE_AT, least(SUBSCRIPTION.NEXT_DUE_AT, val(at.toEpochMilli())))
        .where(SUBSCRIPTION.ID.in(numbers(ids)))
        .execute();
  }

  private static List<Long> numbers(Collection<SubscriptionId> ids) {
    // In one order everywhere, so that two transactions cannot wait for each other.
    return ids.stream().map(SubscriptionId::value).sorted().toList();
  }

  // --- leases ------------------------------------------------------------------------------------

  /// Takes up to `max` subscriptions for which something waits and which nobody serves.
  List<SubscriptionRecord> claim(Tx tx, String node, Instant now, Duration lease, int max) {
    long time = now.toEpochMilli();
    List<Long> ids =
        tx.fetchUnheld(
                tx.sql()
                    .select(SUBSCRIPTION.ID)
                    .from(SUBSCRIPTION)
                    .where(
                        SUBSCRIPTION.ACTIVE.eq(inline(true)),
                        SUBSCRIPTION.CHANNEL.eq(inline(Channel.WEBHOOK.name())),
                        SUBSCRIPTION.NEXT_DUE_AT.le(time),
                        SUBSCRIPTION.LEASE_UNTIL.le(time))
                    .orderBy(SUBSCRIPTION.NEXT_DUE_AT)
                    .limit(max))
            .getValues(SUBSCRIPTION.ID);
    if (ids.isEmpty()) {
      return List.of();
    }
    return tx.sql()
        .update(SUBSCRIPTION)
        .set(SUBSCRIPTION.LEASED_BY, node)
        .set(SUBSCRIPTION.LEASE_NO, SUBSCRIPTION.LEASE_NO.plus(1L))
        .set(SUBSCRIPTION.LEASE_UNTIL, now.plus(lease).toEpochMilli())
        .where(SUBSCRIPTION.ID.in(ids))
        .returning()
        .fetch();
  }

  /// What a node of this name held when it ended is free again.
  void abandon(Tx tx, String node) {
    tx.sql()
        .update(SUBSCRIPTION)
        .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
        .set(SUBSCRIPTION.LEASE_NO, SUBSCRIPTION.LEASE_NO.plus(1L))
        .where(SUBSCRIPTION.LEASED_BY.eq(node), SUBSCRIPTION.LEASE_UNTIL.gt(0L))
        .execute();
  }

  /// Those of `endpoints` whose lease is still theirs; held until the transaction ends.
  List<Endpoint> stillHeld(Tx tx, Collection<Endpoint> endpoints) {
    List<Long> ids = endpoints.stream().map(it -> it.id().value()).sorted().distinct().toList();
    tx.lock(SUBSCRIPTION, SUBSCRIPTION.ID.in(ids));
    Map<Long, Long> leases =
        tx.sql()
            .select(SUBSCRIPTION.ID, SUBSCRIPTION.LEASE_NO)
            .from(SUBSCRIPTION)
            .where(SUBSCRIPTION.ID.in(ids))
            .fetchMap(SUBSCRIPTION.ID, SUBSCRIPTION.LEASE_NO);
    return endpoints.stream()
        .filter(it -> Objects.equals(leases.get(it.id().value()), it.lease()))
        .toList();
  }

  /// Keeps the leases of `endpoints`; returns those that were lost.
  List<Endpoint> renew(Tx tx, List<Endpoint> endpoints, Instant until) {
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .update(SUBSCRIPTION)
                    .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
                    .where(SUBSCRIPTION.ID.eq(0L), SUBSCRIPTION.LEASE_NO.eq(0L)));
    for (Endpoint endpoint : endpoints) {
      batch = batch.bind(until.toEpochMilli(), endpoint.id().value(), endpoint.lease());
    }
    int[] counts = batch.execute();
    List<Endpoint> lost = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        lost.add(endpoints.get(i));
      }
    }
    return lost;
  }

  /// Gives leases back, with the time when something waits again.
  void release(Tx tx, List<Lanes.Health> done) {
    List<Long> ids = done.stream().map(it -> it.endpoint().id().value()).sorted().toList();
    tx.lock(SUBSCRIPTION, SUBSCRIPTION.ID.in(ids));
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .update(SUBSCRIPTION)
                    .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
                    .set(
                        SUBSCRIPTION.NEXT_DUE_AT,
                        greatest(
                            coalesce(
                                field(
                                    select(min(DELIVERY.DUE_AT))
                                        .from(DELIVERY)
                                        .where(
                                            DELIVERY.SUBSCRIPTION_ID.eq(SUBSCRIPTION.ID),
                                            DELIVERY.STATE.lt(inline(State.FIRST_AT_REST)))),
                                inline(NEVER)),
                            val(0L)))
                    .set(SUBSCRIPTION.FAILURES, 0)
                    .set(SUBSCRIPTION.OPENED, 0)
                    .set(SUBSCRIPTION.OPEN_UNTIL, 0L)
                    .set(SUBSCRIPTION.LAST_OUTCOME, "")
                    .where(SUBSCRIPTION.ID.eq(0L), SUBSCRIPTION.LEASE_NO.eq(0L)));
    for (Lanes.Health each : done) {
      Breaker breaker = each.breaker();
      long openUntil = breaker.openUntil().toEpochMilli();
      batch =
          batch.bind(
              0L,
              openUntil,
              breaker.failures(),
              breaker.opened(),
              openUntil,
              each.outcome(),
              each.endpoint().id().value(),
              each.endpoint().lease());
    }
    batch.execute();
  }

  void health(Tx tx, List<Lanes.Health> changed) {
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .update(SUBSCRIPTION)
                    .set(SUBSCRIPTION.FAILURES, 0)
                    .set(SUBSCRIPTION.OPENED, 0)
                    .set(SUBSCRIPTION.OPEN_UNTIL, 0L)
                    .set(SUBSCRIPTION.LAST_OUTCOME, "")
                    .where(SUBSCRIPTION.ID.eq(0L)));
    for (Lanes.Health each : changed) {
      batch =
          batch.bind(
              each.breaker().failures(),
              each.breaker().opened(),
              each.breaker().openUntil().toEpochMilli(),
              each.outcome(),
              each.endpoint().id().value());
    }
    batch.execute();
  }

  /// False when it was given up before.
  boolean deactivate(Tx tx, SubscriptionId id, String reason, Instant now) {
    return tx.sql()
            .update(SUBSCRIPTION)
            .set(SUBSCRIPTION.ACTIVE, false)
            .set(
                SUBSCRIPTION.INACTIVE_REASON,
                reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason)
            .set(SUBSCRIPTION.UPDATED_AT, now.toEpochMilli())
            .where(SUBSCRIPTION.ID.eq(id.value()), SUBSCRIPTION.ACTIVE.eq(inline(true)))
            .execute()
        > 0;
  }

  /// As if it had never failed.
  void activate(Tx tx, Collection<SubscriptionId> ids, Instant now) {
    tx.sql()
        .update(SUBSCRIPTION)
        .set(SUBSCRIPTION.ACTIVE, true)
        .set(SUBSCRIPTION.INACTIVE_REASON, DSL.castNull(String.class))
        .set(SUBSCRIPTION.FAILURES, 0)
        .set(SUBSCRIPTION.OPENED, 0)
        .set(SUBSCRIPTION.OPEN_UNTIL, 0L)
        .set(SUBSCRIPTION.UPDATED_AT, now.toEpochMilli())
        // A breaker that a node has in its memory goes with the lease.
        .set(SUBSCRIPTION.LEASE_NO, SUBSCRIPTION.LEASE_NO.plus(1L))
        .set(SUBSCRIPTION.LEASE_UNTIL, 0L)
        .where(SUBSCRIPTION.ID.in(numbers(ids)))
        .execute();
  }
}
