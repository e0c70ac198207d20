package valise.files.accounts;

import java.text.Normalizer;
import java.util.Optional;
import valise.files.ids.EmailAddress;
import valise.platform.Refusal;

/// Checks text that people type into named fields. What cannot be shown as it is, is refused with
/// the field's name.
public final class Text {

  private Text() {}

  /// One line of at most `max` characters, without blanks around it; may be empty.
  ///
  /// @throws Refusal when it is longer, or has characters that break a line, are invisible, or turn
  ///   the direction of what follows
  public static String line(String field, String text, int max) {
    String line = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
    if (line.length() > max) {
      throw Refusal.malformed(
          "BAD_FIELD", "'" + field + "' may have at most " + max + " characters.");
    }
    if (line.codePoints().anyMatch(Text::unfit)) {
      throw Refusal.malformed(
          "BAD_FIELD",
          "'" + field + "' must not contain control characters or marks that turn text around.");
    }
    return line;
  }

  /// The same, and not empty.
  public static String requiredLine(String field, String text, int max) {
    String line = line(field, text, max);
    if (line.isEmpty()) {
      throw Refusal.malformed("FIELD_MISSING", "'" + field + "' is required.");
    }
    return line;
  }

  /// Several lines of at most `max` characters.
  public static String lines(String field, String text, int max) {
    if (text.length() > max) {
      throw Refusal.malformed(
          "BAD_FIELD", "'" + field + "' may have at most " + max + " characters.");
    }
    String lines = Normalizer.normalize(text, Normalizer.Form.NFC).replace("\r\n", "\n");
    if (lines.codePoints().anyMatch(c -> c != '\n' && c != '\t' && unfit(c))) {
      throw Refusal.malformed(
          "BAD_FIELD",
          "'" + field + "' must not contain control characters or marks that turn text around.");
    }
    return lines;
  }

  /// An e-mail address.
  public static EmailAddress email(String field, String text) {
    Optional<EmailAddress> address = EmailAddress.parse(text);
    return address.orElseThrow(() ->
        text.isBlank()
            ? Refusal.malformed("FIELD_MISSING", "'" + field + "' is required.")
            : Refusal.malformed(
                "BAD_EMAIL",
                "'" + field + "' must be an e-mail address such as jane@example.com."));
  }

  private static boolean unfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      // A joiner is part of ordinary words in several scripts and of emoji.
      case Character.FORMAT -> c != 0x200c && c != 0x200d;
      default -> false;
    };
  }
}
