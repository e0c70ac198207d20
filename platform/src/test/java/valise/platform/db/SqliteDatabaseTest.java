package valise.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.Refusal;

class SqliteDatabaseTest {

  @TempDir Path folder;

  private Database open() {
    return Databases.open(new DatabaseSettings.Sqlite(folder.resolve("test.db"), 2), "platform");
  }

  private static void createTable(Database database) {
    database.write(
        tx -> tx.sql().execute("create table note (id integer not null primary key, body text)"));
  }

  private static int insert(Tx tx, int id) {
    return tx.sql().execute("insert into note (id) values (?)", id);
  }

  private static List<Integer> ids(Database database) {
    return database.read(sql -> sql.fetch("select id from note order by id").into(Integer.class));
  }

  @Test
  void aFailingTaskOfABatchLeavesTheOthersOfTheBatchAlone() throws Exception {
    try (Database database = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      createTable(database);
      CountDownLatch go = new CountDownLatch(1);
      CountDownLatch busy = new CountDownLatch(1);
      Future<?> blocker =
          threads.submit(() ->
              database.write(tx -> {
                busy.countDown();
                awaitIn(go);
                return insert(tx, 1000);
              }));
      busy.await();
      // All of these wait for the writer and then share one transaction.
      List<Future<Integer>> batch = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int id = i / 2;
        batch.add(threads.submit(() -> database.write(tx -> insert(tx, id))));
      }
      go.countDown();
      blocker.get();

      long refused = batch.stream().filter(SqliteDatabaseTest::failed).count();
      assertThat(refused).isEqualTo(20);
      assertThat(ids(database)).hasSize(21).containsAll(IntStream.range(0, 20).boxed().toList());
    }
  }

  private static boolean failed(Future<?> future) {
    try {
      future.get();
      return false;
    } catch (Exception e) {
      return true;
    }
  }

  @Test
  void aFullDiskIsARefusalAndTheDatabaseWorksOnceThereIsRoom() {
    try (Database database = open()) {
      createTable(database);
      database.write(tx -> insert(tx, 1));
      long pages = database.read(sql -> sql.fetchSingle("pragma page_count").get(0, Long.class));
      database.write(tx -> tx.sql().fetchSingle("pragma max_page_count = " + (pages + 5)));

      assertThatThrownBy(() ->
              database.write(
                  tx -> tx.sql().execute("insert into note values (2, ?)", "x".repeat(1_000_000))))
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("OUT_OF_SPACE"));

      database.write(tx -> insert(tx, 3));
      assertThat(ids(database)).containsExactly(1, 3);
    }
  }

  @Test
  void aDatabaseThatCannotBeWrittenFailsInTheWayThatAllAreReadyFor() {
    try (Database database = open()) {
      createTable(database);
      // From here on not even a transaction begins: the connection itself throws, not a statement.
      database.write(tx -> tx.sql().execute("pragma query_only = 1"));

      assertThatThrownBy(() -> database.write(tx -> insert(tx, 1)))
          .isInstanceOf(DataAccessException.class)
          .hasRootCauseInstanceOf(SQLException.class);
      assertThat(ids(database)).isEmpty();
    }
  }

  @Test
  void everyCommitIsSyncedToDisk() {
    try (Database database = open()) {
      List<Object> modes =
          database.write(tx ->
              List.of(
                  tx.sql().fetchSingle("pragma synchronous").get(0),
                  tx.sql().fetchSingle("pragma journal_mode").get(0),
                  tx.sql().fetchSingle("pragma foreign_keys").get(0)));

      assertThat(modes).containsExactly(2, "wal", 1);
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesTheProcessBeingKilled() throws Exception {
    Path file = folder.resolve("test.db");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Acknowledging.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Integer> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        // A last line may be cut by the kill.
        if (line.endsWith(".")) {
          acknowledged.add(Integer.parseInt(line.substring(0, line.length() - 1)));
        }
        if (acknowledged.size() == 2_000) {
          // The handle's kill leaves the pipe open, so that what was printed can still be read.
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }

    assertThat(acknowledged.size()).isGreaterThanOrEqualTo(2_000);
    try (Database database = open()) {
      assertThat(ids(database)).containsAll(acknowledged);
    }
  }

  /// Writes with eight threads and prints each id once its write returned, until it is killed.
  static final class Acknowledging {

    public static void main(String[] arguments) throws Exception {
      Database database =
          Databases.open(new DatabaseSettings.Sqlite(Path.of(arguments[0]), 1), "platform");
      createTable(database);
      for (int t = 0; t < 8; t++) {
        int first = t;
        Thread.ofPlatform()
            .start(() -> {
              for (int id = first; id < 1_000_000; id += 8) {
                int mine = id;
                database.write(tx -> insert(tx, mine));
                System.out.println(id + ".");
              }
            });
      }
    }
  }

  private static void awaitIn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
