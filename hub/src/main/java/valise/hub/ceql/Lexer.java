package valise.hub.ceql;

import java.util.ArrayList;
import java.util.List;
import valise.platform.Refusal;

/// Cuts the text of a `where` into its words.
final class Lexer {

  private static final int MAX_LENGTH = 4_000;

  private final String text;
  private int at;

  Lexer(String text) {
    if (text.length() > MAX_LENGTH) {
      throw Refusal.malformed(
          "BAD_WHERE", "The where is longer than " + MAX_LENGTH + " characters.");
    }
    this.text = text;
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        tokens.add(new Token(Token.Kind.END, "", at + 1));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private Token next() {
    int start = at + 1;
    char c = text.charAt(at);
    if (c == '\'') {
      return new Token(Token.Kind.TEXT, enclosed('\'', "a text"), start);
    }
    if (c == '`') {
      return new Token(Token.Kind.NAME, enclosed('`', "a field"), start);
    }
    if (isWordPart(c)) {
      int from = at;
      while (at < text.length() && isWordPart(text.charAt(at))) {
        at++;
      }
      return new Token(Token.Kind.WORD, text.substring(from, at), start);
    }
    for (String symbol : List.of("!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "*")) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        return new Token(Token.Kind.SYMBOL, symbol.equals("<>") ? "!=" : symbol, start);
      }
    }
    throw Refusal.malformed(
        "BAD_WHERE",
        "The where cannot be read at position " + start + ": '" + c + "' means nothing here.");
  }

  /// Bare values are words too: `-12.5`, `2024-01-31T10:00:00+01:00`.
  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || "_.-+:$@/".indexOf(c) >= 0;
  }

  /// What stands between two `quote`s; a doubled one is itself.
  private String enclosed(char quote, String what) {
    int start = at + 1;
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != quote) {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == quote) {
        value.append(c);
        at++;
      } else {
        return value.toString();
      }
    }
    throw Refusal.malformed(
        "BAD_WHERE",
        "The where cannot be read: "
            + what
            + " begins at position "
            + start
            + " and has no closing "
            + (quote == '`' ? "back-quote." : "quote."));
  }
}
