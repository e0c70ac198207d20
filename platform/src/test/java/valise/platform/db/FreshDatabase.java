package valise.platform.db;

/// An empty, migrated database for one test. Closing it deletes it.
public final class FreshDatabase implements AutoCloseable {

  private final Database database;
  private final DatabaseSettings settings;
  private final Runnable delete;

  FreshDatabase(Database database, DatabaseSettings settings, Runnable delete) {
    this.database = database;
    this.settings = settings;
    this.delete = delete;
  }

  public Database database() {
    return database;
  }

  /// For a test that opens the same database once more.
  public DatabaseSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    database.close();
    delete.run();
  }
}
