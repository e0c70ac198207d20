package valise.hub.polling;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static valise.hub.db.generated.Tables.POLL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.Poll;
import valise.hub.db.generated.tables.records.PollRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderText;
import valise.platform.db.InList;
import valise.platform.db.Tx;

/// The table of what is watched.
final class PollStore {

  private static final int MAX_ERROR = 500;

  private static Condition of(InstanceId instance, String resource) {
    return POLL.INSTANCE_ID.eq(instance.value()).and(POLL.RESOURCE.eq(resource));
  }

  private static Condition held(Watch watch) {
    return of(watch.instance(), watch.resource()).and(POLL.LEASE_NO.eq(watch.lease()));
  }

  /// Begins to watch, or changes how often. What is known stays known.
  void watch(
      Tx tx,
      InstanceId instance,
      String resource,
      AccountId account,
      String elementKey,
      Duration interval,
      Instant now) {
    long time = now.toEpochMilli();
    tx.sql()
        .insertInto(POLL)
        .set(POLL.INSTANCE_ID, instance.value())
        .set(POLL.RESOURCE, resource)
        .set(POLL.ACCOUNT_ID, account.value())
        .set(POLL.ELEMENT_KEY, elementKey)
        .set(POLL.INTERVAL_MS, interval.toMillis())
        .set(POLL.DUE_AT, time)
        .set(POLL.RUNG, false)
        .set(POLL.LEASE_UNTIL, 0L)
        .set(POLL.LEASE_NO, 0L)
        .set(POLL.CURSOR, "")
        .set(POLL.WATCHING, false)
        .set(POLL.EPOCH, 0L)
        .set(POLL.SWEEP_DUE_AT, time)
        .set(POLL.FAILURES, 0)
        .set(POLL.PAUSED, false)
        .set(POLL.LAST_ERROR, "")
        .set(POLL.CREATED_AT, time)
        .onConflict(POLL.INSTANCE_ID, POLL.RESOURCE)
        .doUpdate()
        .set(POLL.INTERVAL_MS, interval.toMillis())
        .set(POLL.DUE_AT, least(POLL.DUE_AT, val(time)))
        .set(POLL.RUNG, true)
        .set(POLL.FAILURES, 0)
        .set(POLL.PAUSED, false)
        .execute();
  }

  /// Watches nothing of an instance but these resources.
  void keepOnly(Tx tx, InstanceId instance, Collection<String> resources) {
    tx.sql()
        .deleteFrom(POLL)
        .where(POLL.INSTANCE_ID.eq(instance.value()), POLL.RESOURCE.notIn(resources))
        .execute();
  }

  /// Has an instance looked at now, or once more when the look that goes on has ended. How many
  /// resources of it are watched.
  int ring(Tx tx, InstanceId instance, Instant now) {
    return tx.sql()
        .update(POLL)
        .set(POLL.DUE_AT, least(POLL.DUE_AT, val(now.toEpochMilli())))
        .set(POLL.RUNG, true)
        .where(POLL.INSTANCE_ID.eq(instance.value()), POLL.PAUSED.eq(inline(false)))
        .execute();
  }

  /// Takes up to `max` that are due, of each instance one.
  List<Watch> claim(Tx tx, String node, Instant now, Duration lease, int max) {
    long time = now.toEpochMilli();
    long until = now.plus(lease).toEpochMilli();
    Poll other = POLL.as("other");
    List<Record3<Long, String, Long>> due =
        tx.fetchUnheld(
            tx.sql()
                .select(POLL.INSTANCE_ID, POLL.RESOURCE, POLL.DUE_AT)
                .from(POLL)
                .where(
                    POLL.DUE_AT.le(time),
                    POLL.LEASE_UNTIL.le(time),
                    DSL.notExists(
                        DSL.selectOne()
                            .from(other)
                            .where(
                                other.INSTANCE_ID.eq(POLL.INSTANCE_ID),
                                other.LEASE_UNTIL.gt(time))))
                .orderBy(POLL.DUE_AT)
                .limit(max));
    // By instance, when it came due.
    Map<Long, Long> taken = new HashMap<>();
    List<Condition> which = new ArrayList<>();
    for (Record3<Long, String, Long> row : due) {
      if (taken.putIfAbsent(row.value1(), row.value3()) == null) {
        which.add(of(new InstanceId(row.value1()), row.value2()));
      }
    }
    if (which.isEmpty()) {
      return List.of();
    }
    boolean oneResource = due.stream().map(Record3::value2).distinct().count() == 1;
    Condition chosen =
        oneResource
            ? POLL.INSTANCE_ID
                .in(InList.of(taken.keySet()))
                .and(POLL.RESOURCE.eq(due.getFirst().value2()))
            : DSL.or(which);
    return tx.sql()
        .update(POLL)
        .set(POLL.LEASED_BY, node)
        .set(POLL.LEASE_NO, POLL.LEASE_NO.plus(1L))
        .set(POLL.LEASE_UNTIL, until)
        .set(POLL.DUE_AT, until)
        .set(POLL.RUNG, false)
        .where(chosen)
        .returning()
        .fetch(row ->
            watch(row)
                .cameDue(Instant.ofEpochMilli(taken.getOrDefault(row.getInstanceId(), time))));
  }

  /// What a node of this name held when it ended is due again.
  void abandon(Tx tx, String node, Instant now) {
    tx.sql()
        .update(POLL)
        .set(POLL.LEASE_UNTIL, 0L)
        .set(POLL.LEASE_NO, POLL.LEASE_NO.plus(1L))
        .set(POLL.DUE_AT, least(POLL.DUE_AT, val(now.toEpochMilli())))
        .where(POLL.LEASED_BY.eq(node), POLL.LEASE_UNTIL.gt(0L))
        .execute();
  }

