package valise.files.items;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import valise.platform.Refusal;

/// What a thing may be called: refused with a clear error, never silently changed. Names compare
/// without case and in Unicode's composed form, and keep how they were written.
public final class Names {

  /// The vendor's limit [rclone].
  static final int MAX_LENGTH = 256;

  private static final String FORBIDDEN = "\\/:*?\"<>|";

  private static final Set<String> DEVICES =
      Set.of(
          "con",
          "prn",
          "aux",
          "nul",
          "com1",
          "com2",
          "com3",
          "com4",
          "com5",
          "com6",
          "com7",
          "com8",
          "com9",
          "com\u00b9",
          "com\u00b2",
          "com\u00b3",
          "conin$",
          "conout$",
          "lpt\u00b9",
          "lpt\u00b2",
          "lpt\u00b3",
          "lpt1",
          "lpt2",
          "lpt3",
          "lpt4",
          "lpt5",
          "lpt6",
          "lpt7",
          "lpt8",
          "lpt9");

  private Names() {}

  /// Checks a name and returns it unchanged.
  ///
  /// @throws Refusal `BAD_NAME`, saying what is wrong with it
  public static String check(String name) {
    if (name.isEmpty()) {
      throw bad("must not be empty");
    }
    if (name.length() > MAX_LENGTH) {
      throw bad("must not be longer than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      checkCharacter(c);
      i += Character.charCount(c);
    }
    int first = name.codePointAt(0);
    int last = name.codePointBefore(name.length());
    if (isBlank(first) || isBlank(last)) {
      throw bad("must not begin or end with a blank");
    }
    if (last == '.') {
      throw bad("must not end with a dot");
    }
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
    if (DEVICES.contains(stem)) {
      throw bad("'" + stem + "' is a device on Windows");
    }
    return name;
  }

  private static void checkCharacter(int c) {
    if (FORBIDDEN.indexOf(c) >= 0) {
      throw bad("must not contain '" + Character.toString(c) + "'");
    }
    switch (Character.getType(c)) {
      case Character.CONTROL -> throw bad("must not contain control characters");
      case Character.SURROGATE, Character.UNASSIGNED -> {
        if (Character.getType(c) == Character.SURROGATE || (c & 0xfffe) == 0xfffe) {
          throw bad("is not well-formed Unicode");
        }
      }
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          throw bad("must not contain line separators");
      default -> {
        boolean reorders = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        if (reorders || c == 0xfeff) {
          throw bad("must not contain characters that change the direction of text");
        }
      }
    }
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /// The form under which two names are the same name.
  public static String fold(String name) {
    String folded = foldOnce(name);
    // A few letters need a second turn: the capital sharp s becomes the small one, and that "ss".
    for (String again = foldOnce(folded); !again.equals(folded); again = foldOnce(folded)) {
      folded = again;
    }
    return folded;
  }

  private static String foldOnce(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    return Normalizer.normalize(
        composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /// `report.pdf` and 2 make `report (2).pdf`, cut so that it still fits.
  static String numbered(String name, int number) {
    String mark = " (" + number + ")";
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String tail = dot > 0 ? name.substring(dot) : "";
    if (tail.length() > 64) {
      stem = name;
      tail = "";
    }
    int room = MAX_LENGTH - mark.length() - tail.length();
    if (stem.length() > room) {
      stem = stem.substring(0, Character.isHighSurrogate(stem.charAt(room - 1)) ? room - 1 : room);
    }
    return stem.stripTrailing() + mark + tail;
  }

  private static Refusal bad(String why) {
    return Refusal.malformed("BAD_NAME", "The name " + why + ".");
  }
}
