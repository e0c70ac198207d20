package valise.hub.events;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static valise.hub.db.generated.Tables.EVENT;
import static valise.hub.db.generated.Tables.EVENT_HEAD;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.records.EventRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// The tables of events.
final class EventStore {

  private static final FixedQuery<Record> BODIES =
      FixedQuery.of(
          DSL.select(EVENT.SEQ, EVENT.BODY)
              .from(EVENT)
              .where(
                  EVENT.INSTANCE_ID.eq(param("instance", 0L)),
                  EVENT.SEQ.between(param("first", 0L), param("last", 0L)))
              .orderBy(EVENT.SEQ));

  /// Gives out `count` numbers and returns the first. The instance's row is held from here on.
  long take(Tx tx, InstanceId instance, int count) {
    Optional<Long> last =
        tx.sql()
            .update(EVENT_HEAD)
            .set(EVENT_HEAD.SEQ, EVENT_HEAD.SEQ.plus((long) count))
            .where(EVENT_HEAD.INSTANCE_ID.eq(instance.value()))
            .returning(EVENT_HEAD.SEQ)
            .fetchOptional(EVENT_HEAD.SEQ);
    if (last.isPresent()) {
      return last.get() - count + 1;
    }
    // Two first events of one instance at once: the second waits here and then adds.
    return Objects.requireNonNull(
            tx.sql()
                .insertInto(EVENT_HEAD)
                .set(EVENT_HEAD.INSTANCE_ID, instance.value())
                .set(EVENT_HEAD.SEQ, (long) count)
                .onConflict(EVENT_HEAD.INSTANCE_ID)
                .doUpdate()
                .set(EVENT_HEAD.SEQ, EVENT_HEAD.SEQ.plus((long) count))
                .returning(EVENT_HEAD.SEQ)
                .fetchSingle(EVENT_HEAD.SEQ))
        - count
        + 1;
  }

  void insert(Tx tx, List<Event> events) {
    Query insert =
        tx.sql()
            .insertInto(
                EVENT,
                EVENT.INSTANCE_ID,
                EVENT.SEQ,
                EVENT.ACCOUNT_ID,
                EVENT.ELEMENT_KEY,
                EVENT.RESOURCE,
                EVENT.OBJECT_ID,
                EVENT.OBJECT_KEY,
                EVENT.OTHER_ID,
                EVENT.REVISION,
                EVENT.KIND,
                EVENT.FACTS,
                EVENT.HAPPENED_AT,
                EVENT.NOTICED_AT,
                EVENT.FOUND_BY,
                EVENT.PRINT_BEFORE,
                EVENT.PRINT_AFTER,
                EVENT.RAW,
                EVENT.BODY)
            .values(0L, 0L, 0L, "", "", "", "", "", 0L, "", "", 0L, 0L, "", "", "", "", "");
    BatchBindStep batch = tx.sql().batch(insert);
    for (Event event : events) {
      batch =
          batch.bind(
              event.id().instance().value(),
              event.id().sequence(),
              event.account().value(),
              event.elementKey(),
              event.resource(),
              event.objectId(),
              event.objectKey(),
              event.otherId().orElse(null),
              event.revision(),
              event.kind().name(),
              Fact.text(event.facts()),
              event.happenedAt().map(Instant::toEpochMilli).orElse(null),
              event.noticedAt().toEpochMilli(),
              event.route().name(),
              event.before(),
              event.after(),
              event.raw(),
              event.body());
    }
    batch.execute();
  }

  Optional<Event> find(DSLContext sql, EventId id) {
    return sql.selectFrom(EVENT)
        .where(EVENT.INSTANCE_ID.eq(id.instance().value()), EVENT.SEQ.eq(id.sequence()))
        .fetchOptional(EventStore::event);
  }

  /// The events of an instance after a sequence number, in order.
  List<Event> after(DSLContext sql, InstanceId instance, long sequence, int max) {
    return sql.selectFrom(EVENT)
        .where(EVENT.INSTANCE_ID.eq(instance.value()), EVENT.SEQ.gt(sequence))
        .orderBy(EVENT.SEQ)
        .limit(max)
        .fetch(EventStore::event);
  }

