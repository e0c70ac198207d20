package valise.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// One SQLite file in WAL mode with `synchronous=FULL`.
///
/// SQLite runs only on threads of our own, because a native call holds the carrier of a virtual
/// thread. One thread writes: it takes up to 64 waiting changes into one transaction, each in a
/// savepoint, and answers all of them after one sync of the disk. A few threads read, each with a
/// read-only connection.
final class SqliteDatabase implements Database {

  private static final int MAX_BATCH = 64;

  // The database whose work the current thread runs.
  private static final ThreadLocal<@Nullable SqliteDatabase> INSIDE = new ThreadLocal<>();

  private final BlockingQueue<Task<?>> writes = new LinkedBlockingQueue<>();
  private final BlockingQueue<Task<?>> reads = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  SqliteDatabase(DatabaseSettings.Sqlite settings) {
    String name = String.valueOf(settings.file().getFileName());
    List<Connection> opened = new ArrayList<>();
    try {
      Connection writer = new StatementCache(dataSource(settings, false).getConnection());
      opened.add(writer);
      Writer loop = new Writer(writer);
      threads.add(Thread.ofPlatform().name(name + "-writer").daemon().unstarted(loop));
      for (int i = 1; i <= settings.readers(); i++) {
        Connection reader = new StatementCache(dataSource(settings, true).getConnection());
        opened.add(reader);
        threads.add(
            Thread.ofPlatform().name(name + "-reader-" + i).daemon().unstarted(new Reader(reader)));
      }
    } catch (SQLException e) {
      for (Connection connection : opened) {
        closeQuietly(connection, e);
      }
      throw new DataAccessException("Cannot open the database " + settings.file(), e);
    }
    threads.forEach(Thread::start);
  }

