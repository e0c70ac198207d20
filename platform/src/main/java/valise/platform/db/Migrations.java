package valise.platform.db;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Brings a database's schema up to date.
///
/// A component (`platform`, `files`, `hub`) keeps its scripts `V001__what.sql` in
/// `db/COMPONENT/common` on the class path, and in `db/COMPONENT/sqlite` or `.../postgres` what
/// must differ; a version number is used once over these folders. Each component has its own
/// history, `flyway_COMPONENT`, so that one can be released without the other.
///
/// A digest of the scripts that made the schema is kept beside it, in `schema_digest`. If it is
/// still the same there is nothing to do, and Flyway, which takes longer to find that out, is not
/// started.
public final class Migrations {

  private Migrations() {}

  /// Runs the scripts that have not run. Each is one durable transaction.
  ///
  /// @return how many ran
  /// @throws IllegalStateException if the database was made by other scripts than these: a newer
  ///   valise, or one whose scripts were changed
  public static int migrate(DatabaseSettings settings, String... components) {
    try {
      return switch (settings) {
        case DatabaseSettings.Sqlite sqlite ->
            migrate(
                SqliteDatabase.dataSource(sqlite, false), "sqlite", Optional.empty(), components);
        case DatabaseSettings.Postgres postgres -> {
          PostgresDatabase.createSchema(postgres);
          yield migrate(
              PostgresDatabase.dataSource(postgres),
              "postgres",
              Optional.of(postgres.schema()),
              components);
        }
      };
    } catch (SQLException e) {
      throw new DataAccessException("Cannot bring the database's schema up to date", e);
    }
  }

  private static int migrate(
      DataSource source, String dialect, Optional<String> schema, String... components)
      throws SQLException {
    int ran = 0;
    // Kept open: the last connection to leave a SQLite file tidies it up, which takes a sync.
    try (Connection connection = source.getConnection()) {
      for (String component : components) {
        Scripts scripts = Scripts.of(component, dialect);
        if (!scripts.digest().equals(digestOf(component, connection))) {
          ran += flyway(source, component, schema, scripts);
          keepDigest(component, scripts.digest(), connection);
        }
      }
    }
    return ran;
  }

  private static int flyway(
      DataSource source, String component, Optional<String> schema, Scripts scripts) {
    FluentConfiguration configuration =
        Flyway.configure()
            .dataSource(source)
            .table("flyway_" + component)
            .resourceProvider(scripts)
            .javaMigrationClassProvider(List::of)
            .locations(new String[0])
            .createSchemas(false)
            // The schema is not empty when the second component comes.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            // An older program must not run on a newer schema.
            .ignoreMigrationPatterns(new String[0]);
    schema.ifPresent(configuration::defaultSchema);
    try {
      return configuration.load().migrate().migrationsExecuted;
    } catch (FlywayValidateException e) {
      throw new IllegalStateException(
          "The database was made by another version of valise. Start that version or a newer one,"
              + " or restore a backup that this version made. ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private static String digestOf(String component, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists schema_digest ("
              + "component varchar(64) not null primary key, digest varchar(64) not null)");
    }
    try (PreparedStatement select =
        connection.prepareStatement("select digest from schema_digest where component = ?")) {
      select.setString(1, component);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  private static void keepDigest(String component, String digest, Connection connection)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "insert into schema_digest (component, digest) values (?, ?)"
                + " on conflict (component) do update set digest = excluded.digest")) {
      upsert.setString(1, component);
      upsert.setString(2, digest);
      upsert.executeUpdate();
    }
  }

  /// The scripts of one component for one dialect, named exactly: Flyway searches nothing.
  private record Scripts(List<LoadableResource> all, String digest) implements ResourceProvider {

    static Scripts of(String component, String dialect) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
        List<LoadableResource> found = new ArrayList<>();
        for (String folder : List.of("common", dialect)) {
          Resource[] files =
              resolver.getResources("classpath*:db/" + component + "/" + folder + "/*.sql");
          Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
          for (Resource file : files) {
            String name = Objects.requireNonNull(file.getFilename());
            String text = file.getContentAsString(StandardCharsets.UTF_8);
            sha.update(
                (folder + "/" + name + "\n" + text.length() + "\n" + text)
                    .getBytes(StandardCharsets.UTF_8));
            found.add(new Script(folder + "/" + name, name, text));
          }
        }
        if (found.isEmpty()) {
          throw new IllegalArgumentException("There are no migrations for " + component);
        }
        return new Scripts(List.copyOf(found), HexFormat.of().formatHex(sha.digest()));
      } catch (IOException | NoSuchAlgorithmException e) {
        throw new IllegalStateException("Cannot read the migrations of " + component, e);
      }
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
      return all.stream()
          .filter(script -> script.getRelativePath().equals(name))
          .findFirst()
          .orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return all.stream()
          .filter(script -> script.getFilename().startsWith(prefix))
          .filter(script -> Arrays.stream(suffixes).anyMatch(script.getFilename()::endsWith))
          .toList();
    }
  }

  private static final class Script extends LoadableResource {

    private final String path;
    private final String name;
    private final String text;

    Script(String path, String name, String text) {
      this.path = path;
      this.name = name;
      this.text = text;
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return Path.of(path).toString();
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return path;
    }
  }
}
