package valise.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/// What every [Database] promises.
@EveryDatabase("platform")
class DatabaseTest {

  private static final Table<Record> NOTE = table(name("note"));
  private static final Field<Integer> ID = field(name("id"), Integer.class);
  private static final Field<Integer> AMOUNT = field(name("amount"), Integer.class);

  private final Database database;

  DatabaseTest(Database database) {
    this.database = database;
    database.write(tx ->
        tx.sql().execute("create table note (id integer not null primary key, amount integer)"));
  }

  private static int insert(Tx tx, int id) {
    return tx.sql().insertInto(NOTE, ID, AMOUNT).values(id, 0).execute();
  }

  private List<Integer> ids() {
    return database.read(sql -> sql.select(ID).from(NOTE).orderBy(ID).fetch(ID));
  }

  @Test
  void aWriteIsSeenByTheNextReadOfAnybody() {
    for (int id = 1; id <= 50; id++) {
      int next = id;
      database.write(tx -> insert(tx, next));
      assertThat(ids()).hasSize(id);
    }
  }

  @Test
  void aFailedWriteLeavesNothingAndItsExceptionReachesItsCaller() {
    IllegalArgumentException mine = new IllegalArgumentException("mine");

    assertThatThrownBy(() ->
            database.write(tx -> {
              insert(tx, 1);
              throw mine;
            }))
        .isSameAs(mine);

    assertThat(ids()).isEmpty();
  }

  @Test
  void afterCommitRunsOnceTheChangeCanBeSeenAndOnTheCallersThread() {
    Thread caller = Thread.currentThread();
    List<Object> seen = new ArrayList<>();

    database.write(tx -> {
      tx.afterCommit(() -> {
        seen.add(Thread.currentThread());
        seen.add(ids());
      });
      return insert(tx, 1);
    });

    assertThat(seen).containsExactly(caller, List.of(1));
  }

  @Test
  void beforeCommitRunsLastAndIsPartOfTheTransaction() {
    database.write(tx -> {
      tx.beforeCommit(() -> insert(tx, tx.sql().fetchCount(NOTE) + 100));
      insert(tx, 1);
      return insert(tx, 2);
    });
    assertThatThrownBy(() ->
            database.write(tx -> {
              tx.beforeCommit(() -> insert(tx, 1));
              return insert(tx, 3);
            }))
        .isInstanceOf(IntegrityConstraintViolationException.class);

    assertThat(ids()).containsExactly(1, 2, 102);
  }

  @Test
  void afterCommitMayWriteAgain() {
    database.write(tx -> {
      tx.afterCommit(() -> database.write(next -> insert(next, 2)));
      return insert(tx, 1);
    });

    assertThat(ids()).containsExactly(1, 2);
  }

