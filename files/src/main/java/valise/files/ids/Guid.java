package valise.files.ids;

import java.util.UUID;
import java.util.regex.Pattern;

/// The 36-character form that every id has [seed].
final class Guid {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-z]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Guid() {}

  /// A new random GUID whose first characters are `prefix`.
  static String mint(String prefix) {
    return prefix + UUID.randomUUID().toString().substring(prefix.length());
  }

  static boolean hasForm(String value, String prefix) {
    return value.length() == 36 && value.startsWith(prefix) && FORM.matcher(value).matches();
  }

  static String check(String value, String prefix, String what) {
    if (!hasForm(value, prefix)) {
      throw new IllegalArgumentException("not " + what + ": " + value);
    }
    return value;
  }
}
