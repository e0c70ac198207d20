package valise.files.odata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import valise.platform.Refusal;

/// A parsed `$filter`: the grammar that clients send (comparisons, `and`, `or`, `not`,
/// `startswith`, `endswith`, `substringof`, `tolower`, `toupper`, `isof`), read leniently, since
/// the SDKs do not double single quotes inside values [net-sdk] [java-sdk] [ps]. Text compares
/// without regard to case, as names do.
public sealed interface Filter {

  /// Both.
  record And(Filter left, Filter right) implements Filter {}

  /// Either.
  record Or(Filter left, Filter right) implements Filter {}

  /// Not.
  record Not(Filter inner) implements Filter {}

  /// A comparison of two operands.
  record Compare(String operator, Operand left, Operand right) implements Filter {}

  /// `startswith`, `endswith`, `substringof`: whether `text` has `part`.
  record Match(String function, Operand text, Operand part) implements Filter {}

  /// `isof('ShareFile.Api.Models.Folder')`, one of several names.
  record IsOf(List<String> types) implements Filter {}

  /// A boolean member, or a literal `true` or `false`, standing alone.
  record Truth(Operand operand) implements Filter {}

  /// What can be compared.
  sealed interface Operand {}

  /// A member by name.
  record Member(String name) implements Operand {}

  /// A constant: `String`, `Long`, `Double`, `Boolean`, [Instant], or none for `null`.
  record Literal(@Nullable Object value) implements Operand {}

  /// `tolower(x)` or `toupper(x)`.
  record Cased(boolean upper, Operand inner) implements Operand {}

  static Filter parse(String text) {
    return new FilterParser(text).parse();
  }

  /// The members this filter reads.
  default Set<String> members() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    collect(this, names);
    return names;
  }

  private static void collect(Filter filter, Set<String> names) {
    switch (filter) {
      case And(Filter left, Filter right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Or(Filter left, Filter right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Not(Filter inner) -> collect(inner, names);
      case Compare(String operator, Operand left, Operand right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Match(String function, Operand whole, Operand part) -> {
        collect(whole, names);
        collect(part, names);
      }
      case IsOf isOf -> {}
      case Truth(Operand operand) -> collect(operand, names);
    }
  }

  private static void collect(Operand operand, Set<String> names) {
    switch (operand) {
      case Member(String name) -> names.add(name);
      case Literal literal -> {}
      case Cased(boolean upper, Operand inner) -> collect(inner, names);
    }
  }

  /// Whether an object passes.
  ///
  /// @param type the object's `odata.type`
  /// @param member reads a member's value
  default boolean accepts(String type, Function<String, @Nullable Object> member) {
    return switch (this) {
      case And(Filter left, Filter right) ->
          left.accepts(type, member) && right.accepts(type, member);
      case Or(Filter left, Filter right) ->
          left.accepts(type, member) || right.accepts(type, member);
      case Not(Filter inner) -> !inner.accepts(type, member);
      case IsOf(List<String> types) -> types.stream().anyMatch(type::equalsIgnoreCase);
      case Truth(Operand operand) -> Boolean.TRUE.equals(value(operand, member));
      case Match(String function, Operand text, Operand part) ->
          matches(function, value(text, member), value(part, member));
      case Compare(String operator, Operand left, Operand right) ->
          compares(operator, value(left, member), value(right, member));
    };
  }

  private static @Nullable Object value(
      Operand operand, Function<String, @Nullable Object> member) {
    return switch (operand) {
      case Member(String name) -> member.apply(name);
      case Literal(Object value) -> value;
      case Cased(boolean upper, Operand inner) -> {
        Object text = value(inner, member);
        yield text == null
            ? null
            : upper
                ? text.toString().toUpperCase(Locale.ROOT)
                : text.toString().toLowerCase(Locale.ROOT);
      }
    };
  }

  private static boolean matches(String function, @Nullable Object text, @Nullable Object part) {
    if (text == null || part == null) {
      return false;
    }
    String whole = text.toString().toLowerCase(Locale.ROOT);
    String piece = part.toString().toLowerCase(Locale.ROOT);
    return switch (function) {
      case "startswith" -> whole.startsWith(piece);
      case "endswith" -> whole.endsWith(piece);
      default -> whole.contains(piece);
    };
  }

  private static boolean compares(String operator, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      boolean equal = left == null && right == null;
      return switch (operator) {
        case "eq" -> equal;
        case "ne" -> !equal;
        default -> false;
      };
    }
    int order = order(left, right);
    return switch (operator) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "lt" -> order < 0;
      case "le" -> order <= 0;
      case "gt" -> order > 0;
      default -> order >= 0;
    };
  }

  /// Compares two values of a kind; values of different kinds compare as text.
  static int order(Object left, Object right) {
    if (left instanceof Number a && right instanceof Number b) {
      return a instanceof Double || b instanceof Double
          ? Double.compare(a.doubleValue(), b.doubleValue())
          : Long.compare(a.longValue(), b.longValue());
    }
    if (left instanceof Instant a && right instanceof Instant b) {
      return a.compareTo(b);
    }
    if (left instanceof Instant a && right instanceof String b) {
      return a.compareTo(date(b));
    }
    if (left instanceof String a && right instanceof Instant b) {
      return date(a).compareTo(b);
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return Boolean.compare(a, b);
    }
    return left.toString().compareToIgnoreCase(right.toString());
  }

  private static Instant date(String text) {
    try {
      return Dates.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("BAD_FILTER", "$filter compares a date with '" + text + "'.");
    }
  }

  /// Every member that the filter names must exist in at least one of the shapes.
  static <T> void check(Set<String> members, List<Shape<T>> shapes) {
    List<String> unknown = new ArrayList<>();
    for (String name : members) {
      if (shapes.stream().noneMatch(shape -> shape.property(name).isPresent())
          && !name.equalsIgnoreCase("Id")) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw Refusal.malformed(
          "UNKNOWN_PROPERTY",
          "There is no property '" + unknown.getFirst() + "' to filter or sort by.");
    }
  }
}
