package valise.files.users;

import static valise.files.db.generated.Tables.SIGN_IN_FAILURE;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import valise.files.db.generated.tables.records.SignInFailureRecord;
import valise.files.ids.AccountId;
import valise.platform.db.Tx;

/// The SQL of failed sign-ins.
final class FailureStore {

  /// Wrong passwords in a row for one subject.
  ///
  /// @param lockedUntil in the past when it is not locked
  record Failures(int inARow, Instant lastAt, String lastFrom, Instant lockedUntil) {
    static final Failures NONE = new Failures(0, Instant.EPOCH, "", Instant.EPOCH);

    boolean lockedAt(Instant now) {
      return lockedUntil.isAfter(now);
    }
  }

  Failures find(DSLContext sql, AccountId account, String subject) {
    return row(sql, account, subject).orElse(Failures.NONE);
  }

  Map<String, Failures> find(DSLContext sql, AccountId account, Collection<String> subjects) {
    Map<String, Failures> found = new HashMap<>();
    List<String> all = List.copyOf(subjects);
    for (int from = 0; from < all.size(); from += 1_000) {
      sql.selectFrom(SIGN_IN_FAILURE)
          .where(
              SIGN_IN_FAILURE.ACCOUNT_ID.eq(account.value()),
              SIGN_IN_FAILURE.SUBJECT.in(all.subList(from, Math.min(all.size(), from + 1_000))))
          .forEach(row -> found.put(row.getSubject(), failures(row)));
    }
    return found;
  }

  private static Optional<Failures> row(DSLContext sql, AccountId account, String subject) {
    return sql.selectFrom(SIGN_IN_FAILURE)
        .where(of(account, subject))
        .fetchOptional(FailureStore::failures);
  }

  private static Failures failures(SignInFailureRecord row) {
    return new Failures(
        row.getFailures(),
        Instant.ofEpochMilli(row.getLastFailedAt()),
        row.getLastFailedFrom(),
        Instant.ofEpochMilli(row.getLockedUntil()));
  }

  private static Condition of(AccountId account, String subject) {
    return SIGN_IN_FAILURE.ACCOUNT_ID.eq(account.value()).and(SIGN_IN_FAILURE.SUBJECT.eq(subject));
  }

  /// Reads the row and holds it: sign-ins for one subject are counted one after the other.
  Failures hold(Tx tx, AccountId account, String subject) {
    tx.sql()
        .insertInto(SIGN_IN_FAILURE)
        .set(SIGN_IN_FAILURE.ACCOUNT_ID, account.value())
        .set(SIGN_IN_FAILURE.SUBJECT, subject)
        .set(SIGN_IN_FAILURE.FAILURES, 0)
        .set(SIGN_IN_FAILURE.LAST_FAILED_AT, 0L)
        .set(SIGN_IN_FAILURE.LAST_FAILED_FROM, "")
        .set(SIGN_IN_FAILURE.LOCKED_UNTIL, 0L)
        .onConflictDoNothing()
        .execute();
    tx.lock(SIGN_IN_FAILURE, of(account, subject));
    return find(tx.sql(), account, subject);
  }

  void put(Tx tx, AccountId account, String subject, Failures failures) {
    tx.sql()
        .update(SIGN_IN_FAILURE)
        .set(SIGN_IN_FAILURE.FAILURES, failures.inARow())
        .set(SIGN_IN_FAILURE.LAST_FAILED_AT, failures.lastAt().toEpochMilli())
        .set(SIGN_IN_FAILURE.LAST_FAILED_FROM, failures.lastFrom())
        .set(SIGN_IN_FAILURE.LOCKED_UNTIL, failures.lockedUntil().toEpochMilli())
        .where(of(account, subject))
        .execute();
  }

  void forget(Tx tx, AccountId account, String subject) {
    tx.sql().deleteFrom(SIGN_IN_FAILURE).where(of(account, subject)).execute();
  }

  /// Old rows say nothing any more; removed so that invented names cannot fill the disk.
  int forgetBefore(Tx tx, Instant instant) {
    return tx.sql()
        .deleteFrom(SIGN_IN_FAILURE)
        .where(
            SIGN_IN_FAILURE.LAST_FAILED_AT.lt(instant.toEpochMilli()),
            SIGN_IN_FAILURE.LOCKED_UNTIL.lt(instant.toEpochMilli()))
        .execute();
  }
}
