package valise.platform.db;

import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;

/// jOOQ's own transactions are refused: one of them would end ours half way.
enum NoTransactions implements TransactionProvider {
  INSTANCE;

  @Override
  public void begin(TransactionContext context) {
    throw refused();
  }

  @Override
  public void commit(TransactionContext context) {
    throw refused();
  }

  @Override
  public void rollback(TransactionContext context) {
    throw refused();
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException("Database.write is the transaction.");
  }
}
