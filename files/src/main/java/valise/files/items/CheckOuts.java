package valise.files.items;

import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Checking files out and in: who may take a lock and who may end it.
@Component
final class CheckOuts {

  private final Database database;
  private final Items items;
  private final Locks locks;
  private final Journal journal;

  CheckOuts(Database database, Items items, Locks locks, Journal journal) {
    this.database = database;
    this.items = items;
    this.locks = locks;
    this.journal = journal;
  }

  /// The lock in force on a file the caller can see.
  Optional<Locks.Lock> of(Principal caller, String file) {
    return database.read(sql -> {
      Located located = items.locate(sql, caller, file, Items.Deleted.HIDDEN).requireFile();
      return locks.of(sql, located.item().stream());
    });
  }

  /// Takes a file's lock, or renews the caller's own.
  Locks.Lock take(Principal caller, String file, String lockId, Instant expiresAt) {
    return database.write(tx -> {
      Item item = changeable(tx, caller, file);
      return locks.take(tx, item, caller.user(), lockId, expiresAt);
    });
  }

  /// Changes how long the caller's own lock lasts.
  Locks.Lock renew(Principal caller, String file, Optional<String> lockId, Instant expiresAt) {
    return database.write(tx -> {
      Item item = changeable(tx, caller, file);
      locks.requireFree(tx.sql(), item, caller.user());
      Locks.Lock lock =
          locks
              .of(tx.sql(), item.stream())
              .filter(it -> lockId.map(it.lockId()::equals).orElse(true))
              .orElseThrow(() -> Refusal.noSuchThing("The lock"));
      return locks.take(tx, item, caller.user(), lock.lockId(), expiresAt);
    });
  }

  /// Ends the caller's own lock.
  ///
  /// @param lockId which lock is meant; empty for whichever there is
  void release(Principal caller, String file, Optional<String> lockId) {
    end(caller, file, lockId, false);
  }

  /// Ends a lock, somebody else's too if the caller may manage the folder: the holder may be gone.
  void discard(Principal caller, String file, Optional<String> lockId) {
    end(caller, file, lockId, true);
  }

  private void end(Principal caller, String file, Optional<String> lockId, boolean force) {
    database.write(tx -> {
      journal.hold(tx, caller.account());
      Located located = items.locate(tx.sql(), caller, file, Items.Deleted.HIDDEN).requireFile();
      Item item = located.item();
      boolean there =
          locks
              .of(tx.sql(), item.stream())
              .filter(it -> lockId.map(it.lockId()::equals).orElse(true))
              .isPresent();
      if (!there) {
        throw Refusal.noSuchThing("The lock");
      }
      if (!force || !located.rights().has(Right.MANAGE)) {
        locks.requireFree(tx.sql(), item, caller.user());
      }
      return locks.release(tx, item.stream());
    });
  }

  private Item changeable(Tx tx, Principal caller, String file) {
    journal.hold(tx, caller.account());
    Located located =
        items
            .locate(tx.sql(), caller, file, Items.Deleted.HIDDEN)
            .requireFile()
            .require(Right.UPLOAD);
    if (located.item().state() == Item.State.OLD_VERSION) {
      ItemId current = ItemStore.current(tx.sql(), located.item().stream()).orElseThrow().id();
      return items.locate(tx.sql(), caller, current).item();
    }
    return located.item();
  }
}
