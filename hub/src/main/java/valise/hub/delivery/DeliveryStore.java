package valise.hub.delivery;

import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static valise.hub.db.generated.Tables.DELIVERY;
import static valise.hub.db.generated.Tables.DELIVERY_ATTEMPT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.records.DeliveryRecord;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// The tables of deliveries and attempts.
final class DeliveryStore {

  private static final Condition WAITS = DELIVERY.STATE.lt(inline(State.FIRST_AT_REST));

  /// A delivery that waits, without its body.
  record Row(
      EventId event,
      Instant due,
      int attempts,
      int failures,
      Optional<Instant> firstFailed,
      boolean replay) {}

  private static final FixedQuery<Record> DUE =
      FixedQuery.of(
          due()
              .orderBy(DELIVERY.DUE_AT, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
              .limit(param("max", 0)));

  private static final FixedQuery<Record> OLDEST_DUE =
      FixedQuery.of(
          due().orderBy(DELIVERY.CREATED_AT, DELIVERY.INSTANCE_ID, DELIVERY.SEQ).limit(inline(1)));

  private static final FixedQuery<Record> FIRST =
      FixedQuery.of(
          columns()
              .where(DELIVERY.SUBSCRIPTION_ID.eq(param("subscription", 0L)), WAITS)
              .orderBy(DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
              .limit(inline(1)));

  private static org.jooq.SelectJoinStep<? extends Record> columns() {
    return DSL.select(
            DELIVERY.INSTANCE_ID,
            DELIVERY.SEQ,
            DELIVERY.DUE_AT,
            DELIVERY.ATTEMPTS,
            DELIVERY.FAILURES,
            DELIVERY.FIRST_FAILED_AT,
            DELIVERY.REPLAY)
        .from(DELIVERY);
  }

  private static org.jooq.SelectConditionStep<? extends Record> due() {
    return columns()
        .where(
            DELIVERY.SUBSCRIPTION_ID.eq(param("subscription", 0L)),
            WAITS,
            DELIVERY.DUE_AT.le(param("now", 0L)));
  }

  void insert(
      Tx tx, Collection<SubscriptionId> to, Collection<EventId> events, State state, Instant now) {
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .insertInto(
                        DELIVERY,
                        DELIVERY.SUBSCRIPTION_ID,
                        DELIVERY.INSTANCE_ID,
                        DELIVERY.SEQ,
                        DELIVERY.STATE,
                        DELIVERY.DUE_AT,
                        DELIVERY.ATTEMPTS,
                        DELIVERY.FAILURES,
                        DELIVERY.REPLAY,
                        DELIVERY.CREATED_AT,
                        DELIVERY.UPDATED_AT)
                    .values(0L, 0L, 0L, 0, 0L, 0, 0, false, 0L, 0L)
                    .onConflictDoNothing());
    long time = now.toEpochMilli();
    for (SubscriptionId subscription : to) {
      for (EventId event : events) {
        batch =
            batch.bind(
                subscription.value(),
                event.instance().value(),
                event.sequence(),
                state.number(),
                time,
                0,
                0,
                false,
                time,
                time);
      }
    }
    batch.execute();
  }

  /// What is due, in the order in which it came due.
  List<Row> due(DSLContext sql, SubscriptionId subscription, Instant now, int max) {
    return DUE.with(sql, subscription.value(), now.toEpochMilli(), max).fetch(DeliveryStore::row);
  }

  /// The oldest of what is due.
  List<Row> oldestDue(DSLContext sql, SubscriptionId subscription, Instant now) {
    return OLDEST_DUE.with(sql, subscription.value(), now.toEpochMilli()).fetch(DeliveryStore::row);
  }

  /// What must be told before anything else, if it is due.
  List<Row> first(DSLContext sql, SubscriptionId subscription, Instant now) {
    return FIRST.with(sql, subscription.value()).fetch(DeliveryStore::row).stream()
        .filter(row -> !row.due().isAfter(now))
        .toList();
  }

  private static Row row(Record row) {
    return new Row(
        new EventId(
            new InstanceId(Objects.requireNonNull(row.get(DELIVERY.INSTANCE_ID))),
            Objects.requireNonNull(row.get(DELIVERY.SEQ))),
        Instant.ofEpochMilli(Objects.requireNonNull(row.get(DELIVERY.DUE_AT))),
        Objects.requireNonNull(row.get(DELIVERY.ATTEMPTS)),
        Objects.requireNonNull(row.get(DELIVERY.FAILURES)),
        Optional.ofNullable(row.get(DELIVERY.FIRST_FAILED_AT)).map(Instant::ofEpochMilli),
        Objects.requireNonNull(row.get(DELIVERY.REPLAY)));
  }

  /// Writes down what came of attempts.
  void record(Tx tx, List<Result> results, Instant now) {
    BatchBindStep updates =
        tx.sql()
            .batch(
                tx.sql()
                    .update(DELIVERY)
                    .set(DELIVERY.STATE, 0)
                    .set(DELIVERY.DUE_AT, 0L)
                    .set(DELIVERY.ATTEMPTS, 0)
                    .set(DELIVERY.FAILURES, 0)
                    .set(DELIVERY.FIRST_FAILED_AT, 0L)
                    .set(DELIVERY.REPLAY, false)
                    .set(DELIVERY.UPDATED_AT, 0L)
                    .where(
                        DELIVERY.SUBSCRIPTION_ID.eq(0L),
                        DELIVERY.INSTANCE_ID.eq(0L),
                        DELIVERY.SEQ.eq(0L)));
    BatchBindStep inserts =
        tx.sql()
            .batch(
                tx.sql()
                    .insertInto(
                        DELIVERY_ATTEMPT,
                        DELIVERY_ATTEMPT.SUBSCRIPTION_ID,
                        DELIVERY_ATTEMPT.INSTANCE_ID,
                        DELIVERY_ATTEMPT.SEQ,
                        DELIVERY_ATTEMPT.ATTEMPT,
                        DELIVERY_ATTEMPT.BEGAN_AT,
                        DELIVERY_ATTEMPT.MILLIS,
                        DELIVERY_ATTEMPT.STATUS,
                        DELIVERY_ATTEMPT.OUTCOME,
                        DELIVERY_ATTEMPT.ANSWER)
                    .values(0L, 0L, 0L, 0, 0L, 0, 0, "", "")
                    .onConflictDoNothing());
    long time = now.toEpochMilli();
    for (Result result : results) {
      Waiting waiting = result.waiting();
      Attempt attempt = result.attempt();
      long subscription = result.endpoint().id().value();
      long instance = waiting.event().instance().value();
      long sequence = waiting.event().sequence();
      After after = After.of(result.next(), time);
      updates =
          updates.bind(
              after.state().number(),
              after.due(),
              attempt.number(),
              after.failures(),
              after.firstFailed().map(Instant::toEpochMilli).orElse(null),
              after.state() != State.DELIVERED && waiting.replay(),
              time,
              subscription,
              instance,
              sequence);
      inserts =
          inserts.bind(
              subscription,
              instance,
              sequence,
              attempt.number(),
              attempt.beganAt().toEpochMilli(),
              attempt.millis(),
              attempt.status(),
              attempt.outcome(),
              attempt.answer());
    }
    updates.execute();
    inserts.execute();
  }

  private record After(State state, long due, int failures, Optional<Instant> firstFailed) {

    static After of(Result.Next next, long now) {
      return switch (next) {
        case Result.Next.Delivered delivered ->
            new After(State.DELIVERED, now, 0, Optional.empty());
        case Result.Next.Again again ->
            new After(
                State.RETRY,
                again.at().toEpochMilli(),
                again.failures(),
                Optional.of(again.firstFailed()));
        case Result.Next.Queued queued -> new After(State.QUEUED, now, 0, Optional.empty());
      };
    }
  }

  /// Nothing more is sent: all that waits is queued.
  int queue(Tx tx, SubscriptionId subscription, Instant now) {
    return tx.sql()
        .update(DELIVERY)
        .set(DELIVERY.STATE, State.QUEUED.number())
        .set(DELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(DELIVERY.SUBSCRIPTION_ID.eq(subscription.value()), WAITS)
        .execute();
  }

  /// Lets what is queued be sent again, oldest first.
  int unqueue(Tx tx, Collection<SubscriptionId> subscriptions, Instant now) {
    return tx.sql()
        .update(DELIVERY)
        .set(DELIVERY.STATE, State.CREATED.number())
        .set(DELIVERY.DUE_AT, now.toEpochMilli())
        .set(DELIVERY.FAILURES, 0)
        .set(DELIVERY.FIRST_FAILED_AT, castNull(Long.class))
        .set(DELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(
            DELIVERY.SUBSCRIPTION_ID.in(subscriptions.stream().map(SubscriptionId::value).toList()),
            DELIVERY.STATE.eq(inline(State.QUEUED.number())))
        .execute();
  }

  /// Lets deliveries of whatever state be sent once more, by hand.
  int replay(Tx tx, Condition which, Instant now) {
    return tx.sql()
        .update(DELIVERY)
        .set(DELIVERY.STATE, State.CREATED.number())
        .set(DELIVERY.DUE_AT, now.toEpochMilli())
        .set(DELIVERY.FAILURES, 0)
        .set(DELIVERY.FIRST_FAILED_AT, castNull(Long.class))
        .set(DELIVERY.REPLAY, true)
        .set(DELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(which)
        .execute();
  }

  void remove(Tx tx, SubscriptionId subscription) {
    tx.sql()
        .deleteFrom(DELIVERY_ATTEMPT)
        .where(DELIVERY_ATTEMPT.SUBSCRIPTION_ID.eq(subscription.value()))
        .execute();
    tx.sql()
        .deleteFrom(DELIVERY)
        .where(DELIVERY.SUBSCRIPTION_ID.eq(subscription.value()))
        .execute();
  }

  void remove(Tx tx, Collection<EventId> events) {
    BatchBindStep attempts =
        tx.sql()
            .batch(
                tx.sql()
                    .deleteFrom(DELIVERY_ATTEMPT)
                    .where(DELIVERY_ATTEMPT.INSTANCE_ID.eq(0L), DELIVERY_ATTEMPT.SEQ.eq(0L)));
    BatchBindStep deliveries =
        tx.sql()
            .batch(
                tx.sql()
                    .deleteFrom(DELIVERY)
                    .where(DELIVERY.INSTANCE_ID.eq(0L), DELIVERY.SEQ.eq(0L)));
    for (EventId event : events) {
      attempts = attempts.bind(event.instance().value(), event.sequence());
      deliveries = deliveries.bind(event.instance().value(), event.sequence());
    }
    attempts.execute();
    deliveries.execute();
  }

  List<Delivery> list(DSLContext sql, Condition where, int skip, int max) {
    return sql.selectFrom(DELIVERY)
        .where(where)
        .orderBy(DELIVERY.SUBSCRIPTION_ID, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
        .limit(max)
        .offset(skip)
        .fetch(DeliveryStore::delivery);
  }

  List<Delivery> of(DSLContext sql, List<EventId> events) {
    Map<Long, List<Long>> byInstance =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.instance().value(),
                    Collectors.mapping(EventId::sequence, Collectors.toList())));
    List<Delivery> found = new ArrayList<>();
    byInstance.forEach((instance, sequences) ->
        found.addAll(
            sql.selectFrom(DELIVERY)
                .where(DELIVERY.INSTANCE_ID.eq(instance), DELIVERY.SEQ.in(sequences))
                .orderBy(DELIVERY.SEQ, DELIVERY.SUBSCRIPTION_ID)
                .fetch(DeliveryStore::delivery)));
    return found;
  }

  int waiting(DSLContext sql) {
    return sql.fetchCount(DELIVERY, WAITS);
  }

  int count(DSLContext sql, Condition where) {
    return sql.fetchCount(DELIVERY, where);
  }

  List<SubscriptionId> subscriptionsOf(DSLContext sql, Condition where) {
    return sql.selectDistinct(DELIVERY.SUBSCRIPTION_ID)
        .from(DELIVERY)
        .where(where)
        .fetch(row -> new SubscriptionId(Objects.requireNonNull(row.value1())));
  }

  static Condition of(EventId event) {
    return DELIVERY.INSTANCE_ID.eq(event.instance().value()).and(DELIVERY.SEQ.eq(event.sequence()));
  }

  static Condition in(Collection<SubscriptionId> subscriptions) {
    return DELIVERY.SUBSCRIPTION_ID.in(subscriptions.stream().map(SubscriptionId::value).toList());
  }

  static Condition in(State state) {
    return DELIVERY.STATE.eq(inline(state.number()));
  }

  static Condition createdFrom(Instant from) {
    return DELIVERY.CREATED_AT.ge(from.toEpochMilli());
  }

  static Condition createdBefore(Instant to) {
    return DELIVERY.CREATED_AT.lt(to.toEpochMilli());
  }

  private static Delivery delivery(DeliveryRecord row) {
    return new Delivery(
        new SubscriptionId(row.getSubscriptionId()),
        new EventId(new InstanceId(row.getInstanceId()), row.getSeq()),
        State.of(row.getState()),
        Instant.ofEpochMilli(row.getDueAt()),
        row.getAttempts(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }

  List<Attempt> attempts(DSLContext sql, SubscriptionId subscription, EventId event) {
    return sql.selectFrom(DELIVERY_ATTEMPT)
        .where(
            DELIVERY_ATTEMPT.SUBSCRIPTION_ID.eq(subscription.value()),
            DELIVERY_ATTEMPT.INSTANCE_ID.eq(event.instance().value()),
            DELIVERY_ATTEMPT.SEQ.eq(event.sequence()))
        .orderBy(DELIVERY_ATTEMPT.ATTEMPT)
        .fetch(row ->
            new Attempt(
                row.getAttempt(),
                Instant.ofEpochMilli(row.getBeganAt()),
                row.getMillis(),
                row.getStatus(),
                row.getOutcome(),
                row.getAnswer()));
  }
}
