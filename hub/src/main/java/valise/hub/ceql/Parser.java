package valise.hub.ceql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import valise.platform.Refusal;

/// Recursive descent over the words of a `where`. Bounded in length and depth: it reads what
/// strangers write.
final class Parser {

  private static final int MAX_DEPTH = 40;
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "is", "null", "like");

  private final List<Token> tokens;
  private int next;
  private int depth;

  Parser(String text) {
    this.tokens = new Lexer(text).tokens();
  }

  Condition parse() {
    Condition condition = expression();
    if (peek().kind() != Token.Kind.END) {
      throw expected("AND, OR or the end");
    }
    return condition;
  }

  private Condition expression() {
    List<Condition> parts = new ArrayList<>(List.of(term()));
    while (takeKeyword("or")) {
      parts.add(term());
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.Or(parts);
  }

  private Condition term() {
    List<Condition> parts = new ArrayList<>(List.of(factor()));
    while (takeKeyword("and")) {
      parts.add(factor());
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
  }

  private Condition factor() {
    if (!takeSymbol("(")) {
      return predicate();
    }
    if (++depth > MAX_DEPTH) {
      throw Refusal.malformed(
          "BAD_WHERE", "The where is nested more than " + MAX_DEPTH + " parentheses deep.");
    }
    Condition inner = expression();
    if (!takeSymbol(")")) {
      throw expected("AND, OR or ')'");
    }
    depth--;
    return inner;
  }

  private Condition predicate() {
    String field = field();
    Optional<Condition.Operator> operator = operator();
    if (operator.isPresent()) {
      return new Condition.Comparison(field, operator.get(), value());
    }
    if (takeKeyword("like")) {
      return new Condition.Like(field, value().text());
    }
    if (takeKeyword("is")) {
      boolean negated = takeKeyword("not");
      if (!takeKeyword("null")) {
        throw expected(negated ? "NULL" : "NULL or NOT NULL");
      }
      return new Condition.IsNull(field, negated);
    }
    boolean negated = takeKeyword("not");
    if (!takeKeyword("in")) {
      throw expected(negated ? "IN" : "an operator (=, !=, <, >, <=, >=, LIKE, IN, NOT IN, IS)");
    }
    return new Condition.In(field, negated, values());
  }

  private String field() {
    Token token = peek();
    boolean word =
        token.kind() == Token.Kind.WORD
            && Character.isUnicodeIdentifierStart(token.text().codePointAt(0))
            && KEYWORDS.stream().noneMatch(token::isKeyword);
    if (!word && (token.kind() != Token.Kind.NAME || token.text().isEmpty())) {
      throw expected("a field");
    }
    next++;
    return token.text();
  }

  private Optional<Condition.Operator> operator() {
    for (Condition.Operator operator : Condition.Operator.values()) {
      if (takeSymbol(operator.symbol())) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private List<Literal> values() {
    if (!takeSymbol("(")) {
      throw expected("'('");
    }
    List<Literal> values = new ArrayList<>();
    do {
      values.add(value());
    } while (takeSymbol(","));
    if (!takeSymbol(")")) {
      throw expected("',' or ')'");
    }
    return values;
  }

  private Literal value() {
    Token token = peek();
    boolean bare = token.kind() == Token.Kind.WORD && KEYWORDS.stream().noneMatch(token::isKeyword);
    if (!bare && token.kind() != Token.Kind.TEXT) {
      throw expected("a value");
    }
    next++;
    return new Literal(token.text(), !bare);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean takeKeyword(String keyword) {
    boolean taken = peek().isKeyword(keyword);
    if (taken) {
      next++;
    }
    return taken;
  }

  private boolean takeSymbol(String symbol) {
    boolean taken = peek().isSymbol(symbol);
    if (taken) {
      next++;
    }
    return taken;
  }

  private Refusal expected(String what) {
    Token found = peek();
    return Refusal.malformed(
        "BAD_WHERE",
        "The where cannot be read at position "
            + found.at()
            + ": expected "
            + what
            + ", found "
            + found.shown()
            + ".");
  }
}
