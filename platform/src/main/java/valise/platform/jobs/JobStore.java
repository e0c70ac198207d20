package valise.platform.jobs;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static valise.platform.db.generated.Tables.JOB;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import valise.platform.db.Tx;
import valise.platform.db.generated.tables.records.JobRecord;

/// The table `job`.
final class JobStore {

  private static final Condition FREE = JOB.LEASED_BY.isNull();
  private static final Condition ALIVE = JOB.DEAD_AT.isNull();
  private static final Field<Long> NO_TIME = DSL.castNull(Long.class);
  private static final Field<String> NO_TEXT = DSL.castNull(String.class);

  // Keeps the dead out of the way of those that look for what is due.
  private static final Field<Long> NEVER = inline(Long.MAX_VALUE);

  private JobStore() {}

  static void enqueue(Tx tx, String queue, String key, String payload, Instant due, Instant now) {
    Field<Long> wanted = excluded(JOB.DUE_AT);
    tx.sql()
        .insertInto(JOB)
        .set(JOB.ID, UUID.randomUUID().toString())
        .set(JOB.QUEUE, queue)
        .set(JOB.JOB_KEY, key)
        .set(JOB.PAYLOAD, payload)
        .set(JOB.DUE_AT, due.toEpochMilli())
        .set(JOB.LEASE_NO, 0L)
        .set(JOB.ATTEMPTS, 0)
        .set(JOB.CREATED_AT, now.toEpochMilli())
        .onConflict(JOB.QUEUE, JOB.JOB_KEY)
        .doUpdate()
        .set(JOB.PAYLOAD, excluded(JOB.PAYLOAD))
        .set(
            JOB.DUE_AT,
            when(JOB.DEAD_AT.isNotNull(), wanted)
                // A lease ends when it ends, and so does the pause after a failure.
                .when(JOB.LEASED_BY.isNotNull().or(JOB.ATTEMPTS.gt(0)), JOB.DUE_AT)
                .otherwise(least(JOB.DUE_AT, wanted)))
        .set(
            JOB.AGAIN_AT,
            when(FREE, NO_TIME).otherwise(least(coalesce(JOB.AGAIN_AT, wanted), wanted)))
        .set(JOB.ATTEMPTS, when(ALIVE, JOB.ATTEMPTS).otherwise(0))
        .set(JOB.DEAD_AT, NO_TIME)
        .execute();
  }

  static void ensureTimer(Tx tx, String queue, Duration period, Instant now) {
    tx.sql()
        .insertInto(JOB)
        .set(JOB.ID, UUID.randomUUID().toString())
        .set(JOB.QUEUE, queue)
        .set(JOB.JOB_KEY, "")
        .set(JOB.PAYLOAD, "")
        .set(JOB.DUE_AT, now.toEpochMilli())
        .set(JOB.LEASE_NO, 0L)
        .set(JOB.ATTEMPTS, 0)
        .set(JOB.CREATED_AT, now.toEpochMilli())
        .onConflict(JOB.QUEUE, JOB.JOB_KEY)
        .doUpdate()
        // The period may have been made shorter since.
        .set(
            JOB.DUE_AT,
            when(FREE, least(JOB.DUE_AT, val(now.plus(period).toEpochMilli())))
                .otherwise(JOB.DUE_AT))
        .execute();
  }

  static boolean cancel(Tx tx, String queue, String key) {
    return tx.sql().deleteFrom(JOB).where(JOB.QUEUE.eq(queue), JOB.JOB_KEY.eq(key)).execute() > 0;
  }

  static Optional<Instant> nextDue(DSLContext sql, String queue) {
    return sql.select(JOB.DUE_AT)
        .from(JOB)
        .where(JOB.QUEUE.eq(queue), ALIVE)
        .orderBy(JOB.DUE_AT)
        .limit(inline(1))
        .fetchOptional(0, Long.class)
        .map(Instant::ofEpochMilli);
  }

  /// Takes up to `max` due jobs. Their rows are given back as they are now.
  static List<JobRecord> claim(Tx tx, JobQueue queue, String node, int max, Instant now) {
    List<String> ids =
        tx
            .fetchUnheld(
                tx.sql()
                    .select(JOB.ID)
                    .from(JOB)
                    .where(JOB.QUEUE.eq(queue.name()), ALIVE, JOB.DUE_AT.le(now.toEpochMilli()))
                    .orderBy(JOB.DUE_AT, JOB.ID)
                    .limit(max))
            .getValues(JOB.ID)
            .stream()
            .map(Objects::requireNonNull)
            .toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    // In the order in which they came due; RETURNING promises none.
    Map<String, JobRecord> taken =
        tx.sql()
            .update(JOB)
            .set(JOB.LEASED_BY, node)
            .set(JOB.LEASE_NO, JOB.LEASE_NO.plus(1L))
            .set(JOB.ATTEMPTS, JOB.ATTEMPTS.plus(1))
            .set(JOB.DUE_AT, now.plus(queue.lease()).toEpochMilli())
            .where(JOB.ID.in(ids))
            .returning()
            .fetchMap(JOB.ID);
    return ids.stream().map(id -> Objects.requireNonNull(taken.get(id))).toList();
  }

  private static Condition held(String id, long leaseNo) {
    return JOB.ID.eq(id).and(JOB.LEASE_NO.eq(leaseNo)).and(JOB.LEASED_BY.isNotNull());
  }

  /// Removes a job that is done, or lets it come due again if somebody asked for it meanwhile.
  /// False if it is not held under this lease any more; so for all that follow.
  static boolean done(Tx tx, String id, long leaseNo) {
    return tx.sql().deleteFrom(JOB).where(held(id, leaseNo), JOB.AGAIN_AT.isNull()).execute() > 0
        || free(tx, id, leaseNo, JOB.AGAIN_AT);
  }

