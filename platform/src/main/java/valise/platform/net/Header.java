package valise.platform.net;

import org.jspecify.annotations.Nullable;

/// One line of an HTTP head. Neither part can end the line.
public record Header(String name, String value) {

  public Header {
    if (name.isEmpty() || breaks(name) || breaks(value)) {
      throw new IllegalArgumentException("A header is one line");
    }
  }

  /// One that came from outside, with what cannot stand in a line made blank.
  static Header received(String name, @Nullable String value) {
    return new Header(name.isEmpty() ? "-" : clean(name), value == null ? "" : clean(value));
  }

  private static String clean(String text) {
    return breaks(text) ? text.replaceAll("[\\r\\n\\x00]", " ") : text;
  }

  private static boolean breaks(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf(0) >= 0;
  }
}
