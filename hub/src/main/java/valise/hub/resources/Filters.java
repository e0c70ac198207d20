package valise.hub.resources;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Literal;
import valise.hub.ceql.Where;
import valise.platform.Refusal;

/// A `where` in the words of providers.
final class Filters {

  private Filters() {}

  /// `field = value AND ...` as parameters.
  ///
  /// @throws Refusal when it is anything else
  static Map<String, String> pairs(Where where) {
    List<Condition.Comparison> parts =
        where
            .conjunction()
            .filter(all -> all.stream().allMatch(it -> it.operator() == Condition.Operator.EQUAL))
            .orElseThrow(() ->
                Refusal.malformed(
                    "BAD_WHERE",
                    "This provider can only be asked for fields that are equal to something, joined"
                        + " by AND."));
    Map<String, String> pairs = new LinkedHashMap<>();
    parts.forEach(part -> pairs.put(part.field(), part.value().text()));
    return pairs;
  }

  /// As OData writes it.
  static String odata(Condition condition) {
    return switch (condition) {
      case Condition.And and -> joined(and.parts(), " and ");
      case Condition.Or or -> joined(or.parts(), " or ");
      case Condition.Comparison it ->
          path(it.field()) + " " + operator(it.operator()) + " " + literal(it.value());
      case Condition.In in -> {
        String any =
            in.values().stream()
                .map(value -> path(in.field()) + " eq " + literal(value))
                .collect(Collectors.joining(" or ", "(", ")"));
        yield in.negated() ? "not " + any : any;
      }
      case Condition.IsNull it -> path(it.field()) + (it.negated() ? " ne null" : " eq null");
      case Condition.Like it -> like(it);
    };
  }

  private static String joined(List<Condition> parts, String word) {
    return parts.stream().map(Filters::odata).collect(Collectors.joining(word, "(", ")"));
  }

  private static String path(String field) {
    return field.replace('.', '/');
  }

  private static String operator(Condition.Operator operator) {
    return switch (operator) {
      case EQUAL -> "eq";
      case NOT_EQUAL -> "ne";
      case LESS -> "lt";
      case GREATER -> "gt";
      case AT_MOST -> "le";
      case AT_LEAST -> "ge";
    };
  }

  private static String literal(Literal literal) {
    boolean bare =
        !literal.quoted()
            && (literal.number().isPresent()
                || literal.instant().isPresent()
                || literal.text().matches("(?i)true|false"));
    return bare ? literal.text() : "'" + literal.text().replace("'", "''") + "'";
  }

  private static String like(Condition.Like like) {
    String text = like.pattern();
    boolean before = text.startsWith("%");
    boolean after = text.length() > 1 && text.endsWith("%");
    String inner = text.substring(before ? 1 : 0, text.length() - (after ? 1 : 0));
    if (inner.contains("%")) {
      throw Refusal.malformed(
          "BAD_WHERE", "This provider knows '%' at the beginning and at the end of a text only.");
    }
    String field = path(like.field());
    String quoted = "'" + inner.replace("'", "''") + "'";
    if (before && after) {
      return "contains(" + field + ", " + quoted + ")";
    }
    return before
        ? "endswith(" + field + ", " + quoted + ")"
        : after ? "startswith(" + field + ", " + quoted + ")" : field + " eq " + quoted;
  }
}
