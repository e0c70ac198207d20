package valise.platform.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The values of an `in` that is asked often and with any number of them.
public final class InList {

  private InList() {}

  /// The values, the last of them repeated until they are a power of two: so lists of all lengths
  /// make few texts, and a prepared statement is met again. jOOQ's own padding fails for lists
  /// without values.
  public static <T> List<T> of(Collection<T> values) {
    List<T> padded = new ArrayList<>(values);
    while (!padded.isEmpty() && Integer.bitCount(padded.size()) != 1) {
      padded.add(padded.getLast());
    }
    return padded;
  }
}
