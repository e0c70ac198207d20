package valise.files.items;

import static org.jooq.impl.DSL.inline;
import static valise.files.db.generated.Tables.FILE_LOCK;
import static valise.files.db.generated.Tables.ITEM;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Check-outs: while one person holds a file's lock nobody else changes, replaces, moves or deletes
/// it. A lock ends by itself at its expiry.
@Component
public final class Locks {

  private final Database database;
  private final InstantSource clock;

  Locks(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// One check-out.
  public record Lock(StreamId stream, String lockId, UserId owner, Instant expiresAt) {}

  /// The lock in force on a file.
  public Optional<Lock> of(StreamId stream) {
    return database.read(sql -> of(sql, stream));
  }

  public Optional<Lock> of(DSLContext sql, StreamId stream) {
    return Optional.ofNullable(of(sql, java.util.Set.of(stream)).get(stream));
  }

  /// The locks in force on several files.
  public Map<StreamId, Lock> of(DSLContext sql, Collection<StreamId> streams) {
    Map<StreamId, Lock> locks = new HashMap<>();
    sql.selectFrom(FILE_LOCK)
        .where(FILE_LOCK.STREAM_ID.in(streams.stream().map(StreamId::value).toList()))
        .and(FILE_LOCK.EXPIRES_AT.gt(clock.millis()))
        .forEach(row -> {
          StreamId stream = new StreamId(row.getStreamId());
          locks.put(
              stream,
              new Lock(
                  stream,
                  row.getLockId(),
                  new UserId(row.getOwnerId()),
                  Instant.ofEpochMilli(row.getExpiresAt())));
        });
    return locks;
  }

  /// Goes on only when nobody else holds the file.
  ///
  /// @throws Refusal `FILE_IS_LOCKED`
  public void requireFree(DSLContext sql, Item item, UserId user) {
    if (item.isFile()) {
      of(sql, item.stream())
          .filter(lock -> !lock.owner().equals(user))
          .ifPresent(lock -> {
            throw held("'" + item.name() + "'");
          });
    }
  }

  /// Goes on only when nobody else holds a file anywhere below a folder.
  ///
  /// @throws Refusal `FILE_IS_LOCKED`
  void requireFreeBelow(DSLContext sql, Item folder, UserId user) {
    List<ItemId> held =
        sql.select(ITEM.ID)
            .from(FILE_LOCK)
            .join(ITEM)
            .on(ITEM.STREAM_ID.eq(FILE_LOCK.STREAM_ID).and(ITEM.STATE.eq(inline(0))))
            .where(FILE_LOCK.EXPIRES_AT.gt(clock.millis()))
            .and(FILE_LOCK.OWNER_ID.ne(user.value()))
            .and(ITEM.ACCOUNT_ID.eq(folder.account().value()))
            .fetch(row -> new ItemId(row.value1()));
    Chains.of(sql, held).values().stream()
        .filter(chain -> chain.lineage().isWithin(folder.id()))
        .findFirst()
        .ifPresent(chain -> {
          throw held("'" + folder.name() + "' contains a file that");
        });
  }

  private static Refusal held(String what) {
    return Refusal.of(
        Refusal.Kind.LOCKED, "FILE_IS_LOCKED", what + " is checked out by someone else.");
  }

  /// Takes the lock, or renews it when the same person holds it.
  public Lock take(Tx tx, Item item, UserId user, String lockId, Instant expiresAt) {
    requireFree(tx.sql(), item, user);
    tx.sql()
        .insertInto(FILE_LOCK)
        .set(FILE_LOCK.STREAM_ID, item.stream().value())
        .set(FILE_LOCK.LOCK_ID, lockId)
        .set(FILE_LOCK.OWNER_ID, user.value())
        .set(FILE_LOCK.EXPIRES_AT, expiresAt.toEpochMilli())
        .set(FILE_LOCK.CREATED_AT, clock.millis())
        .onConflict(FILE_LOCK.STREAM_ID)
        .doUpdate()
        .set(FILE_LOCK.LOCK_ID, lockId)
        .set(FILE_LOCK.OWNER_ID, user.value())
        .set(FILE_LOCK.EXPIRES_AT, expiresAt.toEpochMilli())
        .execute();
    return new Lock(item.stream(), lockId, user, expiresAt);
  }

  /// Ends a lock; false when there was none.
  public boolean release(Tx tx, StreamId stream) {
    return tx.sql().deleteFrom(FILE_LOCK).where(FILE_LOCK.STREAM_ID.eq(stream.value())).execute()
        > 0;
  }

  /// Forgets the locks of files that end.
  void forget(Tx tx, Collection<StreamId> streams) {
    tx.sql()
        .deleteFrom(FILE_LOCK)
        .where(FILE_LOCK.STREAM_ID.in(streams.stream().map(StreamId::value).toList()))
        .execute();
  }
}
