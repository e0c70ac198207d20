package valise.platform.db;

import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/// Opens databases.
public final class Databases {

  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  private Databases() {}

  /// Brings the schema of each of `components` up to date, in that order (see [Migrations]), and
  /// opens the database. The caller closes it.
  public static Database open(DatabaseSettings settings, String... components) {
    Migrations.migrate(settings, components);
    return switch (settings) {
      case DatabaseSettings.Sqlite sqlite -> new SqliteDatabase(sqlite);
      case DatabaseSettings.Postgres postgres -> new PostgresDatabase(postgres);
    };
  }

  static DSLContext sql(Connection connection, SQLDialect dialect) {
    return DSL.using(
        new DefaultConfiguration()
            .set(connection)
            .set(dialect)
            .set(SETTINGS)
            .set(NoTransactions.INSTANCE));
  }

  private static final Settings SETTINGS =
      new Settings()
          .withRenderSchema(false)
          .withRenderCatalog(false)
          .withExecuteLogging(false)
          .withFetchWarnings(false);
}