  static SQLiteDataSource dataSource(DatabaseSettings.Sqlite settings, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      // Gives the disk back after a burst; without it the log keeps its largest size.
      config.setJournalSizeLimit(64 << 20);
    }
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(10_000);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setCacheSize(-16_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + settings.file().toAbsolutePath());
    return source;
  }

  @Override
  public <T> T read(Function<DSLContext, T> work) {
    return run(new Task<>(tx -> work.apply(tx.sql())), reads);
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return run(new Task<>(work), writes);
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  private <T> T run(Task<T> task, BlockingQueue<Task<?>> queue) {
    if (INSIDE.get() == this) {
      throw new IllegalStateException(
          "Database.read or write was called inside the work of the same database."
              + " Pass the Tx or the DSLContext down instead.");
    }
    if (closed) {
      throw new IllegalStateException("The database is closed.");
    }
    queue.add(task);
    // close() may have come in between, and then nobody would take it.
    if (closed && queue.remove(task)) {
      throw new IllegalStateException("The database is closed.");
    }
    return task.await();
  }

  /// Waits for what has been asked for already, then ends.
  @Override
  public void close() {
    if (INSIDE.get() == this) {
      throw new IllegalStateException("Database.close was called inside its own work.");
    }
    synchronized (threads) {
      if (closed) {
        return;
      }
      closed = true;
    }
    for (int i = 1; i < threads.size(); i++) {
      reads.add(Task.STOP);
    }
    writes.add(Task.STOP);
    boolean interrupted = false;
    // The writer last: the last connection that closes folds the log into the file.
    for (Thread thread : threads.reversed()) {
      interrupted |= joined(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static void closeQuietly(Connection connection, SQLException reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /// One call of read or write.
  private static final class Task<T> {

    static final Task<?> STOP = new Task<>(tx -> Boolean.TRUE);

    final Answer<T> answer = new Answer<>();
    private final Function<Tx, T> work;
    private @Nullable OpenTx tx;

    Task(Function<Tx, T> work) {
      this.work = work;
    }

    /// Runs the work; a failure is kept for the caller. True if it did not fail.
    boolean run(OpenTx open) {
      tx = open;
      try {
        answer.succeed(open.run(work));
        return true;
      } catch (Throwable e) {
        // Whatever it is, Errors too, it is the caller's; this thread serves others.
        answer.fail(e);
        return false;
      } finally {
        // An interrupt that a work brought upon this thread must not meet the next one.
        Thread.interrupted();
      }
    }

    void fail(Throwable reason) {
      answer.fail(reason);
    }

    void finish() {
      answer.give();
    }

    T await() {
      T result = answer.await();
      Objects.requireNonNull(tx).committed();
      return result;
    }
  }

  private final class Reader implements Runnable {

    private final Connection connection;
    private final DSLContext sql;

    Reader(Connection connection) {
      this.connection = connection;
      this.sql = Databases.sql(connection, SQLDialect.SQLITE);
    }

    @Override
    public void run() {
      INSIDE.set(SqliteDatabase.this);
      try (connection) {
        while (true) {
          Task<?> task = taken(reads);
          if (task == Task.STOP) {
            return;
          }
          answer(task);
        }
      } catch (SQLException e) {
        throw new DataAccessException("Cannot close a reader", e);
      }
    }

    private void answer(Task<?> task) {
      try {
        execute(connection, "begin");
        try {
          task.run(OpenTx.ofTheOnlyWriter(sql));
        } finally {
          execute(connection, "rollback");
        }
      } catch (SQLException e) {
        task.fail(e);
      } finally {
        task.finish();
      }
    }
  }

  private final class Writer implements Runnable {

    private final Connection connection;
    private final DSLContext sql;
    private final List<Task<?>> batch = new ArrayList<>(MAX_BATCH);
    // Ran without a failure in the transaction that is open now.
    private final List<Task<?>> passed = new ArrayList<>(MAX_BATCH);

    Writer(Connection connection) {
      this.connection = connection;
      this.sql = Databases.sql(connection, SQLDialect.SQLITE);
    }

    @Override
    public void run() {
      INSIDE.set(SqliteDatabase.this);
      boolean stopping = false;
      try (connection) {
        while (!stopping) {
          batch.add(taken(writes));
          writes.drainTo(batch, MAX_BATCH - 1);
          stopping = batch.remove(Task.STOP);
          try {
            commitBatch();
          } finally {
            batch.forEach(Task::finish);
            batch.clear();
            passed.clear();
          }
        }
      } catch (SQLException e) {
        throw new DataAccessException("Cannot close the writer", e);
      }
    }

    private void commitBatch() {
      if (batch.isEmpty()) {
        return;
      }
      try {
        execute(connection, "begin immediate");
      } catch (SQLException e) {
        batch.forEach(task -> task.fail(e));
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        try {
          runInSavepoint(batch.get(i));
        } catch (SQLException e) {
          batch.subList(i, batch.size()).forEach(task -> task.fail(e));
          return;
        }
      }
      try {
        execute(connection, "commit");
      } catch (SQLException e) {
        passed.forEach(task -> task.fail(e));
        try {
          execute(connection, "rollback");
        } catch (SQLException alreadyRolledBack) {
          e.addSuppressed(alreadyRolledBack);
        }
      }
    }

    private void runInSavepoint(Task<?> task) throws SQLException {
      try {
        execute(connection, "savepoint task");
        if (task.run(OpenTx.ofTheOnlyWriter(sql))) {
          execute(connection, "release task");
          passed.add(task);
          return;
        }
      } catch (SQLException e) {
        task.fail(e);
      }
      try {
        execute(connection, "rollback to task");
        execute(connection, "release task");
      } catch (SQLException e) {
        startOver(task, e);
      }
    }

    /// Some failures (a full disk, an I/O error) make SQLite roll back the whole transaction. Then
    /// what passed before is lost too and fails with the same reason.
    private void startOver(Task<?> task, SQLException noSavepoint) throws SQLException {
      Throwable reason = Objects.requireNonNullElse(task.answer.failure(), noSavepoint);
      passed.forEach(earlier -> earlier.fail(reason));
      passed.clear();
      try {
        execute(connection, "rollback");
      } catch (SQLException alreadyRolledBack) {
        noSavepoint.addSuppressed(alreadyRolledBack);
      }
      execute(connection, "begin immediate");
    }
  }

  /// Nobody has a reason to interrupt these threads; close() sends STOP.
  private static Task<?> taken(BlockingQueue<Task<?>> queue) {
    Task<?> task = null;
    while (task == null) {
      try {
        task = queue.take();
      } catch (InterruptedException e) {
        task = null;
      }
    }
    return task;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
