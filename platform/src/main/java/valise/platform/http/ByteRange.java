package valise.platform.http;

/// A run of bytes of a representation; never empty.
public record ByteRange(long offset, long length) {

  public ByteRange {
    if (offset < 0 || length <= 0) {
      throw new IllegalArgumentException("no range: " + offset + "+" + length);
    }
  }

  /// The offset just past the last byte.
  public long end() {
    return offset + length;
  }

  /// The value of a `Content-Range` field.
  String contentRange(long total) {
    return "bytes " + offset + "-" + (end() - 1) + "/" + total;
  }
}
