package valise.platform.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a `Range` header (RFC 9110, section 14.2) asks of a representation of a known length.
public sealed interface ByteRanges {

  /// More ranges than this in one header are not honoured: the whole is sent instead, which RFC
  /// 9110 allows and which costs less than many small parts.
  int MOST_RANGES = 50;

  /// The header asks for nothing we honour (not bytes, malformed, too many): send the whole.
  record Whole() implements ByteRanges {}

  /// Send these: at least one, none overlapping or touching another. In the order asked for, or
  /// ascending when some had to be joined.
  record Some(List<ByteRange> ranges) implements ByteRanges {
    public Some {
      ranges = List.copyOf(ranges);
    }
  }

  /// None of the ranges lies within the representation: answer 416.
  record Unsatisfiable() implements ByteRanges {}

  /// Reads `header` against `length` bytes.
  static ByteRanges of(String header, long length) {
    int equals = header.indexOf('=');
    if (equals < 0 || !header.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
      return new Whole();
    }
    List<ByteRange> ranges = new ArrayList<>();
    int asked = 0;
    boolean suffixOfNothing = false;
    for (String spec : header.substring(equals + 1).split(",", -1)) {
      String range = spec.strip();
      if (range.isEmpty()) {
        continue; // A list may have empty members.
      }
      int dash = range.indexOf('-');
      if (dash < 0 || ++asked > MOST_RANGES) {
        return new Whole();
      }
      String first = range.substring(0, dash).strip();
      String last = range.substring(dash + 1).strip();
      if (!digits(first) || !digits(last) || (first.isEmpty() && last.isEmpty())) {
        return new Whole();
      }
      long from;
      long to;
      if (first.isEmpty()) {
        long suffix = number(last);
        suffixOfNothing |= suffix > 0 && length == 0;
        from = Math.max(0, length - suffix);
        to = length;
      } else {
        from = number(first);
        long through = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (through < from) {
          return new Whole();
        }
        to = through < length ? through + 1 : length;
      }
      if (from < to) {
        ranges.add(new ByteRange(from, to - from));
      }
    }
    if (asked == 0 || (ranges.isEmpty() && suffixOfNothing)) {
      // The last five bytes of nothing are satisfiable, and are nothing.
      return new Whole();
    }
    return ranges.isEmpty() ? new Unsatisfiable() : new Some(joined(ranges));
  }

  private static List<ByteRange> joined(List<ByteRange> asked) {
    List<ByteRange> sorted = new ArrayList<>(asked);
    sorted.sort(Comparator.comparingLong(ByteRange::offset));
    List<ByteRange> joined = new ArrayList<>();
    for (ByteRange next : sorted) {
      ByteRange before = joined.isEmpty() ? next : joined.getLast();
      if (joined.isEmpty() || next.offset() > before.end()) {
        joined.add(next);
      } else {
        long end = Math.max(before.end(), next.end());
        joined.set(joined.size() - 1, new ByteRange(before.offset(), end - before.offset()));
      }
    }
    return joined.size() == asked.size() ? asked : joined;
  }

  private static boolean digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The number, or the largest there is when it is larger.
  private static long number(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    String plain = digits.substring(start);
    return plain.length() > 18 ? Long.MAX_VALUE : Long.parseLong(plain);
  }
}
