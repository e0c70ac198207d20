package valise.files.shares;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import valise.platform.http.ByteRange;

/// Which bytes of something: ranges in order that neither touch nor overlap.
record Ranges(List<ByteRange> list) {

  static final Ranges NONE = new Ranges(List.of());

  Ranges {
    list = List.copyOf(list);
  }

  /// The union of any ranges.
  static Ranges of(Collection<ByteRange> any) {
    List<ByteRange> sorted =
        any.stream().sorted(Comparator.comparingLong(ByteRange::offset)).toList();
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange next : sorted) {
      if (!merged.isEmpty() && merged.getLast().end() >= next.offset()) {
        ByteRange last = merged.removeLast();
        long end = Math.max(last.end(), next.end());
        merged.add(new ByteRange(last.offset(), end - last.offset()));
      } else {
        merged.add(next);
      }
    }
    return new Ranges(merged);
  }

  Ranges plus(Ranges other) {
    List<ByteRange> both = new ArrayList<>(list);
    both.addAll(other.list);
    return of(both);
  }

  boolean intersects(Ranges other) {
    return list.stream()
        .anyMatch(mine ->
            other.list.stream()
                .anyMatch(its -> mine.offset() < its.end() && its.offset() < mine.end()));
  }

  /// Whether all of `length` bytes are in it; nothing is all of nothing.
  boolean covers(long length) {
    return length == 0
        || (list.size() == 1
            && list.getFirst().offset() == 0
            && list.getFirst().length() >= length);
  }

  long bytes() {
    return list.stream().mapToLong(ByteRange::length).sum();
  }

  /// As the store keeps it: `0-99,200-299`, both ends included.
  String text() {
    return list.stream()
        .map(range -> range.offset() + "-" + (range.end() - 1))
        .collect(Collectors.joining(","));
  }

  static Ranges parse(String text) {
    List<ByteRange> ranges = new ArrayList<>();
    for (String each : text.split(",")) {
      int dash = each.indexOf('-');
      if (dash > 0) {
        long first = Long.parseLong(each.substring(0, dash));
        ranges.add(new ByteRange(first, Long.parseLong(each.substring(dash + 1)) - first + 1));
      }
    }
    return new Ranges(ranges);
  }
}
