package valise.files.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.SigningKey;

/// The record: what is put down stays, and whoever changes it is found out.
@Component
public final class Ledger {

  private static final int BATCH = 500;

  private final Database database;
  private final InstantSource clock;
  private final SigningKey key;
  private final ObjectProvider<ShareOwners> owners;

  Ledger(
      Database database, InstantSource clock, SigningKey key, ObjectProvider<ShareOwners> owners) {
    this.database = database;
    this.clock = clock;
    this.key = key;
    this.owners = owners;
  }

  /// Puts an event down, in the transaction of what it tells: the two are durable together or not
  /// at all. Appends to one account's record happen one after the other, so call it late.
  ///
  /// @return where it stands in the account's record, counted from 1
  public long append(Tx tx, AccountId account, LedgerEvent event) {
    Head last = LedgerStore.hold(tx, account).orElseThrow();
    // The record's time is what is kept of it.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long seq = last.seq() + 1;
    String body = Canonical.body(account, seq, at, event);
    String hash = Canonical.hash(last.hash(), body);
    LedgerStore.insert(
        tx,
        new Recorded(
            account,
            seq,
            event.share().map(ShareId::value),
            event.alias().map(AliasId::value),
            event.kind().name(),
            at,
            body,
            last.hash(),
            hash));
    LedgerStore.advance(tx, Head.sign(account, seq, at, hash, key));
    return seq;
  }

  /// A part of a share's record, oldest first.
  ///
  /// @param total how many events there are in all
  public record Page(List<Recorded> events, long total) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /// Events of a share, for its creator and the account's administrators.
  ///
  /// @throws Refusal `NOT_FOUND` for everybody else, and when there is no such share
  public Page ofShare(Principal caller, ShareId share, long skip, long most) {
    requireReader(caller, share);
    return database.read(sql ->
        new Page(
            LedgerStore.page(sql, caller.account(), share, skip, most),
            LedgerStore.count(sql, caller.account(), share)));
  }

  /// Goes through all events of a share, oldest first, some at a time.
  ///
  /// @throws Refusal as [#ofShare], before the first
  void eachOfShare(Principal caller, ShareId share, Consumer<Recorded> consumer) {
    requireReader(caller, share);
    long seq = 0;
    List<Recorded> batch;
    do {
      long from = seq;
      batch = database.read(sql -> LedgerStore.ofShare(sql, caller.account(), share, from, BATCH));
      batch.forEach(consumer);
      seq = batch.isEmpty() ? seq : batch.getLast().seq();
    } while (batch.size() == BATCH);
  }

  /// A share that was purged is known to the record alone, and then to administrators.
  private void requireReader(Principal caller, ShareId share) {
    boolean own =
        owners
            .orderedStream()
            .anyMatch(it ->
                it.ownerOf(caller.account(), share).filter(caller.user()::equals).isPresent());
    boolean known =
        own
            || (caller.isAdmin()
                && (owners
                        .orderedStream()
                        .anyMatch(it -> it.ownerOf(caller.account(), share).isPresent())
                    || count(caller, share) > 0));
    if (!known) {
      throw Refusal.noSuchThing("The share");
    }
  }

  private long count(Principal caller, ShareId share) {
    return database.read(sql -> LedgerStore.count(sql, caller.account(), share));
  }

  Optional<Head> head(AccountId account) {
    return database.read(sql -> LedgerStore.head(sql, account));
  }
}
