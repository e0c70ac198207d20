package valise.hub.ceql;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One node of a parsed `where`.
///
/// Three-valued logic has no place here: a field that a record lacks makes every condition on it
/// false, but `IS NULL`, `!=` and `NOT IN`.
public sealed interface Condition {

  /// Whether a record passes, whose fields `fields` reads.
  boolean accepts(Function<String, @Nullable Object> fields);

  /// All of at least two.
  record And(List<Condition> parts) implements Condition {

    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      return parts.stream().allMatch(part -> part.accepts(fields));
    }
  }

  /// Any of at least two.
  record Or(List<Condition> parts) implements Condition {

    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      return parts.stream().anyMatch(part -> part.accepts(fields));
    }
  }

  /// How a field and a literal compare.
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    GREATER(">"),
    AT_MOST("<="),
    AT_LEAST(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    private boolean accepts(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case GREATER -> order > 0;
        case AT_MOST -> order <= 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /// `field op value`.
  record Comparison(String field, Operator operator, Literal value) implements Condition {

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      Object actual = fields.apply(field);
      if (actual == null) {
        return operator == Operator.NOT_EQUAL;
      }
      if (actual instanceof List<?> several) {
        boolean any = several.stream().anyMatch(one -> one != null && value.order(one) == 0);
        return switch (operator) {
          case EQUAL -> any;
          case NOT_EQUAL -> !any;
          default -> false;
        };
      }
      return operator.accepts(value.order(actual));
    }
  }

  /// `field LIKE 'a%'`: `%` stands for any text, also none. Letters compare without case, as names
  /// of files do at most providers.
  record Like(String field, String pattern) implements Condition {

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      Object actual = fields.apply(field);
      return actual != null && matches(actual.toString().toLowerCase(Locale.ROOT));
    }

    /// Greedy, without going back further than the last `%`: linear but for repeated pieces, and
    /// never exponential as a regular expression of a stranger's making could be.
    private boolean matches(String text) {
      String wanted = pattern.toLowerCase(Locale.ROOT);
      int at = 0;
      int in = 0;
      int star = -1;
      int resume = 0;
      while (at < text.length()) {
        if (in < wanted.length() && wanted.charAt(in) == '%') {
          star = in++;
          resume = at;
        } else if (in < wanted.length() && wanted.charAt(in) == text.charAt(at)) {
          in++;
          at++;
        } else if (star >= 0) {
          in = star + 1;
          at = ++resume;
        } else {
          return false;
        }
      }
      while (in < wanted.length() && wanted.charAt(in) == '%') {
        in++;
      }
      return in == wanted.length();
    }
  }

  /// `field IN (a, b)`, or with `negated` `field NOT IN (a, b)`.
  record In(String field, boolean negated, List<Literal> values) implements Condition {

    public In {
      values = List.copyOf(values);
    }

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      Object actual = fields.apply(field);
      List<?> several =
          actual instanceof List<?> list ? list : actual == null ? List.of() : List.of(actual);
      boolean any =
          several.stream()
              .anyMatch(
                  one -> one != null && values.stream().anyMatch(value -> value.order(one) == 0));
      return any != negated;
    }
  }

  /// `field IS NULL`, or with `negated` `field IS NOT NULL`.
  record IsNull(String field, boolean negated) implements Condition {

    @Override
    public boolean accepts(Function<String, @Nullable Object> fields) {
      return (fields.apply(field) == null) != negated;
    }
  }
}
