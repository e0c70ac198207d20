package valise.platform.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import valise.platform.secrets.Secret;

/// One thing the operator may set: its name, its default, its bounds and one sentence about it.
///
/// The name is dotted lower case, `http.port`. As an environment variable it is `VALISE_HTTP_PORT`.
/// A setting that was renamed keeps its old names with [#formerly].
public final class Setting<T> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]*)");

  private final String name;
  private final List<String> formerNames;
  private final T fallback;
  private final Function<String, T> parse;
  private final Function<T, String> show;
  private final String bound;
  private final String sentence;
  private final boolean secret;
  private final boolean fileAllowed;

  private Setting(
      String name,
      List<String> formerNames,
      T fallback,
      Function<String, T> parse,
      Function<T, String> show,
      String bound,
      String sentence,
      boolean secret,
      boolean fileAllowed) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("A setting's name is dotted lower case: " + name);
    }
    this.name = name;
    this.formerNames = List.copyOf(formerNames);
    this.fallback = fallback;
    this.parse = parse;
    this.show = show;
    this.bound = bound;
    this.sentence = sentence;
    this.secret = secret;
    this.fileAllowed = fileAllowed;
  }

  private static <T> Setting<T> of(
      String name,
      T fallback,
      Function<String, T> parse,
      Function<T, String> show,
      String bound,
      String sentence) {
    return new Setting<>(name, List.of(), fallback, parse, show, bound, sentence, false, true);
  }

  /// Any text; an empty one means none.
  public static Setting<String> text(String name, String fallback, String sentence) {
    return of(name, fallback, Function.identity(), Function.identity(), "text", sentence);
  }

  /// A text of a form. `bound` describes the form: `a host name`.
  public static Setting<String> text(
      String name, String fallback, Pattern form, String bound, String sentence) {
    return of(
        name,
        fallback,
        text -> {
          if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          return text;
        },
        Function.identity(),
        bound,
        sentence);
  }

  /// A text that is never shown. Its default is empty: none.
  public static Setting<Secret<String>> secret(String name, String sentence) {
    return new Setting<>(
        name,
        List.of(),
        Secret.of(""),
        Secret::of,
        value -> value.reveal().isEmpty() ? "" : value.toString(),
        "text, never shown",
        sentence,
        true,
        true);
  }

  public static Setting<Integer> whole(
      String name, int fallback, int min, int max, String sentence) {
    return of(
        name,
        within(fallback, min, max),
        text -> within(Integer.valueOf(text), min, max),
        String::valueOf,
        min + " to " + max,
        sentence);
  }

  public static Setting<Boolean> flag(String name, boolean fallback, String sentence) {
    return of(
        name,
        fallback,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default -> throw new IllegalArgumentException();
            },
        String::valueOf,
        "true or false",
        sentence);
  }

  /// `500ms`, `30s`, `5m`, `2h`, `7d`, or as ISO 8601 has it.
  public static Setting<Duration> duration(
      String name, Duration fallback, Duration min, Duration max, String sentence) {
    return of(
        name,
        within(fallback, min, max),
        text -> within(Amounts.duration(text), min, max),
        Amounts::show,
        Amounts.show(min) + " to " + Amounts.show(max),
        sentence);
  }

  /// A number of bytes: `4096`, `64KiB`, `10MiB`, `2GiB`, `1TiB`.
  public static Setting<Long> bytes(
      String name, long fallback, long min, long max, String sentence) {
    return of(
        name,
        within(fallback, min, max),
        text -> within(Amounts.bytes(text), min, max),
        Amounts::show,
        Amounts.show(min) + " to " + Amounts.show(max),
        sentence);
  }

  /// A file or folder. One that is not absolute is seen from where the server was started.
  public static Setting<Path> path(String name, Path fallback, String sentence) {
    return of(
        name,
        fallback,
        text -> {
          if (text.isBlank()) {
            throw new IllegalArgumentException();
          }
          return Path.of(text);
        },
        Path::toString,
        "a path",
        sentence);
  }

  /// Several values separated by commas; none by default. `bound` describes them.
  public static <E> Setting<List<E>> list(
      String name, String bound, Function<String, E> parse, String sentence) {
    return of(
        name,
        List.of(),
        text ->
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(parse)
                .toList(),
        values -> values.stream().map(String::valueOf).collect(Collectors.joining(",")),
        bound,
        sentence);
  }

  /// One of an enum's constants, in any case.
  public static <E extends Enum<E>> Setting<E> choice(String name, E fallback, String sentence) {
    E[] all = fallback.getDeclaringClass().getEnumConstants();
    return of(
        name,
        fallback,
        text ->
            Arrays.stream(all)
                .filter(one -> Amounts.shown(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        Amounts::shown,
        Arrays.stream(all).map(Amounts::shown).collect(Collectors.joining(", ")),
        sentence);
  }

  /// The same setting, still known by older names.
  public Setting<T> formerly(String... names) {
    return new Setting<>(
        name, List.of(names), fallback, parse, show, bound, sentence, secret, fileAllowed);
  }

  /// The same setting, but not for the file: it says where the file is.
  public Setting<T> notInFile() {
    return new Setting<>(name, formerNames, fallback, parse, show, bound, sentence, secret, false);
  }

  public String name() {
    return name;
  }

  List<String> formerNames() {
    return formerNames;
  }

  /// The environment variable of a setting of that name.
  static String variable(String name) {
    return "VALISE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  T fallback() {
    return fallback;
  }

  String shown(T value) {
    return show.apply(value);
  }

  String bound() {
    return bound;
  }

  String sentence() {
    return sentence;
  }

  boolean secret() {
    return secret;
  }

  boolean fileAllowed() {
    return fileAllowed;
  }

  /// @throws IllegalArgumentException if `text` is no value of this setting
  T parse(String text) {
    try {
      return parse.apply(text.strip());
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          (secret || text.isBlank() ? "the value" : "\"" + text.strip() + "\"")
              + " is not "
              + bound,
          e);
    }
  }

  private static <C extends Comparable<? super C>> C within(C value, C min, C max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("out of bounds");
    }
    return value;
  }

  @Override
  public String toString() {
    return name;
  }

  /// Amounts with units.
  private static final class Amounts {

    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

    static Duration duration(String text) {
      Matcher amount = AMOUNT.matcher(text);
      if (!amount.matches()) {
        return Duration.parse(text);
      }
      long n = Long.parseLong(amount.group(1));
      return switch (amount.group(2).toLowerCase(Locale.ROOT)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        case "d" -> Duration.ofDays(n);
        default -> throw new IllegalArgumentException();
      };
    }

    static long bytes(String text) {
      Matcher amount = AMOUNT.matcher(text);
      if (!amount.matches()) {
        throw new IllegalArgumentException();
      }
      long n = Long.parseLong(amount.group(1));
      String unit = amount.group(2);
      if (unit.isEmpty() || unit.equalsIgnoreCase("B")) {
        return n;
      }
      for (int i = 0; i < UNITS.size(); i++) {
        if (UNITS.get(i).equalsIgnoreCase(unit)) {
          return Math.multiplyExact(n, 1L << (10 * (i + 1)));
        }
      }
      throw new IllegalArgumentException();
    }

    static String show(Duration duration) {
      long millis = duration.toMillis();
      if (millis % 1000 != 0 || millis == 0) {
        return millis + "ms";
      }
      long seconds = millis / 1000;
      if (seconds % 86_400 == 0) {
        return seconds / 86_400 + "d";
      }
      if (seconds % 3_600 == 0) {
        return seconds / 3_600 + "h";
      }
      return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String show(long bytes) {
      for (int i = UNITS.size(); i > 0; i--) {
        long unit = 1L << (10 * i);
        if (bytes != 0 && bytes % unit == 0) {
          return bytes / unit + UNITS.get(i - 1);
        }
      }
      return Long.toString(bytes);
    }

    static String shown(Enum<?> one) {
      return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
