package valise.platform.db;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectForUpdateStep;
import org.jooq.Table;

/// One open write transaction: hand it down to every store that takes part in a change.
public interface Tx {

  /// SQL inside this transaction; reads see its own writes.
  DSLContext sql();

  /// Runs `action` as the last part of this transaction, when the work has returned. For what must
  /// hold a row that everybody wants as briefly as possible, and last of all rows.
  void beforeCommit(Runnable action);

  /// Runs `action` once this transaction is durable, never if it is rolled back. For waking a
  /// worker or dropping a cached value, not for anything that must happen: a crash can come in
  /// between.
  void afterCommit(Runnable action);

  /// Holds the rows against other writers until the transaction ends. On SQLite, where there is one
  /// writer, this does nothing. Lock one row per transaction, the account's, before touching the
  /// tree, and no deadlock is possible.
  void lock(Table<?> table, Condition rows);

  /// Fetches the rows of `query` that no other transaction holds, and holds them: several nodes
  /// that ask for work at the same time get different rows and do not wait for each other.
  <R extends Record> Result<R> fetchUnheld(SelectForUpdateStep<R> query);
}
