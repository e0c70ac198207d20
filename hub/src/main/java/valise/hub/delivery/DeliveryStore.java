package valise.hub.delivery;

import static org.jooq.impl.DSL.case_;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
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
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
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
      Optional<RedeliveryId> askedBy) {}

  private static final FixedQuery<Record> DUE =
      FixedQuery.of(
          due()
              .orderBy(DELIVERY.DUE_AT, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
              .limit(param("max", 0)));

  private static final FixedQuery<Record> OLDEST_DUE =
      FixedQuery.of(
          due()
              .orderBy(
                  case_().when(DELIVERY.REDELIVERY.isNull(), inline(0)).otherwise(inline(1)),
                  DELIVERY.CREATED_AT,
                  DELIVERY.INSTANCE_ID,
                  DELIVERY.SEQ)
              .limit(inline(1)));

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
            DELIVERY.REDELIVERY)
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
                        DELIVERY.CREATED_AT,
                        DELIVERY.UPDATED_AT)
                    .values(0L, 0L, 0L, 0, 0L, 0, 0, 0L, 0L)
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

  /// The oldest of what is due; what somebody wants sent once more only when there is nothing else,
  /// because it does not tell whether the receiver is back.
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
        Optional.ofNullable(row.get(DELIVERY.REDELIVERY)).map(RedeliveryId::new));
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
                    .set(DELIVERY.REDELIVERY, 0L)
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
              after.redelivery(waiting),
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
        case Result.Next.Kept kept -> new After(State.QUEUED, now, 0, Optional.empty());
      };
    }

    /// Who asked for it, for as long as it is not settled.
    @Nullable Long redelivery(Waiting waiting) {
      return state.number() < State.FIRST_AT_REST
          ? waiting.askedBy().map(RedeliveryId::value).orElse(null)
          : null;
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

  /// Lets what is queued of these be sent again, oldest first.
  int unqueue(Tx tx, Condition which, Instant now) {
    return tx.sql()
        .update(DELIVERY)
        .set(DELIVERY.STATE, State.CREATED.number())
        .set(DELIVERY.DUE_AT, now.toEpochMilli())
        .set(DELIVERY.FAILURES, 0)
        .set(DELIVERY.FIRST_FAILED_AT, castNull(Long.class))
        .set(DELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(which, in(State.QUEUED))
        .execute();
  }

  // --- sent once more ----------------------------------------------------------------------------

  /// A delivery's place among all; the table lies in this order.
  record Place(long subscription, long instance, long sequence) {
    static final Place START = new Place(0, -1, 0);
  }

  /// The next of these deliveries after a place.
  List<Place> next(DSLContext sql, Condition which, Place after, int max) {
    return sql.select(DELIVERY.SUBSCRIPTION_ID, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
        .from(DELIVERY)
        .where(
            DSL.row(DELIVERY.SUBSCRIPTION_ID, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
                .gt(after.subscription(), after.instance(), after.sequence()),
            which)
        .orderBy(DELIVERY.SUBSCRIPTION_ID, DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
        .limit(max)
        .fetch(row ->
            new Place(
                Objects.requireNonNull(row.value1()),
                Objects.requireNonNull(row.value2()),
                Objects.requireNonNull(row.value3())));
  }

  /// Lets these be sent once more, whatever their state.
  void release(Tx tx, List<Place> places, RedeliveryId askedBy, Instant now) {
    long time = now.toEpochMilli();
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .update(DELIVERY)
                    .set(DELIVERY.STATE, State.CREATED.number())
                    .set(DELIVERY.DUE_AT, 0L)
                    .set(DELIVERY.FAILURES, 0)
                    .set(DELIVERY.FIRST_FAILED_AT, castNull(Long.class))
                    .set(DELIVERY.REDELIVERY, 0L)
                    .set(DELIVERY.UPDATED_AT, 0L)
                    .where(
                        DELIVERY.SUBSCRIPTION_ID.eq(0L),
                        DELIVERY.INSTANCE_ID.eq(0L),
                        DELIVERY.SEQ.eq(0L)));
    for (Place place : places) {
      batch =
          batch.bind(
              State.CREATED.number(),
              time,
              0,
              askedBy.value(),
              time,
              place.subscription(),
              place.instance(),
              place.sequence());
    }
    batch.execute();
  }

  /// How many of those that were set going are not settled.
  int underWay(DSLContext sql, RedeliveryId askedBy) {
    return sql.fetchCount(DELIVERY, DELIVERY.REDELIVERY.eq(askedBy.value()));
  }

  // --- by mail -----------------------------------------------------------------------------------

  /// What waits for somebody who is told by mail, oldest first.
  List<Row> waiting(DSLContext sql, SubscriptionId subscription, int max) {
    return sql.fetch(
            columns()
                .where(DELIVERY.SUBSCRIPTION_ID.eq(subscription.value()), WAITS)
                .orderBy(DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
                .limit(max))
        .map(DeliveryStore::row);
  }

  /// They were handed to a mail server.
  void handedOver(Tx tx, SubscriptionId subscription, List<Row> rows, String outcome, Instant now) {
    for (Row each : rows) {
      Condition here = DELIVERY.SUBSCRIPTION_ID.eq(subscription.value()).and(of(each.event()));
      tx.sql()
          .update(DELIVERY)
          .set(DELIVERY.STATE, State.DELIVERED.number())
          .set(DELIVERY.ATTEMPTS, each.attempts() + 1)
          .set(DELIVERY.REDELIVERY, castNull(Long.class))
          .set(DELIVERY.UPDATED_AT, now.toEpochMilli())
          .where(here)
          .execute();
      tx.sql()
          .insertInto(DELIVERY_ATTEMPT)
          .set(DELIVERY_ATTEMPT.SUBSCRIPTION_ID, subscription.value())
          .set(DELIVERY_ATTEMPT.INSTANCE_ID, each.event().instance().value())
          .set(DELIVERY_ATTEMPT.SEQ, each.event().sequence())
          .set(DELIVERY_ATTEMPT.ATTEMPT, each.attempts() + 1)
          .set(DELIVERY_ATTEMPT.BEGAN_AT, now.toEpochMilli())
          .set(DELIVERY_ATTEMPT.MILLIS, 0)
          .set(DELIVERY_ATTEMPT.STATUS, 0)
          .set(DELIVERY_ATTEMPT.OUTCOME, outcome)
          .set(DELIVERY_ATTEMPT.ANSWER, "")
          .onConflictDoNothing()
          .execute();
    }
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
    if (events.isEmpty()) {
      return;
    }
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

  /// What came of events by the stretch of time in which their first delivery was made, which is
  /// when they were noticed, and by instance.
  Map<Outcomes.Place, Outcomes> outcomes(DSLContext sql, Condition where, long step) {
    Field<Long> made = min(DELIVERY.CREATED_AT).as("made");
    Field<Integer> least = min(DELIVERY.STATE).as("least");
    Field<Integer> failed =
        max(case_()
                .when(
                    DELIVERY.STATE.in(inline(State.RETRY.number()), inline(State.QUEUED.number())),
                    1)
                .otherwise(0))
            .as("failed");
    var each =
        select(DELIVERY.INSTANCE_ID, DELIVERY.SEQ, made, least, failed)
            .from(DELIVERY)
            .where(where)
            .groupBy(DELIVERY.INSTANCE_ID, DELIVERY.SEQ)
            .asTable("each_event");
    Field<Long> at = each.field(made);
    Field<Long> instance = each.field(DELIVERY.INSTANCE_ID);
    Field<Long> stretch = at.minus(at.mod(step));
    Field<Integer> told =
        DSL.sum(
                case_()
                    .when(each.field(least).eq(inline(State.DELIVERED.number())), 1)
                    .otherwise(0))
            .cast(Integer.class);
    Field<Integer> notTaken = DSL.sum(each.field(failed)).cast(Integer.class);
    return sql.select(stretch, instance, told, notTaken)
        .from(each)
        .groupBy(stretch, instance)
        .fetchMap(
            row ->
                new Outcomes.Place(
                    Instant.ofEpochMilli(Objects.requireNonNull(row.value1())),
                    new InstanceId(Objects.requireNonNull(row.value2()))),
            row -> new Outcomes(row.value3(), row.value4()));
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

  static Condition in(Select<Record1<Long>> subscriptions) {
    return DELIVERY.SUBSCRIPTION_ID.in(subscriptions);
  }

  static Condition of(InstanceId instance) {
    return DELIVERY.INSTANCE_ID.eq(instance.value());
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
