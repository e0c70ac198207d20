package valise.files.items;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Ends what has lain in the recycle bin for the account's `RecycleBinDays`.
@Component
public final class RetentionSweep {

  private static final int BATCH = 100;

  private final Database database;
  private final Accounts accounts;
  private final Tree tree;
  private final Journal journal;
  private final InstantSource clock;

  RetentionSweep(
      Database database, Accounts accounts, Tree tree, Journal journal, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.tree = tree;
    this.journal = journal;
    this.clock = clock;
  }

  /// Does one batch in each account and says how many items ended; 0 when none is old enough.
  public int step() {
    int ended = 0;
    for (AccountId account : database.read(ItemStore::accounts)) {
      long days = accounts.settings(account).number(AccountSetting.RECYCLE_BIN_DAYS);
      Instant before = clock.instant().minus(Duration.ofDays(days));
      ended += database.write(tx -> end(tx, account, before));
    }
    return ended;
  }

  private int end(Tx tx, AccountId account, Instant before) {
    journal.hold(tx, account);
    List<Item> old = ItemStore.deletedBefore(tx.sql(), account, before, BATCH);
    old.forEach(item -> tree.expunge(tx, item.deletedBy().orElse(item.creator()), item));
    return old.size();
  }

  /// Hands to the purge what a crash left of copies: a build whose last batch is an hour old. It
  /// was never visible, so no journal tells of it.
  public int abandonBuilds() {
    Instant before = clock.instant().minus(Duration.ofHours(1));
    List<Item> abandoned = database.read(sql -> ItemStore.abandoned(sql, before, BATCH));
    abandoned.forEach(item -> database.write(tx -> abandon(tx, item, before)));
    return abandoned.size();
  }

  private boolean abandon(Tx tx, Item found, Instant before) {
    journal.hold(tx, found.account());
    Optional<Item> build =
        ItemStore.find(tx.sql(), found.id())
            .filter(item -> item.state() == Item.State.BUILDING)
            .filter(item -> item.progenyEditAt().isBefore(before));
    build.ifPresent(
        item -> ItemStore.update(tx.sql(), ItemDraft.of(item).state(Item.State.PURGING).build()));
    return build.isPresent();
  }
}
