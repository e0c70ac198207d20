package valise.hub.polling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import valise.platform.db.Database;

/// Writes down the ends of looks that found nothing, which nearly all do: many in one transaction.
/// Whoever comes while others are being written waits, and then the first of those who waited
/// writes for all of them.
final class Endings {

  private static final class Ending {

    private final PollStore.Done done;
    // Both guarded by the lock.
    private Optional<Boolean> held = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    Ending(PollStore.Done done) {
      this.done = done;
    }

    boolean settled() {
      return held.isPresent() || failure.isPresent();
    }

    boolean result() {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return held.orElseThrow();
    }
  }

  private static final int MOST = 256;

  private final Database database;
  private final PollStore store;
  private final Queue<Ending> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();

  Endings(Database database, PollStore store) {
    this.database = database;
    this.store = store;
  }

  /// Returns when it is durable. False if the lease is lost.
  boolean write(PollStore.Done done) {
    Ending mine = new Ending(done);
    waiting.add(mine);
    lock.lock();
    try {
      while (!mine.settled()) {
        writeWaiting();
      }
      return mine.result();
    } finally {
      lock.unlock();
    }
  }

  private void writeWaiting() {
    List<Ending> batch = new ArrayList<>();
    for (Ending next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.add(next);
      if (batch.size() == MOST) {
        break;
      }
    }
    try {
      List<PollStore.Done> all = batch.stream().map(ending -> ending.done).toList();
      List<Boolean> held = database.write(tx -> store.done(tx, all));
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).held = Optional.of(held.get(i));
      }
    } catch (RuntimeException e) {
      batch.forEach(ending -> ending.failure = Optional.of(e));
    }
  }
}