  Optional<Instant> nextDue(DSLContext sql) {
    return sql.select(DSL.min(POLL.DUE_AT))
        .from(POLL)
        .fetchOptional(0, Long.class)
        .map(Instant::ofEpochMilli);
  }

  /// Keeps the lease of a look whose page takes long. False if it is lost.
  boolean keep(Tx tx, Watch watch, Instant leaseUntil) {
    return tx.sql()
            .update(POLL)
            .set(POLL.LEASE_UNTIL, leaseUntil.toEpochMilli())
            .where(held(watch))
            .execute()
        > 0;
  }

  /// Moves the cursor within a look that goes on, and keeps the lease. False if it is lost.
  boolean goOn(Tx tx, Watch watch, String cursor, Instant leaseUntil) {
    return tx.sql()
            .update(POLL)
            .set(POLL.CURSOR, cursor)
            .set(POLL.EPOCH, watch.epoch())
            .set(POLL.LEASE_UNTIL, leaseUntil.toEpochMilli())
            .where(held(watch))
            .execute()
        > 0;
  }

  /// When it is looked at again: then, or at once if somebody rang meanwhile.
  private static Field<Long> unlessRung(Instant next) {
    Field<Long> then = val(next.toEpochMilli());
    return when(POLL.RUNG.eq(inline(true)), least(POLL.DUE_AT, then)).otherwise(then);
  }

  /// How a look ended that found all there was.
  ///
  /// @param cursor from where the next one goes on
  /// @param at when it ended
  record Done(Watch watch, String cursor, Instant at, Instant next, Instant sweepDueAt) {}

  /// Ends looks. For each of them, in their order, whether its lease was held.
  List<Boolean> done(Tx tx, List<Done> looks) {
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .update(POLL)
                    .set(POLL.CURSOR, "")
                    .set(POLL.WATCHING, inline(true))
                    .set(POLL.SWEEP_DUE_AT, 0L)
                    .set(POLL.EPOCH, 0L)
                    .set(POLL.DUE_AT, unlessRung(Instant.EPOCH))
                    .set(POLL.LEASE_UNTIL, inline(0L))
                    .set(POLL.FAILURES, inline(0))
                    .set(POLL.PAUSED, inline(false))
                    .set(POLL.LAST_ERROR, inline(""))
                    .set(POLL.OK_AT, 0L)
                    .where(POLL.INSTANCE_ID.eq(0L), POLL.RESOURCE.eq(""), POLL.LEASE_NO.eq(0L)));
    for (Done look : looks) {
      Watch watch = look.watch();
      long next = look.next().toEpochMilli();
      batch =
          batch.bind(
              look.cursor(),
              look.sweepDueAt().toEpochMilli(),
              watch.epoch(),
              // Stands there twice.
              next,
              next,
              look.at().toEpochMilli(),
              watch.instance().value(),
              watch.resource(),
              watch.lease());
    }
    return Arrays.stream(batch.execute()).mapToObj(rows -> rows > 0).toList();
  }

  /// Ends a turn before all was found; what was found so far is kept.
  boolean pauseUntil(Tx tx, Watch watch, String cursor, Instant next) {
    return tx.sql()
            .update(POLL)
            .set(POLL.CURSOR, cursor)
            .set(POLL.EPOCH, watch.epoch())
            .set(POLL.DUE_AT, next.toEpochMilli())
            .set(POLL.LEASE_UNTIL, 0L)
            .where(held(watch))
            .execute()
        > 0;
  }

  /// Ends a look that failed. The cursor stands where the last page left it.
  boolean failed(Tx tx, Watch watch, int failures, boolean paused, String error, Instant next) {
    return tx.sql()
            .update(POLL)
            .set(POLL.FAILURES, failures)
            .set(POLL.PAUSED, paused)
            .set(
                POLL.LAST_ERROR,
                ProviderText.sound(
                    error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error))
            .set(POLL.DUE_AT, next.toEpochMilli())
            .set(POLL.LEASE_UNTIL, 0L)
            .where(held(watch))
            .execute()
        > 0;
  }

  List<Watch> of(DSLContext sql, InstanceId instance) {
    return sql.selectFrom(POLL)
        .where(POLL.INSTANCE_ID.eq(instance.value()))
        .orderBy(POLL.RESOURCE)
        .fetch(PollStore::watch);
  }

  List<Watch> paused(DSLContext sql, AccountId account) {
    return sql.selectFrom(POLL)
        .where(POLL.ACCOUNT_ID.eq(account.value()), POLL.PAUSED.eq(inline(true)))
        .orderBy(POLL.INSTANCE_ID, POLL.RESOURCE)
        .fetch(PollStore::watch);
  }

  private static Watch watch(PollRecord row) {
    return new Watch(
        new InstanceId(row.getInstanceId()),
        row.getResource(),
        new AccountId(row.getAccountId()),
        row.getElementKey(),
        Duration.ofMillis(row.getIntervalMs()),
        Instant.ofEpochMilli(row.getDueAt()),
        row.getLeaseNo(),
        row.getCursor(),
        row.getWatching(),
        row.getEpoch(),
        Instant.ofEpochMilli(row.getSweepDueAt()),
        row.getFailures(),
        row.getPaused(),
        row.getLastError(),
        Optional.ofNullable(row.getOkAt()).map(Instant::ofEpochMilli));
  }
}
