package valise.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An entity tag (RFC 9110, section 8.8.3); `opaque` is what stands between the quotes.
public record ETag(String opaque, boolean weak) {

  public ETag {
    if (!opaque.chars().allMatch(ETag::allowed)) {
      throw new IllegalArgumentException("not an entity tag: " + opaque);
    }
  }

  /// A tag that changes whenever a byte does.
  public static ETag strong(String opaque) {
    return new ETag(opaque, false);
  }

  /// Whether both are strong and alike.
  public boolean matchesStrongly(ETag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /// Whether they are alike, strong or not.
  public boolean matchesWeakly(ETag other) {
    return opaque.equals(other.opaque);
  }

  /// As it is written in a header.
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + "\"";
  }

  /// The tags of a list; what is not a tag ends the list, so that garbage never matches.
  static List<ETag> list(String header) {
    List<ETag> tags = new ArrayList<>();
    int at = 0;
    while (at < header.length()) {
      char c = header.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      boolean weak = header.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < header.length() ? header.indexOf('"', open + 1) : -1;
      if (close < 0 || header.charAt(open) != '"') {
        break;
      }
      String opaque = header.substring(open + 1, close);
      if (!opaque.chars().allMatch(ETag::allowed)) {
        break;
      }
      tags.add(new ETag(opaque, weak));
      at = close + 1;
    }
    return tags;
  }

  /// The one tag a header holds, or empty when it holds anything else.
  static Optional<ETag> one(String header) {
    List<ETag> tags = list(header);
    return tags.size() == 1 && header.strip().equals(tags.getFirst().toString())
        ? Optional.of(tags.getFirst())
        : Optional.empty();
  }

  private static boolean allowed(int c) {
    return c == 0x21 || (c >= 0x23 && c <= 0x7e) || (c >= 0x80 && c <= 0xff);
  }
}
