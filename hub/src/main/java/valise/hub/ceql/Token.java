package valise.hub.ceql;

/// One word of a `where`, and where it stands.
///
/// @param at its position, the first character being 1
record Token(Kind kind, String text, int at) {

  enum Kind {
    /// A field or a keyword, or a bare value.
    WORD,
    /// A field in back-quotes, which is never a keyword.
    NAME,
    /// What stood in single quotes.
    TEXT,
    /// An operator, a parenthesis or a comma.
    SYMBOL,
    END
  }

  boolean isKeyword(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /// As a message shows it.
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "the text '" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
      default -> "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    };
  }
}
