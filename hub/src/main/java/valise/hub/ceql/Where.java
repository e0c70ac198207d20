package valise.hub.ceql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A parsed `where`:
///
/// ```
/// expr   := term (OR term)*
/// term   := factor (AND factor)*
/// factor := '(' expr ')'
///         | field ('=' | '!=' | '<' | '>' | '<=' | '>=') value
///         | field LIKE text
///         | field [NOT] IN '(' value (',' value)* ')'
///         | field IS [NOT] NULL
/// ```
///
/// A field is letters, digits, `_` and dots, or anything between back-quotes. A text stands in
/// single quotes, an embedded quote doubled; numbers and dates may be bare. Keywords are read in
/// any case [docs].
public record Where(Condition condition) {

  /// @throws valise.platform.Refusal `BAD_WHERE`, which names the position and what was expected
  public static Where parse(String text) {
    return new Where(new Parser(text).parse());
  }

  /// Whether a record passes.
  ///
  /// @param fields reads a field by its path: text, number, boolean, a list of these, or null when
  ///   the record has none
  public boolean accepts(Function<String, @Nullable Object> fields) {
    return condition.accepts(fields);
  }

  /// The fields that are read.
  public Set<String> fields() {
    Set<String> names = new TreeSet<>();
    collect(condition, names);
    return names;
  }

  /// The literals of `field = value AND ...` at the top, for callers who can only serve equalities:
  /// empty when the condition is anything else than such a conjunction.
  public Optional<List<Condition.Comparison>> conjunction() {
    List<Condition> parts =
        condition instanceof Condition.And and ? and.parts() : List.of(condition);
    return parts.stream().allMatch(Condition.Comparison.class::isInstance)
        ? Optional.of(parts.stream().map(Condition.Comparison.class::cast).toList())
        : Optional.empty();
  }

  private static void collect(Condition condition, Set<String> names) {
    switch (condition) {
      case Condition.And and -> and.parts().forEach(part -> collect(part, names));
      case Condition.Or or -> or.parts().forEach(part -> collect(part, names));
      case Condition.Comparison comparison -> names.add(comparison.field());
      case Condition.Like like -> names.add(like.field());
      case Condition.In in -> names.add(in.field());
      case Condition.IsNull isNull -> names.add(isNull.field());
    }
  }
}
