package valise.server.settings;

import java.nio.file.Path;
import java.util.Optional;
import valise.platform.config.Setting;
import valise.platform.config.Settings;
import valise.platform.db.DatabaseSettings;
import valise.platform.secrets.Secret;

/// Where everything is kept.
///
/// @param data the folder; its own lock says who uses it
/// @param blobs the folder of the files' bytes; may be shared by several nodes
/// @param database the file side's
/// @param hubDatabase the hub's
/// @param keys the server's keys; none means the key file in the data folder
public record StorageSettings(
    Path data,
    Path blobs,
    DatabaseSettings database,
    DatabaseSettings hubDatabase,
    Optional<Secret<String>> keys) {

  public static final Setting<Path> DATA =
      Setting.path("data", Path.of("data"), "The folder that everything is kept in.").notInFile();
  public static final Setting<Path> CONFIG =
      Setting.path(
              "config",
              Path.of("valise.properties"),
              "The file with settings; it may be missing unless it is named.")
          .notInFile();
  public static final Setting<String> BLOBS =
      Setting.text(
          "blobs.folder",
          "",
          "The folder of the files' bytes; empty means 'blobs' in the data folder. Nodes that share"
              + " a database share it.");
  public static final Setting<String> DATABASE_URL =
      Setting.text(
          "database.url",
          "",
          "The JDBC URL of a PostgreSQL database; empty means SQLite in the data folder.");
  public static final Setting<String> DATABASE_USER =
      Setting.text("database.user", "", "Who we are to PostgreSQL.");
  public static final Setting<Secret<String>> DATABASE_PASSWORD =
      Setting.secret("database.password", "The password for PostgreSQL.");
  public static final Setting<String> DATABASE_SCHEMA =
      Setting.text("database.schema", "files", "The schema in PostgreSQL; it is made if missing.");
  public static final Setting<String> HUB_SCHEMA =
      Setting.text(
          "database.hub-schema", "hub", "The hub's schema in PostgreSQL; it is made if missing.");
  public static final Setting<Integer> DATABASE_CONNECTIONS =
      Setting.whole(
          "database.connections",
          10,
          1,
          1_000,
          "PostgreSQL connections for reading, and as many for writing; the hub has as many again.");
  public static final Setting<Secret<String>> KEYS =
      Setting.secret(
          "secrets.keys",
          "The server's keys, 32 bytes in base64 each, the one in use first; empty means the file"
              + " 'keys' in the data folder. Nodes that share a database share them.");

  public static StorageSettings from(Settings settings) {
    Path data = settings.get(DATA).toAbsolutePath().normalize();
    String blobs = settings.get(BLOBS);
    Secret<String> keys = settings.get(KEYS);
    return new StorageSettings(
        data,
        blobs.isEmpty() ? data.resolve("blobs") : Path.of(blobs).toAbsolutePath().normalize(),
        database(settings, data.resolve("files.db"), DATABASE_SCHEMA),
        database(settings, data.resolve("hub.db"), HUB_SCHEMA),
        keys.reveal().isEmpty() ? Optional.empty() : Optional.of(keys));
  }

  private static DatabaseSettings database(Settings settings, Path file, Setting<String> schema) {
    String url = settings.get(DATABASE_URL);
    if (url.isEmpty()) {
      return DatabaseSettings.Sqlite.at(file);
    }
    int connections = settings.get(DATABASE_CONNECTIONS);
    return new DatabaseSettings.Postgres(
        url,
        settings.get(DATABASE_USER),
        settings.get(DATABASE_PASSWORD),
        settings.get(schema),
        connections,
        connections);
  }

  public Path keyFile() {
    return data.resolve("keys");
  }

  /// The key that the record of shares is signed with.
  public Path ledgerKeyFile() {
    return data.resolve("ledger-key");
  }

  public Path mailFolder() {
    return data.resolve("mail");
  }

  public Path workFolder() {
    return data.resolve("work");
  }

  public Path firstStartFile() {
    return data.resolve("first-start.json");
  }
}
