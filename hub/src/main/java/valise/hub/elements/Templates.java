package valise.hub.elements;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts with `{key}` in them, filled from a configuration whose values may hold such again.
public final class Templates {

  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z0-9_.-]+)\\}");

  /// Values that name each other in a circle come to an end here.
  private static final int DEEPEST = 8;

  private Templates() {}

  /// `text` with what `values` has for its places; a place without a value stays as it is.
  public static String fill(String text, Function<String, Optional<String>> values) {
    String filled = text;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Matcher place = PLACE.matcher(filled);
      String next =
          place.replaceAll(found ->
              Matcher.quoteReplacement(values.apply(found.group(1)).orElse(found.group())));
      if (next.equals(filled)) {
        return filled;
      }
      filled = next;
    }
    return filled;
  }
}
