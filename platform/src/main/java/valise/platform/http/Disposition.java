package valise.platform.http;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/// What a browser should do with a representation, and the name to save it under (RFC 6266).
public record Disposition(Kind kind, String filename) {

  /// Save it, or show it in place.
  public enum Kind {
    ATTACHMENT,
    INLINE
  }

  private static final String UNESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";

  public static Disposition attachment(String filename) {
    return new Disposition(Kind.ATTACHMENT, filename);
  }

  public static Disposition inline(String filename) {
    return new Disposition(Kind.INLINE, filename);
  }

  /// The header's value: the name twice, once in letters every client can read and once exactly.
  public String header() {
    return kind.name().toLowerCase(Locale.ROOT)
        + "; filename=\""
        + plain()
        + "\"; filename*=UTF-8''"
        + exact();
  }

  /// The name in printable ASCII. A percent sign before two hexadecimal digits goes too: some
  /// clients decode it here.
  private String plain() {
    return Normalizer.normalize(filename, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_")
        .replaceAll("%(?=[0-9A-Fa-f]{2})", "_");
  }

  private String exact() {
    StringBuilder text = new StringBuilder();
    for (byte each : filename.getBytes(StandardCharsets.UTF_8)) {
      if (UNESCAPED.indexOf(each) >= 0) {
        text.append((char) each);
      } else {
        text.append('%').append(Character.toUpperCase(Character.forDigit(each >> 4 & 15, 16)));
        text.append(Character.toUpperCase(Character.forDigit(each & 15, 16)));
      }
    }
    return text.toString();
  }
}
