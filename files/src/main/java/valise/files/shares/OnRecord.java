package valise.files.shares;

import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.downloads.Fetcher;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.ledger.Ledger;
import valise.files.ledger.LedgerEvent;
import valise.files.ledger.LedgerEvent.Kind;
import valise.files.ledger.ShareOwners;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Puts what happens to shares into the ledger, and tells it who made them.
@Component
final class OnRecord implements ShareWitness, ShareOwners {

  private final Database database;
  private final Ledger ledger;
  private final Items items;

  OnRecord(Database database, Ledger ledger, Items items) {
    this.database = database;
    this.ledger = ledger;
    this.items = items;
  }

  @Override
  public Optional<UserId> ownerOf(AccountId account, ShareId share) {
    return database
        .read(sql -> ShareStore.find(sql, share))
        .filter(found -> found.account().equals(account))
        .map(Share::creator);
  }

  @Override
  public void witnessed(Tx tx, ShareEvent event) {
    ledger.append(tx, event.subject().account(), entry(tx.sql(), event));
  }

  private LedgerEvent entry(DSLContext sql, ShareEvent event) {
    return switch (event) {
      case ShareEvent.Created it -> of(Kind.SHARE_CREATED, it).by(it.by()).about(sent(sql, it));
      case ShareEvent.Changed it -> of(Kind.SHARE_CHANGED, it).by(it.by()).about(sent(sql, it));
      case ShareEvent.Deleted it -> of(Kind.SHARE_DELETED, it).by(it.by());
      case ShareEvent.Sent it ->
          through(sql, of(Kind.SHARE_SENT, it), it.alias()).by(it.by()).about(sent(sql, it));
      case ShareEvent.Opened it ->
          from(through(sql, of(Kind.SHARE_OPENED, it), it.alias()), it.from());
      case ShareEvent.Unlocked it ->
          from(through(sql, of(Kind.SHARE_UNLOCKED, it), it.alias()), it.from());
      case ShareEvent.Previewed it ->
          from(through(sql, of(Kind.SHARE_PREVIEWED, it), it.alias()), it.from())
              .about(things(sql, List.of(it.item())));
      case ShareEvent.Downloaded it ->
          from(through(sql, of(Kind.SHARE_DOWNLOADED, it), it.alias()), it.from())
              .about(things(sql, it.items()))
              .carrying(new LedgerEvent.Transfer(it.bytes(), it.sent(), it.complete()));
      case ShareEvent.Uploaded it ->
          through(sql, of(Kind.SHARE_UPLOADED, it), it.alias())
              .about(
                  List.of(
                      new LedgerEvent.Thing(
                          it.item(), it.fileName(), it.size(), Optional.of(it.md5()))));
    };
  }

  private static LedgerEvent of(Kind kind, ShareEvent event) {
    return LedgerEvent.of(kind, event.subject().share());
  }

  private static LedgerEvent from(LedgerEvent entry, Fetcher from) {
    return entry.from(from.address(), from.userAgent());
  }

  /// Whoever signed in is named as the one who did it, too.
  private static LedgerEvent through(DSLContext sql, LedgerEvent entry, AliasId id) {
    Optional<Alias> alias = AliasStore.find(sql, id);
    LedgerEvent through =
        entry.through(id, alias.flatMap(Alias::who).map(person -> person.email().toString()));
    return alias.flatMap(Alias::user).map(through::by).orElse(through);
  }

  private List<LedgerEvent.Thing> sent(DSLContext sql, ShareEvent event) {
    return things(
        sql,
        ShareStore.parts(sql, event.subject().share()).stream().map(Share.Part::item).toList());
  }

  /// What is purged by now is left out: its name went with it.
  private List<LedgerEvent.Thing> things(DSLContext sql, List<ItemId> ids) {
    return ids.stream()
        .flatMap(id -> items.find(sql, id).stream())
        .map(item ->
            new LedgerEvent.Thing(
                item.id(), item.name(), item.size(), item.content().map(Item.Content::md5)))
        .toList();
  }
}
