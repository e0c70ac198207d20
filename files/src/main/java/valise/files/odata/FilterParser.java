package valise.files.odata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import valise.platform.Refusal;

/// Recursive descent over the text of a `$filter`. Bounded in length and depth: it reads what
/// strangers write.
final class FilterParser {

  private static final int MAX_LENGTH = 4_000;
  private static final int MAX_DEPTH = 40;
  private static final Set<String> COMPARISONS = Set.of("eq", "ne", "lt", "le", "gt", "ge");
  private static final Set<String> MATCHES =
      Set.of("startswith", "endswith", "substringof", "contains");

  private final String text;
  private int at;
  private int depth;

  FilterParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw Refusal.malformed("BAD_FILTER", "$filter is longer than 4000 characters.");
    }
    this.text = text;
  }

  Filter parse() {
    Filter filter = or();
    skipSpace();
    if (at < text.length()) {
      throw bad("nothing more");
    }
    return filter;
  }

  private Filter or() {
    Filter left = and();
    while (word("or")) {
      left = new Filter.Or(left, and());
    }
    return left;
  }

  private Filter and() {
    Filter left = unary();
    while (word("and")) {
      left = new Filter.And(left, unary());
    }
    return left;
  }

  private Filter unary() {
    if (++depth > MAX_DEPTH) {
      throw Refusal.malformed("BAD_FILTER", "$filter is nested too deeply.");
    }
    try {
      if (word("not")) {
        return new Filter.Not(unary());
      }
      skipSpace();
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        Filter inner = or();
        expect(')');
        return truthTail(inner);
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Filter comparison() {
    int start = at;
    String name = name();
    String folded = name.toLowerCase(Locale.ROOT);
    if (peek('(')) {
      if (MATCHES.contains(folded)) {
        return truthTail(match(folded));
      }
      if (folded.equals("isof")) {
        return truthTail(isOf());
      }
    }
    at = start;
    Filter.Operand left = operand();
    for (String operator : COMPARISONS) {
      if (word(operator)) {
        return new Filter.Compare(operator, left, operand());
      }
    }
    return new Filter.Truth(left);
  }

  /// `startswith(Name, 'v') eq true` is how every SDK writes it [net-sdk].
  private Filter truthTail(Filter filter) {
    boolean wanted;
    if (word("eq")) {
      wanted = true;
    } else if (word("ne")) {
      wanted = false;
    } else {
      return filter;
    }
    if (word("true")) {
      return wanted ? filter : new Filter.Not(filter);
    }
    if (word("false")) {
      return wanted ? new Filter.Not(filter) : filter;
    }
    throw bad("true or false");
  }

  private Filter match(String function) {
    expect('(');
    Filter.Operand first = operand();
    expect(',');
    Filter.Operand second = operand();
    expect(')');
    return function.equals("substringof")
        ? new Filter.Match(function, second, first)
        : new Filter.Match(function, first, second);
  }

  private Filter isOf() {
    expect('(');
    List<String> types = new ArrayList<>();
    do {
      types.add(quoted());
    } while (word("or") || skip(','));
    expect(')');
    return new Filter.IsOf(List.copyOf(types));
  }

  private Filter.Operand operand() {
    skipSpace();
    if (at >= text.length()) {
      throw bad("a property or a value");
    }
    char c = text.charAt(at);
    if (c == '\'') {
      return new Filter.Literal(quoted());
    }
    if (c == '-' || Character.isDigit(c)) {
      return number();
    }
    int start = at;
    String name = name();
    switch (name.toLowerCase(Locale.ROOT)) {
      case "true":
        return new Filter.Literal(true);
      case "false":
        return new Filter.Literal(false);
      case "null":
        return new Filter.Literal(null);
      case "tolower", "toupper":
        if (peek('(')) {
          if (++depth > MAX_DEPTH) {
            throw Refusal.malformed("BAD_FILTER", "$filter is nested too deeply.");
          }
          expect('(');
          Filter.Operand inner = operand();
          expect(')');
          depth--;
          return new Filter.Cased(name.equalsIgnoreCase("toupper"), inner);
        }
        return new Filter.Member(name);
      case "date", "time", "datetime", "datetimeoffset":
        if (peek('(')) {
          return new Filter.Literal(instant(parenthesised()));
        }
        if (peek('\'')) {
          return new Filter.Literal(instant(quoted()));
        }
        return new Filter.Member(name);
      default:
        if (name.isEmpty()) {
          at = start;
          throw bad("a property or a value");
        }
        return new Filter.Member(name);
    }
  }

  private Filter.Operand number() {
    int start = at;
    while (at < text.length() && " ,)".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String literal = text.substring(start, at);
    if (literal.length() > 4 && literal.indexOf('-', 1) == 4) {
      // An unquoted date, `2013-01-01 00:00:00Z`: the time may follow after a space.
      int end = at;
      if (at + 1 < text.length()
          && text.charAt(at) == ' '
          && Character.isDigit(text.charAt(at + 1))) {
        at++;
        while (at < text.length() && " ,)".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        end = at;
      }
      return new Filter.Literal(instant(text.substring(start, end)));
    }
    String plain = literal.replaceAll("[lLmMdDfF]$", "");
    try {
      return plain.contains(".")
          ? new Filter.Literal(Double.valueOf(plain))
          : new Filter.Literal(Long.valueOf(plain));
    } catch (NumberFormatException e) {
      at = start;
      throw bad("a number");
    }
  }

  private Instant instant(String literal) {
    try {
      return Dates.parse(literal);
    } catch (IllegalArgumentException e) {
      throw bad("a date instead of '" + literal + "'");
    }
  }

  private String parenthesised() {
    expect('(');
    int end = text.indexOf(')', at);
    if (end < 0) {
      throw bad("a closing parenthesis");
    }
    String inner = text.substring(at, end);
    at = end + 1;
    return inner;
  }

  /// A quote ends the text unless it is doubled or what follows cannot follow a value.
  private String quoted() {
    expect('\'');
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\'') {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == '\'') {
        value.append(c);
        at++;
      } else if (endsValue()) {
        return value.toString();
      } else {
        value.append(c);
      }
    }
    throw bad("a closing quote");
  }

  private boolean endsValue() {
    int i = at;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    if (i == text.length() || text.charAt(i) == ')' || text.charAt(i) == ',') {
      return true;
    }
    if (i == at) {
      return false;
    }
    int end = i;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String next = text.substring(i, end).toLowerCase(Locale.ROOT);
    return COMPARISONS.contains(next) || next.equals("and") || next.equals("or");
  }

  private String name() {
    skipSpace();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_./".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean word(String expected) {
    skipSpace();
    int end = at + expected.length();
    boolean found =
        text.regionMatches(true, at, expected, 0, expected.length())
            && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    if (found) {
      at = end;
    }
    return found;
  }

  private boolean peek(char expected) {
    skipSpace();
    return at < text.length() && text.charAt(at) == expected;
  }

  private boolean skip(char expected) {
    boolean found = peek(expected);
    if (found) {
      at++;
    }
    return found;
  }

  private void expect(char expected) {
    if (!skip(expected)) {
      throw bad("'" + expected + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private Refusal bad(String expected) {
    return Refusal.malformed(
        "BAD_FILTER", "$filter cannot be read at position " + at + ": expected " + expected + ".");
  }
}
