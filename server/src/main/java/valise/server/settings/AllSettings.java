package valise.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import valise.platform.config.Setting;
import valise.platform.config.Settings;

/// Everything the operator may set, by concern.
public record AllSettings(
    ServerSettings server,
    StorageSettings storage,
    FirstStartSettings firstStart,
    FilesSettings files,
    Settings origins) {

  /// In the order of the example file.
  private static final List<Setting<?>> KNOWN =
      List.of(
          StorageSettings.DATA,
          StorageSettings.CONFIG,
          ServerSettings.HOST,
          ServerSettings.PORT,
          ServerSettings.PUBLIC_URL,
          ServerSettings.BEHIND_PROXY,
          ServerSettings.MAX_HEADER_BYTES,
          ServerSettings.MAX_CONNECTIONS,
          ServerSettings.IDLE,
          ServerSettings.SHUTDOWN_GRACE,
          ServerSettings.METRICS_PORT,
          ServerSettings.LOG_REQUESTS,
          StorageSettings.BLOBS,
          StorageSettings.DATABASE_URL,
          StorageSettings.DATABASE_USER,
          StorageSettings.DATABASE_PASSWORD,
          StorageSettings.DATABASE_SCHEMA,
          StorageSettings.HUB_SCHEMA,
          StorageSettings.DATABASE_CONNECTIONS,
          StorageSettings.KEYS,
          FirstStartSettings.EMAIL,
          FirstStartSettings.PASSWORD,
          FirstStartSettings.SUBDOMAIN,
          FirstStartSettings.COMPANY,
          FilesSettings.BASE_DOMAINS,
          FilesSettings.DEFAULT_ACCOUNT,
          FilesSettings.ACCESS_TOKEN,
          FilesSettings.REFRESH_TOKEN,
          FilesSettings.REFRESH_GRACE,
          FilesSettings.CODE,
          FilesSettings.RECHECK,
          FilesSettings.CALLS_PER_SECOND,
          FilesSettings.CALLS_AT_ONCE,
          FilesSettings.GUESSES,
          FilesSettings.UPLOAD_LIFE,
          FilesSettings.UPLOAD_THREADS,
          FilesSettings.UNZIP_ENTRIES,
          FilesSettings.UNZIP_BYTES,
          FilesSettings.LINK_LIFE,
          FilesSettings.LINK_AFTER_USE,
          FilesSettings.THUMBNAIL_MAX_INPUT,
          FilesSettings.THUMBNAIL_MAX_PIXELS,
          FilesSettings.THUMBNAIL_CHILDREN,
          FilesSettings.THUMBNAIL_PATIENCE,
          FilesSettings.THUMBNAIL_HEAP,
          FilesSettings.PRIVATE_CALLBACKS,
          FilesSettings.CALLBACK_NETWORKS,
          FilesSettings.MAIL_FROM,
          FilesSettings.SMTP_HOST,
          FilesSettings.SMTP_PORT,
          FilesSettings.SMTP_ENCRYPTION,
          FilesSettings.SMTP_USER,
          FilesSettings.SMTP_PASSWORD,
          FilesSettings.SMTP_TIMEOUT,
          FilesSettings.NOTICE_QUIET,
          FilesSettings.NOTICE_LONGEST_WAIT,
          FilesSettings.NOTICE_BATCH_PATIENCE,
          FilesSettings.NOTICE_ENDING_AHEAD,
          FilesSettings.NOTICE_ENDING_MIN_LIFE);

  /// Variables that look like settings and are the launcher's.
  private static final String[] LAUNCHERS = {
    "VALISE_JAVA_HOME", "VALISE_JAVA_OPTS", "VALISE_JDK_FOLDERS", "VALISE_TRAINING"
  };

  /// Reads the command line, the environment and the file.
  ///
  /// @throws valise.platform.config.SettingsException with all mistakes at once
  public static AllSettings read(Map<String, String> commandLine, Map<String, String> variables) {
    Settings places =
        Settings.of(List.of(StorageSettings.CONFIG))
            .commandLine(only(commandLine, StorageSettings.CONFIG.name()))
            .environment(only(variables, "VALISE_CONFIG"))
            .read();
    Path file = places.get(StorageSettings.CONFIG);
    boolean named =
        commandLine.containsKey(StorageSettings.CONFIG.name())
            || variables.containsKey("VALISE_CONFIG");
    Settings.Reading reading =
        Settings.of(KNOWN).commandLine(commandLine).environment(variables).notSettings(LAUNCHERS);
    Settings settings = (named ? reading.file(file) : reading.fileIfThere(file)).read();
    return new AllSettings(
        ServerSettings.from(settings),
        StorageSettings.from(settings),
        FirstStartSettings.from(settings),
        FilesSettings.from(settings),
        settings);
  }

  private static Map<String, String> only(Map<String, String> values, String name) {
    String value = values.get(name);
    return value == null ? Map.of() : Map.of(name, value);
  }

  /// What valise.properties.example holds.
  public static String exampleFile() {
    List<String> parts = new ArrayList<>();
    parts.add(
        """
        # Settings of valise. Copy this file to valise.properties beside where you start the server, or
        # name it with --config. Each line shows the default. The command line wins over environment
        # variables, and they over this file; ./valise doctor shows what is in force.
        """);
    parts.add(Settings.exampleFile(KNOWN));
    return String.join("\n", parts);
  }
}
