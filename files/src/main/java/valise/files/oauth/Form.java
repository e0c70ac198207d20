package valise.files.oauth;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Form fields as clients really write them.
///
/// The Java SDK does not encode its values at all, and PowerShell leaves `&` and `+` alone
/// [java-sdk] [ps]. What can be told apart is put right:
///
/// - a piece without `=` is no field of its own, so the `&` before it belongs to the value before;
/// - a value with a malformed `%` was not encoded and is taken as it is;
/// - whether a `+` is a blank or a plus cannot be told: [#asWritten] gives the other reading.
///
/// A value with `&name=` in it cannot be told from two fields, and is read as two.
final class Form {

  private static final int MAX_FIELDS = 100;

  private final Map<String, List<String>> decoded = new LinkedHashMap<>();
  private final Map<String, String> raw = new LinkedHashMap<>();

  private Form() {}

  /// Reads a query string and a body. Only the body is mended: browsers and libraries write queries
  /// properly, and what is in them (`state`) is given back as it came.
  ///
  /// @throws IllegalArgumentException when there are too many fields
  static Form parse(@Nullable String query, String body) {
    Form form = new Form();
    if (query != null) {
      form.read(query, false);
    }
    form.read(body, true);
    return form;
  }

  private void read(String text, boolean mend) {
    List<String> pairs = new ArrayList<>();
    for (String piece : text.split("&", -1)) {
      if (piece.indexOf('=') >= 0 || pairs.isEmpty() || !mend) {
        pairs.add(piece);
      } else {
        pairs.set(pairs.size() - 1, pairs.getLast() + "&" + piece);
      }
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String name = decode(pair.substring(0, equals), false);
        String value = pair.substring(equals + 1);
        raw.putIfAbsent(name, value);
        List<String> values = decoded.computeIfAbsent(name, missing -> new ArrayList<>());
        String plain = decode(value, false);
        // Parameters in the query and in the body say the same thing twice.
        if (!values.contains(plain)) {
          values.add(plain);
        }
      }
      if (decoded.size() > MAX_FIELDS) {
        throw new IllegalArgumentException("too many fields");
      }
    }
  }

  private static String decode(String text, boolean plusIsPlus) {
    try {
      return URLDecoder.decode(
          plusIsPlus ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  Optional<String> get(String name) {
    List<String> values = decoded.get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The value with each `+` taken for a plus, where that makes a difference.
  Optional<String> asWritten(String name) {
    String value = raw.get(name);
    return value == null || value.indexOf('+') < 0
        ? Optional.empty()
        : Optional.of(decode(value, true));
  }

  boolean has(String name) {
    return decoded.containsKey(name);
  }

  Form set(String name, String value) {
    decoded.put(name, List.of(value));
    raw.remove(name);
    return this;
  }

  Form keepOnly(Set<String> names) {
    decoded.keySet().retainAll(names);
    raw.keySet().retainAll(names);
    return this;
  }

  Form drop(String name) {
    decoded.remove(name);
    raw.remove(name);
    return this;
  }

  Map<String, String[]> parameters() {
    Map<String, String[]> parameters = new LinkedHashMap<>();
    decoded.forEach((name, values) -> parameters.put(name, values.toArray(new String[0])));
    return parameters;
  }

  /// The fields, encoded.
  String encoded() {
    StringBuilder text = new StringBuilder();
    decoded.forEach((name, values) ->
        values.forEach(value ->
            text.append(text.isEmpty() ? "" : "&")
                .append(encode(name))
                .append('=')
                .append(encode(value))));
    return text.toString();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
