package valise.platform.mail;

/// What may stand in a header of a message.
final class Header {

  private Header() {}

  /// Refuses line ends and other control characters: with them a text could begin a header of its
  /// own.
  static void check(String what, String text) {
    if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
      throw new IllegalArgumentException(what + " must be one line without control characters");
    }
  }
}