  List<Event> search(DSLContext sql, EventQuery query) {
    Condition where = DSL.trueCondition();
    if (query.instance().isPresent()) {
      where = where.and(EVENT.INSTANCE_ID.eq(query.instance().get().value()));
    } else {
      where = where.and(EVENT.ACCOUNT_ID.eq(query.account().value()));
    }
    where = where.and(EVENT.ACCOUNT_ID.eq(query.account().value()));
    if (query.from().isPresent()) {
      where = where.and(EVENT.NOTICED_AT.ge(query.from().get().toEpochMilli()));
    }
    if (query.to().isPresent()) {
      where = where.and(EVENT.NOTICED_AT.lt(query.to().get().toEpochMilli()));
    }
    if (query.objectId().isPresent()) {
      where = where.and(EVENT.OBJECT_ID.eq(query.objectId().get()));
    }
    if (query.resource().isPresent()) {
      where = where.and(EVENT.RESOURCE.eq(query.resource().get()));
    }
    if (query.kind().isPresent()) {
      where = where.and(EVENT.KIND.eq(query.kind().get().name()));
    }
    return sql.selectFrom(EVENT)
        .where(where)
        .orderBy(EVENT.NOTICED_AT.desc(), EVENT.INSTANCE_ID, EVENT.SEQ.desc())
        .limit(query.max())
        .offset(query.skip())
        .fetch(EventStore::event);
  }

  /// How many events were noticed in each stretch of `step` milliseconds, by the number of the
  /// stretch and the instance.
  List<Count> counts(DSLContext sql, AccountId account, Instant from, Instant to, long step) {
    Field<Long> stretch = EVENT.NOTICED_AT.minus(EVENT.NOTICED_AT.mod(step));
    return sql.select(stretch, EVENT.INSTANCE_ID, DSL.count())
        .from(EVENT)
        .where(
            EVENT.ACCOUNT_ID.eq(account.value()),
            EVENT.NOTICED_AT.ge(from.toEpochMilli()),
            EVENT.NOTICED_AT.lt(to.toEpochMilli()))
        .groupBy(stretch, EVENT.INSTANCE_ID)
        .fetch(row ->
            new Count(
                Instant.ofEpochMilli(Objects.requireNonNull(row.value1())),
                new InstanceId(Objects.requireNonNull(row.value2())),
                row.value3()));
  }

  /// The bodies of the events of an instance between two sequence numbers, both included.
  List<Body> bodies(DSLContext sql, InstanceId instance, long first, long last) {
    return BODIES
        .with(sql, instance.value(), first, last)
        .fetch(row ->
            new Body(
                new EventId(instance, Objects.requireNonNull(row.get(EVENT.SEQ))),
                Objects.requireNonNull(row.get(EVENT.BODY))));
  }

  record Body(EventId id, String text) {}

  List<EventId> olderThan(DSLContext sql, Instant before, int max) {
    return sql.select(EVENT.INSTANCE_ID, EVENT.SEQ)
        .from(EVENT)
        .where(EVENT.NOTICED_AT.lt(before.toEpochMilli()))
        .orderBy(EVENT.NOTICED_AT)
        .limit(inline(max))
        .fetch(row ->
            new EventId(
                new InstanceId(Objects.requireNonNull(row.value1())),
                Objects.requireNonNull(row.value2())));
  }

  void remove(Tx tx, List<EventId> ids) {
    BatchBindStep batch =
        tx.sql()
            .batch(tx.sql().deleteFrom(EVENT).where(EVENT.INSTANCE_ID.eq(0L), EVENT.SEQ.eq(0L)));
    for (EventId id : ids) {
      batch = batch.bind(id.instance().value(), id.sequence());
    }
    batch.execute();
  }

  private static Event event(EventRecord row) {
    return new Event(
        new EventId(new InstanceId(row.getInstanceId()), row.getSeq()),
        new AccountId(row.getAccountId()),
        row.getElementKey(),
        row.getResource(),
        row.getObjectKey(),
        row.getObjectId(),
        Optional.ofNullable(row.getOtherId()),
        row.getRevision(),
        Kind.valueOf(row.getKind()),
        Fact.parse(row.getFacts()),
        Optional.ofNullable(row.getHappenedAt()).map(Instant::ofEpochMilli),
        Instant.ofEpochMilli(row.getNoticedAt()),
        Route.valueOf(row.getFoundBy()),
        row.getPrintBefore(),
        row.getPrintAfter(),
        row.getRaw(),
        row.getBody());
  }
}
