package valise.platform.outbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Events stored in the transaction of the change that caused them.
///
/// Events are numbered in the order in which they become visible, without gaps: who has seen number
/// n has seen all before it and will never find one there later. For this, numbers are given out at
/// the very end of a transaction, from one row that is held until it is durable. On SQLite, with
/// one writer, that costs nothing; on PostgreSQL transactions that store events commit one after
/// the other, which bounds them to about one for each sync of its disk. Because that row is the
/// last one anybody takes, it cannot be part of a deadlock.
public final class Outbox {

  private static final int PURGE_BATCH = 1_000;

  private final Database database;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public Outbox(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Stores an event with `tx`. Events of one transaction keep their order.
  public void append(Tx tx, String topic, String accountId, String payload) {
    Entry unnumbered =
        new Entry(0, UUID.randomUUID().toString(), topic, accountId, payload, clock.instant());
    tx.beforeCommit(() -> OutboxStore.append(tx, unnumbered));
    tx.afterCommit(this::announce);
  }

  /// The events after `seq`, oldest first, at most `max`.
  public List<Entry> after(long seq, int max) {
    return database.read(sql -> OutboxStore.after(sql, seq, max));
  }

  /// The number of the newest event, 0 if there never was one.
  public long head() {
    return database.read(OutboxStore::head);
  }

  /// Removes events older than `age` that every consumer has passed, and says how many.
  public int purge(Duration age) {
    long before = clock.instant().minus(age).toEpochMilli();
    int removed = 0;
    int batch;
    do {
      batch = database.write(tx -> OutboxStore.purge(tx, before, PURGE_BATCH));
      removed += batch;
    } while (batch == PURGE_BATCH);
    return removed;
  }

  /// Runs `listener` right after events became durable through this object.
  void onAppend(Runnable listener) {
    listeners.add(listener);
  }

  private void announce() {
    listeners.forEach(Runnable::run);
  }
}
