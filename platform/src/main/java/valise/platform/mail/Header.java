package valise.platform.mail;

import java.util.regex.Pattern;

/// What may stand in a header of a message.
final class Header {

  /// Line ends of every kind, other control characters, and marks that turn text around.
  private static final Pattern UNFIT =
      Pattern.compile(
          "[\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

  private Header() {}

  /// Refuses line ends and other control characters: with them a text could begin a header of its
  /// own.
  static void check(String what, String text) {
    if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
      throw new IllegalArgumentException(what + " must be one line without control characters");
    }
  }

  /// A text that came from somewhere as one line that fits, cut when it is longer than `most`.
  static String line(String text, int most) {
    String line = UNFIT.matcher(text).replaceAll(" ").strip();
    if (line.length() <= most) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(most - 2)) ? most - 2 : most - 1;
    return line.substring(0, end).stripTrailing() + "\u2026";
  }
}
