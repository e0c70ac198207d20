package valise.platform.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings in force: from the command line, else the environment, else the file, else the
/// default.
public final class Settings {

  /// One setting for those who ask what is in force. `value` and `fallback` of a secret are masked.
  public record Explained(
      String name,
      String variable,
      String value,
      String source,
      String fallback,
      String sentence) {}

  private record Found(Object value, String source) {}

  private final List<Setting<?>> known;
  private final Map<Setting<?>, Found> found;

  private Settings(List<Setting<?>> known, Map<Setting<?>, Found> found) {
    this.known = known;
    this.found = found;
  }

  /// Begins to read these settings.
  public static Reading of(List<? extends Setting<?>> known) {
    return new Reading(List.copyOf(known));
  }

  /// The value in force.
  @SuppressWarnings("unchecked") // What is found for a setting came out of its own parser.
  public <T> T get(Setting<T> setting) {
    Found value = found.get(setting);
    if (value != null) {
      return (T) value.value();
    }
    if (!known.contains(setting)) {
      throw new IllegalArgumentException("Nobody was told of the setting " + setting);
    }
    return setting.fallback();
  }

  /// Every setting with its value and where that came from.
  public List<Explained> explain() {
    return known.stream().<Explained>map(this::explained).toList();
  }

  private <T> Explained explained(Setting<T> setting) {
    Found value = found.get(setting);
    return new Explained(
        setting.name(),
        Setting.variable(setting.name()),
        setting.shown(get(setting)),
        value == null ? "default" : value.source(),
        setting.shown(setting.fallback()),
        setting.sentence());
  }

  /// A file that sets nothing and says what could be set.
  public static String exampleFile(List<? extends Setting<?>> known) {
    return known.stream()
        .filter(Setting::fileAllowed)
        .map(Settings::example)
        .collect(Collectors.joining("\n"));
  }

  private static <T> String example(Setting<T> setting) {
    return "# %s (%s)%n# Environment: %s%n#%s=%s%n"
        .formatted(
            setting.sentence(),
            setting.bound(),
            Setting.variable(setting.name()),
            setting.name(),
            setting.shown(setting.fallback()).replace("\\", "\\\\"))
        .replace("\r\n", "\n");
  }

  /// Gathers the sources, then reads them all at once so that every mistake is told together.
  public static final class Reading {

    private static final String PREFIX = "VALISE_";

    private final List<Setting<?>> known;
    private final Set<String> others = new HashSet<>();
    private Map<String, String> commandLine = Map.of();
    private Map<String, String> environment = Map.of();
    private Optional<Path> file = Optional.empty();
    private boolean fileRequired;

    private Reading(List<Setting<?>> known) {
      this.known = known;
      Set<String> names = new HashSet<>();
      for (Setting<?> setting : known) {
        namesOf(setting)
            .forEach(name -> {
              if (!names.add(Setting.variable(name))) {
                throw new IllegalArgumentException("Two settings are named " + name);
              }
            });
      }
    }

    /// Values by setting name.
    public Reading commandLine(Map<String, String> values) {
      commandLine = Map.copyOf(values);
      return this;
    }

    /// The whole environment; what does not begin with `VALISE_` is not ours.
    public Reading environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /// Variables that begin with `VALISE_` and are for somebody else, such as the launcher.
    public Reading notSettings(String... variables) {
      others.addAll(List.of(variables));
      return this;
    }

    /// A file that may be missing.
    public Reading fileIfThere(Path path) {
      file = Optional.of(path);
      fileRequired = false;
      return this;
    }

    /// A file that the operator named.
    public Reading file(Path path) {
      file = Optional.of(path);
      fileRequired = true;
      return this;
    }

    /// @throws SettingsException if a name is unknown or a value is out of bounds
    public Settings read() {
      List<String> problems = new ArrayList<>();
      Map<Setting<?>, Found> found = new LinkedHashMap<>();
      // The weakest first; a stronger source replaces what it finds.
      file.ifPresent(path -> fromFile(path, found, problems));
      fromEnvironment(found, problems);
      collect(commandLine, Function.identity(), name -> "command line --" + name, found, problems);
      if (!problems.isEmpty()) {
        throw new SettingsException(problems);
      }
      return new Settings(known, found);
    }

    private void fromFile(Path path, Map<Setting<?>, Found> found, List<String> problems) {
      if (Files.notExists(path)) {
        if (fileRequired) {
          problems.add("There is no file " + path + ".");
        }
        return;
      }
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        problems.add(path + ": " + e.getMessage());
        return;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + path, e);
      }
      Map<String, String> values = new TreeMap<>();
      properties.forEach((name, value) -> values.put((String) name, (String) value));
      for (Setting<?> setting : known) {
        if (!setting.fileAllowed() && values.remove(setting.name()) != null) {
          problems.add(
              "%s: %s cannot be set in the file; use the command line or %s."
                  .formatted(path, setting.name(), Setting.variable(setting.name())));
        }
      }
      collect(values, Function.identity(), name -> path + ": " + name, found, problems);
    }

    private void fromEnvironment(Map<Setting<?>, Found> found, List<String> problems) {
      Map<String, String> ours = new TreeMap<>(environment);
      ours.keySet().removeIf(name -> !name.startsWith(PREFIX) || others.contains(name));
      collect(ours, Setting::variable, name -> "environment " + name, found, problems);
    }

    /// `spelling` is how this source writes the name of a setting.
    private void collect(
        Map<String, String> values,
        Function<String, String> spelling,
        Function<String, String> source,
        Map<Setting<?>, Found> found,
        List<String> problems) {
      Map<String, String> left = new TreeMap<>(values);
      for (Setting<?> setting : known) {
        List<String> used =
            namesOf(setting).map(spelling).filter(name -> left.containsKey(name)).toList();
        if (used.size() > 1) {
          problems.add(
              "%s: it is the same setting as %s; keep one of them."
                  .formatted(source.apply(used.get(1)), used.getFirst()));
        } else if (used.size() == 1) {
          String from = source.apply(used.getFirst());
          try {
            String text = Objects.requireNonNull(left.get(used.getFirst()));
            found.put(setting, new Found(setting.parse(text), from));
          } catch (IllegalArgumentException e) {
            problems.add(from + ": " + e.getMessage() + ".");
          }
        }
        used.forEach(left::remove);
      }
      for (String unknown : left.keySet()) {
        problems.add(
            "%s: there is no such setting.%s"
                .formatted(source.apply(unknown), suggestion(unknown, spelling)));
      }
    }

    private String suggestion(String unknown, Function<String, String> spelling) {
      return known.stream()
          .map(setting -> spelling.apply(setting.name()))
          .min(Comparator.comparingInt(name -> distance(name, unknown)))
          .map(nearest -> " Did you mean " + nearest + "?")
          .orElse("");
    }

    private static Stream<String> namesOf(Setting<?> setting) {
      return Stream.concat(Stream.of(setting.name()), setting.formerNames().stream());
    }

    /// How many letters must be put, taken or changed to make one of the other.
    private static int distance(String one, String other) {
      int[] row = new int[other.length() + 1];
      for (int j = 0; j < row.length; j++) {
        row[j] = j;
      }
      for (int i = 1; i <= one.length(); i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j < row.length; j++) {
          int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
          diagonal = row[j];
          row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
        }
      }
      return row[other.length()];
    }
  }
}
