package valise.files.items;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Puts what has reached its expiry into the recycle bin.
@Component
public final class ExpirySweep {

  private static final int BATCH = 100;

  private final Database database;
  private final Tree tree;
  private final Journal journal;
  private final InstantSource clock;

  ExpirySweep(Database database, Tree tree, Journal journal, InstantSource clock) {
    this.database = database;
    this.tree = tree;
    this.journal = journal;
    this.clock = clock;
  }

  /// Does one batch and says how many items it looked at; 0 when nothing has expired.
  public int step() {
    Instant now = clock.instant();
    List<Item> expired = database.read(sql -> ItemStore.expired(sql, now, BATCH));
    expired.forEach(item -> database.write(tx -> expire(tx, item, now)));
    return expired.size();
  }

  /// What lies in a folder that is deleted itself goes too, but counts in that folder alone. A
  /// check-out does not hold retention up.
  private boolean expire(Tx tx, Item found, Instant now) {
    journal.hold(tx, found.account());
    Optional<Item> item =
        ItemStore.find(tx.sql(), found.id())
            .filter(it -> it.state() == Item.State.LIVE)
            .filter(it -> it.expiresAt().filter(at -> !at.isAfter(now)).isPresent());
    item.ifPresent(it -> {
      Chain chain = Chains.of(tx.sql(), List.of(it.id())).get(it.id());
      tree.bin(tx, it.creator(), it, java.util.Objects.requireNonNull(chain), "expired");
    });
    return item.isPresent();
  }
}
