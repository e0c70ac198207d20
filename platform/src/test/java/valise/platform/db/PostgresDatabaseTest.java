package valise.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {

  private static final Table<Record> NOTE = table(name("note"));
  private static final Field<Integer> ID = field(name("id"), Integer.class);
  private static final Field<Integer> AMOUNT = field(name("amount"), Integer.class);

  @Test
  void aDeadlockIsTriedAgainAndAnnouncedOnce() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    AtomicInteger announced = new AtomicInteger();
    CountDownLatch bothHoldOne = new CountDownLatch(2);
    try (FreshDatabase fresh = DatabaseWorld.POSTGRES.fresh("platform");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Database database = fresh.database();
      database.write(tx -> {
        tx.sql().execute("create table note (id integer primary key, amount integer)");
        return tx.sql().execute("insert into note values (1, 0), (2, 0)");
      });
      Future<?> one =
          threads.submit(() -> crossing(database, 1, 2, bothHoldOne, attempts, announced));
      Future<?> two =
          threads.submit(() -> crossing(database, 2, 1, bothHoldOne, attempts, announced));
      one.get();
      two.get();

      assertThat(attempts.get()).isGreaterThan(2);
      assertThat(announced).hasValue(2);
      assertThat(database.<Integer>read(sql -> sql.fetchCount(NOTE, AMOUNT.eq(2)))).isEqualTo(2);
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsAFailureThoughItWasMadeAndTheNextGoesThrough() {
    try (FreshDatabase fresh = DatabaseWorld.POSTGRES.fresh("platform");
        Tunnel tunnel = new Tunnel(fresh.settings());
        Database database = Databases.open(tunnel.settings(), "platform")) {
      database.write(
          tx -> tx.sql().execute("create table note (id integer primary key, amount integer)"));
      tunnel.cutAnswersToCommits(1);

      assertThatThrownBy(
              () -> database.write(tx -> tx.sql().execute("insert into note values (1, 0)")))
          .isInstanceOf(DataAccessException.class);

      assertThat(tunnel.uncut()).isZero();
      database.write(tx -> tx.sql().execute("insert into note values (2, 0)"));
      assertThat(database.<Integer>read(sql -> sql.fetchCount(NOTE))).isEqualTo(2);
    }
  }

  @Test
  void whileTheServerStartsAgainCallersWaitForIt() throws Exception {
    try (FreshDatabase fresh = DatabaseWorld.POSTGRES.fresh("platform");
        Tunnel tunnel = new Tunnel(fresh.settings());
        Database database = Databases.open(tunnel.settings(), "platform");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.write(
          tx -> tx.sql().execute("create table note (id integer primary key, amount integer)"));
      // What was opened or used half a second ago is not checked before it is used, and fails; and
      // both pools are filled behind our back.
      while (tunnel.connections() < 4) {
        Thread.sleep(20);
      }
      Thread.sleep(1_000);
      tunnel.down();
      Future<Integer> write =
          threads.submit(() ->
              database.<Integer>write(tx -> tx.sql().execute("insert into note values (1, 0)")));
      Future<Integer> read =
          threads.submit(() -> database.<Integer>read(sql -> sql.fetchCount(NOTE)));
      Thread.sleep(100);
      assertThat(write.isDone() || read.isDone()).isFalse();
      tunnel.up();

      assertThat(write.get()).isEqualTo(1);
      assertThat(read.get()).isBetween(0, 1);
    }
  }

  @Test
  void aConnectionThatFellSilentIsGivenUp() {
    try (FreshDatabase fresh = DatabaseWorld.POSTGRES.fresh("platform");
        Tunnel tunnel = new Tunnel(fresh.settings())) {
      DatabaseSettings.Postgres way = tunnel.settings();
      DatabaseSettings.Postgres impatient =
          new DatabaseSettings.Postgres(
              way.url() + "&socketTimeout=1", way.user(), way.password(), way.schema(), 2, 2);
      try (Database database = Databases.open(impatient, "platform")) {
        database.read(sql -> sql.selectOne().fetch());
        tunnel.fallSilent();

        assertThatThrownBy(() -> database.read(sql -> sql.selectOne().fetch()))
            .isInstanceOf(DataAccessException.class);
      }
    }
  }

  @Test
  void neitherSideWaitsForTheOtherForEver() {
    try (FreshDatabase fresh = DatabaseWorld.POSTGRES.fresh("platform")) {
      String idle = "show idle_in_transaction_session_timeout";
      assertThat(
              fresh.database().<String>write(tx -> tx.sql().fetchSingle(idle).get(0, String.class)))
          .isEqualTo("2min");
      assertThat(
              PostgresDatabase.bounded((DatabaseSettings.Postgres) fresh.settings())
                  .getSocketTimeout())
          .isEqualTo(120);
    }
  }

  private static Integer crossing(
      Database database,
      int first,
      int second,
      CountDownLatch bothHoldOne,
      AtomicInteger attempts,
      AtomicInteger announced) {
    return database.write(tx -> {
      attempts.incrementAndGet();
      tx.afterCommit(announced::incrementAndGet);
      tx.lock(NOTE, ID.eq(first));
      bothHoldOne.countDown();
      try {
        bothHoldOne.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      tx.lock(NOTE, ID.eq(second));
      return tx.sql().update(NOTE).set(AMOUNT, AMOUNT.plus(1)).execute();
    });
  }
}
