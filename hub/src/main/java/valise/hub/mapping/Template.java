package valise.hub.mapping;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An address with expressions in braces: `Items({item.id})/Children`. What they yield is
/// percent-encoded, so that it is one part of a path whatever it holds. `{+expression}` is taken as
/// it is: for an address that the provider named.
final class Template {

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Value(Expression expression, boolean verbatim) implements Part {}
  }

  private final String where;
  private final List<Part> parts;

  private Template(String where, List<Part> parts) {
    this.where = where;
    this.parts = List.copyOf(parts);
  }

  static Template parse(String where, String text) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (open < 0) {
        parts.add(new Part.Text(text.substring(at)));
        break;
      }
      if (close < 0) {
        throw new MappingException(where, "has a '{' without '}'");
      }
      parts.add(new Part.Text(text.substring(at, open)));
      String inner = text.substring(open + 1, close);
      boolean verbatim = inner.startsWith("+");
      parts.add(
          new Part.Value(
              Expression.compile(where, verbatim ? inner.substring(1) : inner), verbatim));
      at = close + 1;
    }
    return new Template(where, parts);
  }

  /// @throws UnexpectedAnswerException when an expression has no value
  String fill(Map<String, ?> scope) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> filled.append(text.text());
        case Part.Value value -> {
          String text =
              value
                  .expression()
                  .text(scope)
                  .orElseThrow(() -> new UnexpectedAnswerException(where, "a part has no value"));
          filled.append(value.verbatim() ? text : encoded(text));
        }
      }
    }
    return filled.toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
