package valise.files.odata;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import valise.platform.Refusal;

/// The OData query options of one request, parsed.
///
/// @param tree what `$select` and `$expand` ask for, level by level
/// @param skip entities to leave out at the start, 0 by default
/// @param top the most entities to return, or empty for all: an unpaged answer is complete, because
///   rclone reads just one [rclone]
public record Options(
    Level tree, Optional<Filter> filter, List<OrderBy> orderBy, long skip, OptionalLong top) {

  private static final int MAX_DEPTH = 4;
  private static final int MAX_NAMES = 200;

  public Options {
    orderBy = List.copyOf(orderBy);
  }

  /// Sorting by one member.
  public record OrderBy(String property, boolean ascending) {}

  /// What is asked of one level of the answer. Names compare without regard to case.
  ///
  /// @param selected members named by `$select`; empty when all default members are wanted
  /// @param expanded navigation properties to write in full
  public record Level(Map<String, Boolean> selected, Map<String, Level> expanded) {

    static Level empty() {
      return new Level(
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    boolean selects(String name, boolean byDefault) {
      return selected.isEmpty() ? byDefault : selected.containsKey(name);
    }

    Optional<Level> expands(String name) {
      return Optional.ofNullable(expanded.get(name));
    }
  }

  static Options parse(Params params) {
    Level tree = Level.empty();
    params.text("$expand").ifPresent(text -> names(text).forEach(path -> expand(tree, path)));
    params.text("$select").ifPresent(text -> names(text).forEach(path -> select(tree, path)));
    OptionalLong top =
        params.number("$top").isPresent()
            ? OptionalLong.of(params.number("$top", 0, 0, Integer.MAX_VALUE))
            : OptionalLong.empty();
    return new Options(
        tree,
        params.text("$filter").map(Filter::parse),
        params.text("$orderby").map(Options::orderBy).orElse(List.of()),
        params.number("$skip", 0, 0, Integer.MAX_VALUE),
        top);
  }

  private static List<String> names(String text) {
    List<String> names =
        java.util.Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    if (names.size() > MAX_NAMES) {
      throw Refusal.malformed(
          "TOO_MANY_NAMES", "At most 200 names may stand in $select or $expand.");
    }
    return names;
  }

  private static void expand(Level level, String path) {
    Level at = level;
    for (String name : steps(path)) {
      at = at.expanded().computeIfAbsent(name, n -> Level.empty());
    }
  }

  /// `Creator/FirstName` selects one level down and so also expands `Creator`.
  private static void select(Level level, String path) {
    Level at = level;
    String[] steps = steps(path);
    for (int i = 0; i < steps.length - 1; i++) {
      at = at.expanded().computeIfAbsent(steps[i], n -> Level.empty());
    }
    String name = steps[steps.length - 1];
    if (!name.equals("*")) {
      at.selected().put(name, true);
    }
  }

  private static String[] steps(String path) {
    String[] steps = path.split("/");
    if (steps.length == 0 || steps.length > MAX_DEPTH) {
      throw Refusal.malformed(
          "TOO_DEEP", "$select and $expand go at most " + MAX_DEPTH + " levels down.");
    }
    for (String step : steps) {
      if (step.isBlank()) {
        throw Refusal.malformed("BAD_PARAMETER", "A name in $select or $expand is empty.");
      }
    }
    return steps;
  }

  private static List<OrderBy> orderBy(String text) {
    return names(text).stream()
        .map(key -> {
          String[] words = key.split("\\s+");
          boolean descending = words.length == 2 && words[1].equalsIgnoreCase("desc");
          boolean ascending =
              words.length == 1 || (words.length == 2 && words[1].equalsIgnoreCase("asc"));
          if (!ascending && !descending) {
            throw Refusal.malformed(
                "BAD_ORDERBY", "$orderby is a list of 'Property asc' or 'Property desc'.");
          }
          return new OrderBy(words[0], ascending);
        })
        .toList();
  }
}
