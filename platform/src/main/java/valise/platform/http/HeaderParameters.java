package valise.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The parameters of a header such as `form-data; name="a"; filename=b`, read as leniently as the
/// vendor's own sample programs need: values may lack their quotes, and only `\"` and `\\` are
/// escapes, because some clients send a whole Windows path.
final class HeaderParameters {

  private final Map<String, String> values = new HashMap<>();

  /// Reads what follows the first of `separators` in `header`.
  HeaderParameters(String header, String separators) {
    int length = header.length();
    int at = end(header, 0, separators) + 1;
    while (at < length) {
      int equals = end(header, at, separators + "=");
      if (equals == length || header.charAt(equals) != '=') {
        at = equals + 1; // A word without a value.
        continue;
      }
      String name = header.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      int start = equals + 1;
      while (start < length && header.charAt(start) == ' ') {
        start++;
      }
      String value;
      if (start < length && header.charAt(start) == '"') {
        StringBuilder text = new StringBuilder();
        at = end(header, quoted(header, start + 1, text), separators) + 1;
        value = text.toString();
      } else {
        int stop = end(header, start, separators);
        value = header.substring(start, stop).strip();
        at = stop + 1;
      }
      values.putIfAbsent(name, value);
    }
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// A value in the extended notation of RFC 8187 (`UTF-8''na%C3%AFve`), or empty when there is
  /// none or it cannot be read.
  Optional<String> extended(String name) {
    return get(name + "*").flatMap(HeaderParameters::decoded);
  }

  /// The index of the first of `characters` from `from` on, or the length.
  private static int end(String header, int from, String characters) {
    int at = from;
    while (at < header.length() && characters.indexOf(header.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static int quoted(String header, int from, StringBuilder into) {
    int at = from;
    while (at < header.length()) {
      char c = header.charAt(at++);
      if (c == '"') {
        return at;
      }
      if (c == '\\' && at < header.length() && "\"\\".indexOf(header.charAt(at)) >= 0) {
        c = header.charAt(at++);
      }
      into.append(c);
    }
    return at;
  }

  private static Optional<String> decoded(String value) {
    int first = value.indexOf('\'');
    int second = value.indexOf('\'', first + 1);
    if (first < 0 || second < 0) {
      return Optional.empty();
    }
    Charset charset;
    switch (value.substring(0, first).toLowerCase(Locale.ROOT)) {
      case "utf-8" -> charset = StandardCharsets.UTF_8;
      case "iso-8859-1" -> charset = StandardCharsets.ISO_8859_1;
      default -> {
        return Optional.empty();
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(value.length());
    for (int at = second + 1; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '%') {
        if (at + 2 >= value.length()) {
          return Optional.empty();
        }
        int high = Character.digit(value.charAt(at + 1), 16);
        int low = Character.digit(value.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high << 4 | low));
        at += 2;
      } else if (c < 0x80) {
        bytes.put((byte) c);
      } else {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(charset.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException notThatCharset) {
      return Optional.empty();
    }
  }
}