  static boolean again(Tx tx, String id, long leaseNo, Instant at) {
    Field<Long> wanted = val(at.toEpochMilli());
    return free(tx, id, leaseNo, least(coalesce(JOB.AGAIN_AT, wanted), wanted));
  }

  private static boolean free(Tx tx, String id, long leaseNo, Field<Long> due) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DUE_AT, due)
            .set(JOB.LEASED_BY, NO_TEXT)
            .set(JOB.AGAIN_AT, NO_TIME)
            .set(JOB.ATTEMPTS, 0)
            .set(JOB.LAST_ERROR, NO_TEXT)
            .where(held(id, leaseNo))
            .execute()
        > 0;
  }

  static boolean failed(
      Tx tx, String id, long leaseNo, String error, Instant retryAt, int attempts) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DUE_AT, retryAt.toEpochMilli())
            .set(JOB.LEASED_BY, NO_TEXT)
            .set(JOB.AGAIN_AT, NO_TIME)
            .set(JOB.ATTEMPTS, attempts)
            .set(JOB.LAST_ERROR, error)
            .where(held(id, leaseNo))
            .execute()
        > 0;
  }

  /// Buries a job, unless somebody asked for it again while it failed: that is a new start.
  static boolean died(Tx tx, String id, long leaseNo, String error, Instant now) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DEAD_AT, when(JOB.AGAIN_AT.isNull(), now.toEpochMilli()).otherwise(NO_TIME))
            .set(JOB.ATTEMPTS, when(JOB.AGAIN_AT.isNull(), JOB.ATTEMPTS).otherwise(0))
            .set(JOB.DUE_AT, coalesce(JOB.AGAIN_AT, NEVER))
            .set(JOB.AGAIN_AT, NO_TIME)
            .set(JOB.LEASED_BY, NO_TEXT)
            .set(JOB.LAST_ERROR, error)
            .where(held(id, leaseNo))
            .execute()
        > 0;
  }

  /// Gives a job back unfinished; the attempt does not count.
  static int giveBack(Tx tx, String id, long leaseNo, Instant now) {
    return tx.sql()
        .update(JOB)
        .set(JOB.DUE_AT, now.toEpochMilli())
        .set(JOB.LEASED_BY, NO_TEXT)
        .set(JOB.AGAIN_AT, NO_TIME)
        .set(JOB.ATTEMPTS, JOB.ATTEMPTS.minus(1))
        .where(held(id, leaseNo))
        .execute();
  }

  static boolean renew(Tx tx, String id, long leaseNo, Instant until) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DUE_AT, until.toEpochMilli())
            .where(held(id, leaseNo))
            .execute()
        > 0;
  }

  /// Frees what a node of this name held when it died. The attempts count.
  static int abandon(Tx tx, String node, Collection<String> queues, Instant now) {
    return tx.sql()
        .update(JOB)
        .set(JOB.DUE_AT, now.toEpochMilli())
        .set(JOB.LEASED_BY, NO_TEXT)
        .set(JOB.AGAIN_AT, NO_TIME)
        .where(JOB.LEASED_BY.eq(node), JOB.QUEUE.in(queues))
        .execute();
  }

  static List<DeadJob> dead(DSLContext sql, int max) {
    return sql.selectFrom(JOB)
        .where(JOB.DEAD_AT.isNotNull())
        .orderBy(JOB.DEAD_AT.desc(), JOB.ID)
        .limit(inline(max))
        .fetch(row ->
            new DeadJob(
                row.getId(),
                row.getQueue(),
                row.getJobKey(),
                row.getPayload(),
                row.getAttempts(),
                Objects.requireNonNullElse(row.getLastError(), ""),
                Instant.ofEpochMilli(row.getDeadAt())));
  }

  static boolean revive(Tx tx, String id, Instant now) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DEAD_AT, NO_TIME)
            .set(JOB.ATTEMPTS, 0)
            .set(JOB.DUE_AT, now.toEpochMilli())
            .where(JOB.ID.eq(id), JOB.DEAD_AT.isNotNull())
            .execute()
        > 0;
  }

  static boolean hasten(Tx tx, String id, Instant now) {
    return tx.sql()
            .update(JOB)
            .set(JOB.DEAD_AT, NO_TIME)
            .set(JOB.ATTEMPTS, 0)
            .set(JOB.DUE_AT, now.toEpochMilli())
            .where(JOB.ID.eq(id), FREE, JOB.DEAD_AT.isNotNull().or(JOB.ATTEMPTS.gt(0)))
            .execute()
        > 0;
  }

  static List<PendingJob> pending(DSLContext sql, Collection<String> queues, int max) {
    return sql.selectFrom(JOB)
        .where(JOB.QUEUE.in(queues))
        .orderBy(JOB.DUE_AT, JOB.ID)
        .limit(max)
        .fetch(row ->
            new PendingJob(
                row.getId(),
                row.getQueue(),
                Instant.ofEpochMilli(row.getCreatedAt()),
                row.getDeadAt() == null
                    ? Optional.of(Instant.ofEpochMilli(row.getDueAt()))
                    : Optional.empty(),
                row.getAttempts(),
                Objects.requireNonNullElse(row.getLastError(), "")));
  }

  static boolean discard(Tx tx, String id) {
    return tx.sql().deleteFrom(JOB).where(JOB.ID.eq(id), JOB.DEAD_AT.isNotNull()).execute() > 0;
  }

  static Map<String, Integer> waiting(DSLContext sql) {
    return sql.select(JOB.QUEUE, DSL.count())
        .from(JOB)
        .where(ALIVE)
        .groupBy(JOB.QUEUE)
        .fetchMap(JOB.QUEUE, DSL.count());
  }
}
