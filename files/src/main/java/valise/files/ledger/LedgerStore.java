package valise.files.ledger;

import static valise.files.db.generated.Tables.LEDGER_EVENT;
import static valise.files.db.generated.Tables.LEDGER_HEAD;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.files.db.generated.tables.records.LedgerEventRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ShareId;
import valise.platform.db.Tx;

/// SQL of the record. There is no update and no delete of an event.
final class LedgerStore {

  private LedgerStore() {}

  /// Holds the account's chain until the transaction ends, and says where it ends.
  static Optional<Head> hold(Tx tx, AccountId account) {
    tx.sql()
        .insertInto(LEDGER_HEAD)
        .set(LEDGER_HEAD.ACCOUNT_ID, account.value())
        .set(LEDGER_HEAD.SEQ, 0L)
        .set(LEDGER_HEAD.AT, 0L)
        .set(LEDGER_HEAD.HASH, Canonical.START)
        .set(LEDGER_HEAD.SIGNATURE, "")
        .onConflictDoNothing()
        .execute();
    tx.lock(LEDGER_HEAD, LEDGER_HEAD.ACCOUNT_ID.eq(account.value()));
    return head(tx.sql(), account);
  }

  static void advance(Tx tx, Head head) {
    tx.sql()
        .update(LEDGER_HEAD)
        .set(LEDGER_HEAD.SEQ, head.seq())
        .set(LEDGER_HEAD.AT, head.at().toEpochMilli())
        .set(LEDGER_HEAD.HASH, head.hash())
        .set(LEDGER_HEAD.SIGNATURE, head.signature())
        .where(LEDGER_HEAD.ACCOUNT_ID.eq(head.account().value()))
        .execute();
  }

  static void insert(Tx tx, Recorded event) {
    tx.sql()
        .insertInto(LEDGER_EVENT)
        .set(LEDGER_EVENT.ACCOUNT_ID, event.account().value())
        .set(LEDGER_EVENT.SEQ, event.seq())
        .set(LEDGER_EVENT.SHARE_ID, event.share().orElse(null))
        .set(LEDGER_EVENT.ALIAS_ID, event.link().orElse(null))
        .set(LEDGER_EVENT.KIND, event.kind())
        .set(LEDGER_EVENT.AT, event.at().toEpochMilli())
        .set(LEDGER_EVENT.BODY, event.body())
        .set(LEDGER_EVENT.PREVIOUS, event.previous())
        .set(LEDGER_EVENT.HASH, event.hash())
        .execute();
  }

  static Optional<Head> head(DSLContext sql, AccountId account) {
    return sql.selectFrom(LEDGER_HEAD)
        .where(LEDGER_HEAD.ACCOUNT_ID.eq(account.value()))
        .fetchOptional(row ->
            new Head(
                account,
                row.getSeq(),
                Instant.ofEpochMilli(row.getAt()),
                row.getHash(),
                row.getSignature()));
  }

  /// Every account that has a head, or events without one.
  static List<AccountId> accounts(DSLContext sql) {
    return sql.select(LEDGER_HEAD.ACCOUNT_ID)
        .from(LEDGER_HEAD)
        .union(sql.select(LEDGER_EVENT.ACCOUNT_ID).from(LEDGER_EVENT))
        .orderBy(1)
        .fetch(row -> new AccountId(row.value1()));
  }

  /// Events of an account after `seq`, in order.
  static List<Recorded> after(DSLContext sql, AccountId account, long seq, int most) {
    return sql.selectFrom(LEDGER_EVENT)
        .where(LEDGER_EVENT.ACCOUNT_ID.eq(account.value()), LEDGER_EVENT.SEQ.gt(seq))
        .orderBy(LEDGER_EVENT.SEQ)
        .limit(most)
        .fetch(LedgerStore::recorded);
  }

  /// Events of a share after `seq`, in order.
  static List<Recorded> ofShare(
      DSLContext sql, AccountId account, ShareId share, long seq, int most) {
    return sql.selectFrom(LEDGER_EVENT)
        .where(LEDGER_EVENT.SHARE_ID.eq(share.value()))
        .and(LEDGER_EVENT.ACCOUNT_ID.eq(account.value()))
        .and(LEDGER_EVENT.SEQ.gt(seq))
        .orderBy(LEDGER_EVENT.SEQ)
        .limit(most)
        .fetch(LedgerStore::recorded);
  }

  /// The same as a page.
  static List<Recorded> page(
      DSLContext sql, AccountId account, ShareId share, long skip, long most) {
    return sql.selectFrom(LEDGER_EVENT)
        .where(LEDGER_EVENT.SHARE_ID.eq(share.value()))
        .and(LEDGER_EVENT.ACCOUNT_ID.eq(account.value()))
        .orderBy(LEDGER_EVENT.SEQ)
        .limit(most)
        .offset(skip)
        .fetch(LedgerStore::recorded);
  }

  static long count(DSLContext sql, AccountId account, ShareId share) {
    return sql.fetchCount(
        LEDGER_EVENT,
        LEDGER_EVENT.SHARE_ID.eq(share.value()),
        LEDGER_EVENT.ACCOUNT_ID.eq(account.value()));
  }

  private static Recorded recorded(LedgerEventRecord row) {
    return new Recorded(
        new AccountId(row.getAccountId()),
        row.getSeq(),
        Optional.ofNullable(row.getShareId()),
        Optional.ofNullable(row.getAliasId()),
        row.getKind(),
        Instant.ofEpochMilli(row.getAt()),
        row.getBody(),
        row.getPrevious(),
        row.getHash());
  }
}
