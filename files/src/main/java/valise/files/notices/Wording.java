package valise.files.notices;

import java.util.List;
import java.util.Locale;

/// Small things that letters say alike.
final class Wording {

  private static final int LONGEST_LIST = 3;

  private Wording() {}

  /// `1 file`, `12 files`.
  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /// `999 B`, `1.2 MB`; thousands, as file managers of today count.
  static String size(long bytes) {
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

  /// `Ann`, `Ann and Bob`, `Ann, Bob and 3 others`.
  static String names(List<String> names) {
    int shown = names.size() > LONGEST_LIST ? LONGEST_LIST - 1 : names.size() - 1;
    int rest = names.size() - shown;
    if (shown <= 0) {
      return String.join("", names);
    }
    return String.join(", ", names.subList(0, shown))
        + " and "
        + (rest == 1 ? names.getLast() : rest + " others");
  }
}