  @Test
  void afterCommitNeverRunsForAFailedWrite() {
    AtomicBoolean ran = new AtomicBoolean();

    assertThatThrownBy(() ->
            database.write(tx -> {
              tx.afterCommit(() -> ran.set(true));
              throw new IllegalArgumentException();
            }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(ran).isFalse();
  }

  @Test
  void aFailingAfterCommitDoesNotMakeADurableChangeLookFailed() {
    AtomicBoolean ran = new AtomicBoolean();

    int rows =
        database.write(tx -> {
          tx.afterCommit(() -> {
            throw new IllegalStateException("a test's failing action");
          });
          tx.afterCommit(() -> ran.set(true));
          return insert(tx, 1);
        });

    assertThat(rows).isEqualTo(1);
    assertThat(ran).isTrue();
  }

  @Test
  void callingTheDatabaseInsideItsOwnWorkIsRefused() {
    assertThatThrownBy(() -> database.write(tx -> ids().size()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside the work");
    assertThatThrownBy(() -> database.read(sql -> database.write(tx -> insert(tx, 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside the work");

    assertThat(ids()).isEmpty();
  }

  @Test
  void aWorkMayNotEndTheTransactionItself() {
    assertThatThrownBy(() -> database.write(tx -> tx.sql().transactionResult(c -> 1)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aReadCannotWrite() {
    assertThatThrownBy(
            () -> database.read(sql -> sql.insertInto(NOTE, ID, AMOUNT).values(1, 1).execute()))
        .isInstanceOf(DataAccessException.class);

    assertThat(ids()).isEmpty();
  }

  @Test
  void aDuplicateKeyIsAnIntegrityViolationAndTheTransactionMayBeTriedAgain() {
    database.write(tx -> insert(tx, 1));

    assertThatThrownBy(() -> database.write(tx -> insert(tx, 1)))
        .isInstanceOf(IntegrityConstraintViolationException.class);
    database.write(tx -> insert(tx, 2));

    assertThat(ids()).containsExactly(1, 2);
  }

  @Test
  void aReadSeesOneSnapshotWhateverIsWrittenMeanwhile() throws Exception {
    database.write(tx -> insert(tx, 1));
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Integer>> sizes =
          threads.submit(() ->
              database.read(sql -> {
                int before = sql.fetchCount(NOTE);
                looked.countDown();
                awaitIn(written);
                return List.of(before, sql.fetchCount(NOTE));
              }));
      looked.await();
      database.write(tx -> insert(tx, 2));
      written.countDown();

      assertThat(sizes.get()).containsExactly(1, 1);
      assertThat(ids()).containsExactly(1, 2);
    }
  }

  @Test
  void sixteenWritersOnOneRowLoseNothingAndFailuresTouchOnlyTheirOwn() throws Exception {
    database.write(tx -> insert(tx, 0));
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger announced = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        int first = 1 + writer * 50;
        writers.add(
            threads.submit(() -> {
              for (int id = first; id < first + 50; id++) {
                int mine = id;
                try {
                  database.write(tx -> {
                    tx.afterCommit(announced::incrementAndGet);
                    return change(tx, mine);
                  });
                } catch (IllegalArgumentException expected) {
                  failures.incrementAndGet();
                }
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    assertThat(failures).hasValue(160);
    assertThat(announced).hasValue(640);
    assertThat(ids()).hasSize(641).noneMatch(id -> id % 5 == 4);
    int total =
        database.read(sql -> sql.select(AMOUNT).from(NOTE).where(ID.eq(0)).fetchSingle(AMOUNT));
    assertThat(total).isEqualTo(640);
  }

  private static int change(Tx tx, int id) {
    tx.lock(NOTE, ID.eq(0));
    DSLContext sql = tx.sql();
    // Read, then write what was read plus one: only a held row keeps this right.
    int amount = sql.select(AMOUNT).from(NOTE).where(ID.eq(0)).fetchSingle(AMOUNT);
    insert(tx, id);
    sql.update(NOTE).set(AMOUNT, amount + 1).where(ID.eq(0)).execute();
    if (id % 5 == 4) {
      throw new IllegalArgumentException("every fifth changes its mind");
    }
    return id;
  }

  @Test
  void anInterruptedCallerGetsItsAnswerAndStaysInterrupted() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch inWork = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      Future<?> blocker =
          threads.submit(() ->
              database.write(tx -> {
                inWork.countDown();
                awaitIn(go);
                return insert(tx, 1);
              }));
      inWork.await();
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                Thread.currentThread().interrupt();
                database.write(tx -> insert(tx, 2));
                interrupted.set(Thread.interrupted());
              });
      go.countDown();
      caller.join();
      blocker.get();

      assertThat(interrupted).isTrue();
      assertThat(ids()).containsExactly(1, 2);
    }
  }

  @Test
  void aSecondStartFindsTheSchemaUpToDate(DatabaseSettings settings) {
    assertThat(Migrations.migrate(settings, "platform")).isZero();
  }

  @Test
  void aDatabaseOfOtherScriptsIsRefusedWithAdvice(DatabaseSettings settings) {
    database.write(tx -> {
      tx.sql().execute("update schema_digest set digest = 'of other scripts'");
      return tx.sql()
          .execute("update flyway_platform set checksum = checksum + 1 where version = '001'");
    });

    assertThatThrownBy(() -> Migrations.migrate(settings, "platform"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another version");
  }

  @Test
  void aClosedDatabaseSaysSo() {
    database.close();

    assertThatThrownBy(this::ids).isInstanceOf(RuntimeException.class);
  }

  private static void awaitIn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFixedQueryIsAskedAgainWithOtherValues() {
    FixedQuery<Record> amounts =
        FixedQuery.of(
            DSL.select(AMOUNT)
                .from(NOTE)
                .where(ID.eq(DSL.param("id", Integer.class)))
                .and(AMOUNT.lt(DSL.inline(100))));
    database.write(tx -> tx.sql().insertInto(NOTE, ID, AMOUNT).values(1, 10).execute());
    database.write(tx -> tx.sql().insertInto(NOTE, ID, AMOUNT).values(2, 20).execute());

    for (int id = 1; id <= 3; id++) {
      int asked = id;
      List<Integer> found = database.read(sql -> amounts.with(sql, asked).fetch(AMOUNT));
      assertThat(found).isEqualTo(id < 3 ? List.of(id * 10) : List.of());
    }
    assertThatThrownBy(() -> database.read(sql -> amounts.with(sql, 1, 2).fetch()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
