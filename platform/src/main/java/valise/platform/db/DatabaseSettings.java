package valise.platform.db;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import valise.platform.secrets.Secret;

/// Where a database is and how many connections it may use.
public sealed interface DatabaseSettings {

  /// One file, made if missing; its folder must exist. `readers` is the number of reads that run at
  /// the same time, at least 1.
  record Sqlite(Path file, int readers) implements DatabaseSettings {
    public Sqlite {
      Objects.requireNonNull(file);
      atLeastOne("readers", readers);
    }

    /// As many readers as twice the processors, at least 4.
    public static Sqlite at(Path file) {
      return new Sqlite(file, Math.max(4, Runtime.getRuntime().availableProcessors() * 2));
    }
  }

  /// One schema of a PostgreSQL database, made if missing. `url` is a JDBC URL. `writers` and
  /// `readers` bound the connections of this process.
  record Postgres(
      String url, String user, Secret<String> password, String schema, int writers, int readers)
      implements DatabaseSettings {

    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public Postgres {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("A PostgreSQL URL begins with jdbc:postgresql:");
      }
      Objects.requireNonNull(user);
      Objects.requireNonNull(password);
      if (!SCHEMA.matcher(schema).matches()) {
        throw new IllegalArgumentException(
            "A schema name is lower-case letters, digits and _, beginning with a letter.");
      }
      atLeastOne("writers", writers);
      atLeastOne("readers", readers);
    }

    /// Ten connections for each direction.
    public static Postgres at(String url, String user, Secret<String> password, String schema) {
      return new Postgres(url, user, password, schema, 10, 10);
    }
  }

  private static void atLeastOne(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(what + " must be at least 1");
    }
  }
}
