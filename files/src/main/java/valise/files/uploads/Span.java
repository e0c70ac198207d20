package valise.files.uploads;

/// Bytes `start` to before `end` of a file.
record Span(long start, long end) {

  Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no span: " + start + " to " + end);
    }
  }

  long length() {
    return end - start;
  }

  boolean isEmpty() {
    return start == end;
  }

  boolean intersects(Span other) {
    return start < other.end && other.start < end;
  }
}
