package valise.platform.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import valise.platform.secrets.Secret;

/// The two worlds a store must work in. Most tests want [EveryDatabase].
///
/// Each set of components is migrated once per JVM; a fresh database is a copy of that. PostgreSQL
/// starts with the first test that wants it and stops with the JVM.
public enum DatabaseWorld {
  SQLITE {
    @Override
    public FreshDatabase fresh(String... components) {
      Path folder = folder();
      Path file = folder.resolve("test.db");
      try {
        Files.copy(SqliteTemplates.of(List.of(components)), file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      DatabaseSettings settings = new DatabaseSettings.Sqlite(file, 4);
      return new FreshDatabase(
          Databases.open(settings, components), settings, () -> delete(folder));
    }
  },

  POSTGRES {
    @Override
    public FreshDatabase fresh(String... components) {
      String template = PostgresTemplates.of(List.of(components));
      String name = PostgresTemplates.name("t");
      PostgresTemplates.execute("create database " + name + " template " + template);
      DatabaseSettings settings = PostgresTemplates.settings(name);
      return new FreshDatabase(
          Databases.open(settings, components),
          settings,
          () -> PostgresTemplates.execute("drop database " + name + " with (force)"));
    }
  };

  /// A new database with the schema of `components`. The caller closes it.
  public abstract FreshDatabase fresh(String... components);

  private static Path folder() {
    try {
      return Files.createTempDirectory("valise-db");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class SqliteTemplates {

    private static final Map<List<String>, Path> TEMPLATES = new ConcurrentHashMap<>();

    static Path of(List<String> components) {
      return TEMPLATES.computeIfAbsent(
          components,
          missing -> {
            Path folder = folder();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            Path file = folder.resolve("template.db");
            // Closing folds the log into the file.
            Databases.open(new DatabaseSettings.Sqlite(file, 1), missing.toArray(new String[0]))
                .close();
            return file;
          });
    }
  }

  private static final class PostgresTemplates {

    private static final Path FOLDER = folder();
    private static final EmbeddedPostgres SERVER = start();
    private static final Map<List<String>, String> TEMPLATES = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setDataDirectory(FOLDER.resolve("data").toFile())
                .setCleanDataDirectory(true)
                .setRegisterShutdownHook(false)
                .start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> {
                  try {
                    server.close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                  delete(FOLDER);
                }));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static String of(List<String> components) {
      return TEMPLATES.computeIfAbsent(
          components,
          missing -> {
            String name = name("made");
            execute("create database " + name);
            Migrations.migrate(settings(name), missing.toArray(new String[0]));
            return name;
          });
    }

    static String name(String prefix) {
      return prefix + COUNT.incrementAndGet();
    }

    static DatabaseSettings settings(String database) {
      return new DatabaseSettings.Postgres(
          SERVER.getJdbcUrl("postgres", database), "postgres", Secret.of(""), "valise", 16, 4);
    }

    static void execute(String sql) {
      try (Connection connection = SERVER.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
