package valise.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import valise.server.serve.CannotStartException;
import valise.server.settings.AllSettings;

/// What every command takes: which data folder, which file of settings.
final class Place {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder; ./data or VALISE_DATA.")
  private @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The file with settings; ./valise.properties or VALISE_CONFIG.")
  private @Nullable Path config;

  /// The settings in force, with what this command adds.
  AllSettings settings(Map<String, String> more) {
    Map<String, String> given = new HashMap<>(more);
    Optional.ofNullable(data).ifPresent(path -> given.put("data", path.toString()));
    Optional.ofNullable(config).ifPresent(path -> given.put("config", path.toString()));
    return AllSettings.read(given, System.getenv());
  }

  AllSettings settings() {
    return settings(Map.of());
  }

  /// The same, for a command that needs what a server made.
  AllSettings existing() {
    AllSettings settings = settings();
    if (!java.nio.file.Files.isDirectory(settings.storage().data())) {
      throw new CannotStartException(
          "There is no data folder %s yet. Start the server once, or name another with --data."
              .formatted(settings.storage().data()));
    }
    return settings;
  }
}
