package valise.platform.outbox;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static valise.platform.db.generated.Tables.OUTBOX;
import static valise.platform.db.generated.Tables.OUTBOX_CONSUMER;
import static valise.platform.db.generated.Tables.OUTBOX_HEAD;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import valise.platform.db.Tx;
import valise.platform.db.generated.tables.records.OutboxConsumerRecord;

/// The outbox's tables.
final class OutboxStore {

  private static final Field<String> NO_TEXT = DSL.castNull(String.class);

  private OutboxStore() {}

  static void append(Tx tx, Entry entry) {
    long seq =
        Objects.requireNonNull(
            tx.sql()
                .update(OUTBOX_HEAD)
                .set(OUTBOX_HEAD.SEQ, OUTBOX_HEAD.SEQ.plus(1L))
                .where(OUTBOX_HEAD.ID.eq(1))
                .returning(OUTBOX_HEAD.SEQ)
                .fetchSingle()
                .getSeq());
    tx.sql()
        .insertInto(OUTBOX)
        .set(OUTBOX.SEQ, seq)
        .set(OUTBOX.ID, entry.id())
        .set(OUTBOX.TOPIC, entry.topic())
        .set(OUTBOX.ACCOUNT_ID, entry.accountId())
        .set(OUTBOX.PAYLOAD, entry.payload())
        .set(OUTBOX.CREATED_AT, entry.at().toEpochMilli())
        .execute();
  }

  static List<Entry> after(DSLContext sql, long seq, int max) {
    return sql.selectFrom(OUTBOX)
        .where(OUTBOX.SEQ.gt(seq))
        .orderBy(OUTBOX.SEQ)
        .limit(max)
        .fetch(row ->
            new Entry(
                row.getSeq(),
                row.getId(),
                row.getTopic(),
                row.getAccountId(),
                row.getPayload(),
                Instant.ofEpochMilli(row.getCreatedAt())));
  }

  static long head(DSLContext sql) {
    return Objects.requireNonNull(
        sql.select(OUTBOX_HEAD.SEQ)
            .from(OUTBOX_HEAD)
            .where(OUTBOX_HEAD.ID.eq(1))
            .fetchSingle(OUTBOX_HEAD.SEQ));
  }

  static int purge(Tx tx, long before, int max) {
    Field<Long> passed =
        coalesce(
            field(select(min(OUTBOX_CONSUMER.SEQ)).from(OUTBOX_CONSUMER)),
            field(select(OUTBOX_HEAD.SEQ).from(OUTBOX_HEAD)));
    return tx.sql()
        .deleteFrom(OUTBOX)
        .where(
            OUTBOX.SEQ.in(
                select(OUTBOX.SEQ)
                    .from(OUTBOX)
                    .where(OUTBOX.SEQ.le(passed), OUTBOX.CREATED_AT.lt(before))
                    .orderBy(OUTBOX.SEQ)
                    .limit(inline(max))))
        .execute();
  }

  static boolean ensureConsumer(Tx tx, String name, boolean fromNow) {
    return tx.sql()
            .insertInto(OUTBOX_CONSUMER)
            .set(OUTBOX_CONSUMER.NAME, name)
            .set(OUTBOX_CONSUMER.SEQ, fromNow ? head(tx.sql()) : 0L)
            .set(OUTBOX_CONSUMER.HELD_UNTIL, 0L)
            .set(OUTBOX_CONSUMER.ATTEMPTS, 0)
            .set(OUTBOX_CONSUMER.RETRY_AT, 0L)
            .onConflict(OUTBOX_CONSUMER.NAME)
            .doNothing()
            .execute()
        > 0;
  }

  static boolean forget(Tx tx, String name) {
    return tx.sql().deleteFrom(OUTBOX_CONSUMER).where(OUTBOX_CONSUMER.NAME.eq(name)).execute() > 0;
  }

  static Optional<OutboxConsumerRecord> consumer(DSLContext sql, String name) {
    return sql.selectFrom(OUTBOX_CONSUMER).where(OUTBOX_CONSUMER.NAME.eq(name)).fetchOptional();
  }

  static List<Relay.Progress> progress(DSLContext sql) {
    long head = head(sql);
    return sql.selectFrom(OUTBOX_CONSUMER)
        .orderBy(OUTBOX_CONSUMER.NAME)
        .fetch(row ->
            new Relay.Progress(
                row.getName(),
                row.getSeq(),
                head - row.getSeq(),
                row.getAttempts(),
                Optional.ofNullable(row.getLastError())));
  }

  /// Makes `node` the one that serves the consumer, if nobody else is.
  static boolean hold(Tx tx, String name, String node, Instant now, Duration lease) {
    return tx.sql()
            .update(OUTBOX_CONSUMER)
            .set(OUTBOX_CONSUMER.HELD_BY, node)
            .set(OUTBOX_CONSUMER.HELD_UNTIL, now.plus(lease).toEpochMilli())
            .where(
                OUTBOX_CONSUMER.NAME.eq(name),
                OUTBOX_CONSUMER
                    .HELD_BY
                    .isNull()
                    .or(OUTBOX_CONSUMER.HELD_BY.eq(node))
                    .or(OUTBOX_CONSUMER.HELD_UNTIL.le(now.toEpochMilli())))
            .execute()
        > 0;
  }

  static int release(Tx tx, String name, String node) {
    return tx.sql()
        .update(OUTBOX_CONSUMER)
        .set(OUTBOX_CONSUMER.HELD_BY, NO_TEXT)
        .where(OUTBOX_CONSUMER.NAME.eq(name), OUTBOX_CONSUMER.HELD_BY.eq(node))
        .execute();
  }

  /// True if the consumer still stands at `from` and in the hands of `node`.
  static boolean advance(
      Tx tx, String name, String node, long from, long to, Instant now, Duration lease) {
    return tx.sql()
            .update(OUTBOX_CONSUMER)
            .set(OUTBOX_CONSUMER.SEQ, to)
            .set(OUTBOX_CONSUMER.HELD_UNTIL, now.plus(lease).toEpochMilli())
            .set(OUTBOX_CONSUMER.ATTEMPTS, 0)
            .set(OUTBOX_CONSUMER.RETRY_AT, 0L)
            .set(OUTBOX_CONSUMER.LAST_ERROR, NO_TEXT)
            .where(standing(name, node, from))
            .execute()
        > 0;
  }

  static int failed(
      Tx tx, String name, String node, long at, int attempts, Instant retryAt, String error) {
    return tx.sql()
        .update(OUTBOX_CONSUMER)
        .set(OUTBOX_CONSUMER.ATTEMPTS, attempts)
        .set(OUTBOX_CONSUMER.RETRY_AT, retryAt.toEpochMilli())
        .set(OUTBOX_CONSUMER.LAST_ERROR, error)
        .where(standing(name, node, at))
        .execute();
  }

  private static Condition standing(String name, String node, long at) {
    return OUTBOX_CONSUMER
        .NAME
        .eq(name)
        .and(OUTBOX_CONSUMER.HELD_BY.eq(node))
        .and(OUTBOX_CONSUMER.SEQ.eq(at));
  }
}
