package valise.platform.render;

/// What of a file is drawn, and what is written across it.
///
/// @param page the first is 0; what is not a document has no other
/// @param mark repeated all over; empty text for nothing
public record Sheet(int page, String mark) {

  static final Sheet FIRST = new Sheet(0, "");

  /// Longer marks are for no eye.
  private static final int LONGEST_MARK = 400;

  public Sheet {
    if (page < 0 || mark.length() > LONGEST_MARK) {
      throw new IllegalArgumentException(
          "page " + page + " with " + mark.length() + " characters across");
    }
  }
}
