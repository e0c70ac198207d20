package valise.files.uploads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which bytes are there: spans that neither touch nor overlap. Not safe for several threads.
final class Coverage {

  /// End of each span by its start.
  private final TreeMap<Long, Long> spans = new TreeMap<>();

  Coverage() {}

  Coverage(Collection<Span> there) {
    there.forEach(this::add);
  }

  void add(Span span) {
    if (span.isEmpty()) {
      return;
    }
    long start = span.start();
    long end = span.end();
    Map.Entry<Long, Long> before = spans.floorEntry(start);
    if (before != null && before.getValue() >= start) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> next = spans.ceilingEntry(start);
    while (next != null && next.getKey() <= end) {
      end = Math.max(end, next.getValue());
      spans.remove(next.getKey());
      next = spans.ceilingEntry(start);
    }
    spans.put(start, end);
  }

  void remove(Span span) {
    for (Span part : within(span)) {
      Map.Entry<Long, Long> whole = spans.floorEntry(part.start());
      long start = whole.getKey();
      long end = whole.getValue();
      spans.remove(start);
      if (start < part.start()) {
        spans.put(start, part.start());
      }
      if (part.end() < end) {
        spans.put(part.end(), end);
      }
    }
  }

  /// The parts of `span` that are there.
  List<Span> within(Span span) {
    List<Span> parts = new ArrayList<>();
    Map.Entry<Long, Long> at = spans.floorEntry(span.start());
    if (at == null) {
      at = spans.ceilingEntry(span.start());
    }
    while (at != null && at.getKey() < span.end()) {
      long start = Math.max(at.getKey(), span.start());
      long end = Math.min(at.getValue(), span.end());
      if (start < end) {
        parts.add(new Span(start, end));
      }
      at = spans.higherEntry(at.getKey());
    }
    return parts;
  }

  boolean intersects(Span span) {
    return !within(span).isEmpty();
  }

  /// How many bytes there are from the beginning to the first hole.
  long prefix() {
    Map.Entry<Long, Long> first = spans.firstEntry();
    return first != null && first.getKey() == 0 ? first.getValue() : 0;
  }

  /// Where the last span ends; 0 when there is none.
  long end() {
    Map.Entry<Long, Long> last = spans.lastEntry();
    return last == null ? 0 : last.getValue();
  }

  int count() {
    return spans.size();
  }

  List<Span> spans() {
    List<Span> all = new ArrayList<>(spans.size());
    spans.forEach((start, end) -> all.add(new Span(start, end)));
    return all;
  }
}
