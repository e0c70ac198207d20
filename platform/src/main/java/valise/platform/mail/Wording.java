package valise.platform.mail;

import java.util.List;
import java.util.Locale;

/// Small things that letters say alike.
public final class Wording {

  private static final int MOST_NAMES = 3;

  private Wording() {}

  /// `1 file`, `12 files`.
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /// `999 B`, `1.2 MB`; thousands, as file managers of today count.
  public static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double amount = bytes;
    String unit = "";
    for (String each : List.of("KB", "MB", "GB", "TB")) {
      amount /= 1_000;
      unit = each;
      if (amount < 999.5) {
        break;
      }
    }
    return String.format(Locale.ROOT, amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, unit);
  }

  /// `view`, `view and download`, `view, download and delete`.
  public static String list(List<String> words) {
    int before = words.size() - 1;
    return before < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, before)) + " and " + words.getLast();
  }

  /// As a list, when it is short; else `Ann, Bob and 3 others`.
  public static String names(List<String> names) {
    int shown = MOST_NAMES - 1;
    return namesAll(names)
        ? list(names)
        : String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " others";
  }

  /// Whether [#names] leaves nobody out.
  public static boolean namesAll(List<String> names) {
    return names.size() <= MOST_NAMES;
  }
}
