package valise.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.postgresql.ds.PGSimpleDataSource;

/// One schema of a PostgreSQL database. Changes run READ COMMITTED, reads REPEATABLE READ and read
/// only, each on connections of their own so that neither can starve the other and no round trip is
/// spent on switching.
final class PostgresDatabase implements Database {

  private static final int MAX_ATTEMPTS = 6;

  /// Far more than any of our statements takes. A connection that died without a word, as behind a
  /// firewall that forgot it, would otherwise hold its caller until the system gives up on it,
  /// which takes a quarter of an hour or for ever. The address may say otherwise (`socketTimeout`).
  private static final int LONGEST_SILENCE_SECONDS = 120;

  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  PostgresDatabase(DatabaseSettings.Postgres settings) {
    writers = pool(settings, settings.writers(), false);
    try {
      readers = pool(settings, settings.readers(), true);
    } catch (RuntimeException e) {
      writers.close();
      throw e;
    }
  }

  static PGSimpleDataSource dataSource(DatabaseSettings.Postgres settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    source.setPassword(settings.password().reveal());
    source.setCurrentSchema(settings.schema());
    source.setApplicationName("valise " + settings.schema());
    source.setTcpKeepAlive(true);
    return source;
  }

  /// With an end to every wait.
  static PGSimpleDataSource bounded(DatabaseSettings.Postgres settings) {
    PGSimpleDataSource source = dataSource(settings);
    if (source.getSocketTimeout() == 0) {
      source.setSocketTimeout(LONGEST_SILENCE_SECONDS);
    }
    return source;
  }

  private static HikariDataSource pool(
      DatabaseSettings.Postgres settings, int connections, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(settings.schema() + (readOnly ? "-readers" : "-writers"));
    config.setDataSource(bounded(settings));
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(connections, 2));
    config.setAutoCommit(false);
    config.setReadOnly(readOnly);
    config.setTransactionIsolation(
        readOnly ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
    // A node that was stopped in the middle of a transaction must not hold its rows for ever.
    config.setConnectionInitSql(
        "set idle_in_transaction_session_timeout = '" + LONGEST_SILENCE_SECONDS + "s'");
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
    return new HikariDataSource(config);
  }

  /// Makes the schema. An account that may not create schemas is fine once somebody made it.
  static void createSchema(DatabaseSettings.Postgres settings) throws SQLException {
    try (Connection connection = dataSource(settings).getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery(
              "select 1 from pg_namespace where nspname = '" + settings.schema() + "'")) {
        if (found.next()) {
          return;
        }
      }
      // Two nodes that start together may both come here; "if not exists" alone does not hold them
      // apart.
      statement.execute("select pg_advisory_lock(hashtext('valise.schema'))");
      statement.execute("create schema if not exists \"" + settings.schema() + "\"");
    }
  }

  @Override
  public <T> T read(Function<DSLContext, T> work) {
    return elsewhere(() -> {
      try (Connection connection = readers.getConnection()) {
        T result;
        try {
          result = work.apply(Databases.sql(connection, SQLDialect.POSTGRES));
        } catch (Throwable e) {
          rollBack(connection, e);
          throw e;
        }
        connection.rollback();
        return result;
      } catch (SQLException e) {
        throw new DataAccessException("The database did not answer", e);
      }
    });
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Committed<T> committed = elsewhere(() -> commitAtLast(work));
    committed.tx().committed();
    return committed.result();
  }

  /// An interrupted virtual thread has its socket closed under it, and then nobody knows whether
  /// the change was made. So the work runs on a thread that nobody interrupts.
  private <T> T elsewhere(Supplier<T> work) {
    if (inside.get()) {
      throw new IllegalStateException(
          "Database.read or write was called inside the work of the same database."
              + " Pass the Tx or the DSLContext down instead.");
    }
    Answer<T> answer = new Answer<>();
    Thread.ofVirtual()
        .start(() -> {
          inside.set(true);
          try {
            answer.succeed(work.get());
          } catch (Throwable e) {
            // Whatever it is, Errors too, it is the caller's.
            answer.fail(e);
          } finally {
            answer.give();
          }
        });
    return answer.await();
  }

  private <T> Committed<T> commitAtLast(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return commit(work);
      } catch (DataAccessException e) {
        if (attempt == MAX_ATTEMPTS || !Failures.passesIfTriedAgain(e)) {
          throw e;
        }
        // Apart from each other, or the same ones meet again.
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(5L << attempt)));
      }
    }
  }

  private record Committed<T>(OpenTx tx, T result) {}

  private <T> Committed<T> commit(Function<Tx, T> work) {
    try (Connection connection = writers.getConnection()) {
      try {
        OpenTx tx = OpenTx.ofOneOfManyWriters(Databases.sql(connection, SQLDialect.POSTGRES));
        T result = tx.run(work);
        connection.commit();
        return new Committed<>(tx, result);
      } catch (Throwable e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new DataAccessException("The database did not commit", e);
    }
  }

  /// The reason is told, not that a connection which is gone cannot be rolled back either.
  private static void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
