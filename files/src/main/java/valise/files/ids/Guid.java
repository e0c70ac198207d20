package valise.files.ids;

import java.util.UUID;

/// The 36-character form that every id has [seed].
final class Guid {

  private Guid() {}

  /// A new random GUID whose first characters are `prefix`.
  static String mint(String prefix) {
    return prefix + UUID.randomUUID().toString().substring(prefix.length());
  }

  static boolean hasForm(String value, String prefix) {
    // No regular expression: a listing asks it for each id of each row.
    if (value.length() != 36 || !value.startsWith(prefix)) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = value.charAt(i);
      boolean fits =
          switch (i) {
            case 8, 13, 18, 23 -> c == '-';
            default -> (c >= '0' && c <= '9') || (c >= 'a' && c <= (i < 8 ? 'z' : 'f'));
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  static String check(String value, String prefix, String what) {
    if (!hasForm(value, prefix)) {
      throw new IllegalArgumentException("not " + what + ": " + value);
    }
    return value;
  }
}
