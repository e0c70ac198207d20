package valise.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectForUpdateStep;
import org.jooq.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transaction a work sees; keeps what is to be done once it is durable.
abstract class OpenTx implements Tx {

  private static final Logger LOG = LoggerFactory.getLogger(OpenTx.class);

  private final DSLContext sql;
  private final List<Runnable> beforeCommit = new ArrayList<>(0);
  private final List<Runnable> afterCommit = new ArrayList<>(0);

  private OpenTx(DSLContext sql) {
    this.sql = sql;
  }

  static OpenTx ofTheOnlyWriter(DSLContext sql) {
    return new OpenTx(sql) {
      @Override
      public void lock(Table<?> table, Condition rows) {}

      @Override
      public <R extends Record> Result<R> fetchUnheld(SelectForUpdateStep<R> query) {
        return query.fetch();
      }
    };
  }

  static OpenTx ofOneOfManyWriters(DSLContext sql) {
    return new OpenTx(sql) {
      @Override
      public void lock(Table<?> table, Condition rows) {
        sql.selectOne().from(table).where(rows).forUpdate().fetch();
      }

      @Override
      public <R extends Record> Result<R> fetchUnheld(SelectForUpdateStep<R> query) {
        return query.forUpdate().skipLocked().fetch();
      }
    };
  }

  @Override
  public DSLContext sql() {
    return sql;
  }

  @Override
  public void beforeCommit(Runnable action) {
    beforeCommit.add(action);
  }

  @Override
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// Runs `work` and what it left for the end.
  <T> T run(Function<? super OpenTx, T> work) {
    T result = work.apply(this);
    // By index: an action may add another.
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
    return result;
  }

  /// The change is durable whatever an action does, so a failing one must not look like a failed
  /// change: it is logged and the others still run.
  @SuppressWarnings("CatchAndPrintStackTrace")
  void committed() {
    for (Runnable action : afterCommit) {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("db.after_commit.failed", e);
      }
    }
  }
}
