package valise.acceptance;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;

/// The patterns of transcripts, and the names they have bound so far.
///
/// `${name}` stands for what `name` is bound to; in an expectation, an unbound name takes what it
/// finds there. `${name|url}` is that, percent-encoded. `${*}` matches anything, `${:kind}`
/// anything of a kind, and `${name:kind}` binds that. `${md5 SEED FROM TO}` is the MD5 of a part of
/// [Content].
final class Pattern {

  private static final java.util.regex.Pattern HOLE =
      java.util.regex.Pattern.compile("\\$\\{([^}]*)}");

  private static final Map<String, String> KINDS =
      Map.of(
          "int", "-?\\d+",
          "date", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?Z",
          "md5", "[0-9a-f]{32}",
          "id", "[0-9a-zA-Z-]{16,36}",
          "url", "https?://[^\\s]+",
          "true", "(?i:true)",
          "absent", "(?!)");

  private final Map<String, String> bound = new HashMap<>();

  Pattern bind(String name, String value) {
    bound.put(name, value);
    return this;
  }

  /// The text to say, with every name replaced.
  String say(String text) {
    return HOLE.matcher(text).replaceAll(hole -> Matcher.quoteReplacement(value(hole.group(1))));
  }

  private String value(String hole) {
    if (hole.startsWith("md5 ")) {
      String[] parts = hole.split(" ");
      return Content.md5(
          Content.part(
              Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3])));
    }
    boolean encoded = hole.endsWith("|url");
    String name = encoded ? hole.substring(0, hole.length() - 4) : hole;
    String value = bound.get(name);
    if (value == null) {
      throw new IllegalStateException("Nothing is known as ${" + name + "}");
    }
    return encoded ? Caller.encode(value) : value;
  }

  /// Matches the whole of `actual` and binds what is new.
  boolean matches(String expected, String actual) {
    StringBuilder regex = new StringBuilder();
    Map<String, String> groups = new TreeMap<>();
    int end = 0;
    for (MatchResult hole : HOLE.matcher(expected).results().toList()) {
      regex.append(java.util.regex.Pattern.quote(expected.substring(end, hole.start())));
      end = hole.end();
      String inside = hole.group(1);
      int colon = inside.indexOf(':');
      String name = colon < 0 ? inside : inside.substring(0, colon);
      if (inside.equals("*")) {
        regex.append(".*");
      } else if (inside.startsWith("md5 ") || inside.endsWith("|url") || bound.containsKey(name)) {
        regex.append(java.util.regex.Pattern.quote(value(colon < 0 ? inside : name)));
      } else {
        String form = colon < 0 ? ".+?" : KINDS.get(inside.substring(colon + 1));
        if (form == null) {
          throw new IllegalStateException("There is no such kind: " + inside);
        }
        String group = "g" + groups.size();
        regex.append("(?<").append(group).append('>').append(form).append(')');
        if (!name.isEmpty()) {
          groups.put(group, name);
        }
      }
    }
    regex.append(java.util.regex.Pattern.quote(expected.substring(end)));
    Matcher matcher =
        java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL)
            .matcher(actual);
    if (!matcher.matches()) {
      return false;
    }
    groups.forEach((group, name) -> bound.put(name, matcher.group(group)));
    return true;
  }

  /// Where `actual` is not as expected, or nothing. Members that are not expected may be there;
  /// arrays have the expected length unless their last expected element is `"${...}"`.
  String difference(JsonNode expected, JsonNode actual, String where) {
    if (expected.isObject()) {
      if (!actual.isObject()) {
        return where + " is no object: " + actual;
      }
      for (Map.Entry<String, JsonNode> member : expected.properties()) {
        String inner = where + "." + member.getKey();
        JsonNode value = actual.get(member.getKey());
        if (member.getValue().isString() && member.getValue().asString().equals("${:absent}")) {
          if (value != null) {
            return inner + " should not be there: " + value;
          }
          continue;
        }
        String difference =
            value == null ? inner + " is missing" : difference(member.getValue(), value, inner);
        if (!difference.isEmpty()) {
          return difference;
        }
      }
      return "";
    }
    if (expected.isArray()) {
      int size = expected.size();
      boolean open = size > 0 && expected.get(size - 1).asString("").equals("${...}");
      int least = open ? size - 1 : size;
      if (!actual.isArray() || actual.size() < least || !open && actual.size() != least) {
        return where + " is no array of " + (open ? "at least " : "") + least + ": " + actual;
      }
      for (int i = 0; i < least; i++) {
        String difference = difference(expected.get(i), actual.get(i), where + "[" + i + "]");
        if (!difference.isEmpty()) {
          return difference;
        }
      }
      return "";
    }
    if (expected.isString()) {
      String pattern = expected.asString();
      if (pattern.equals("${*}")) {
        return "";
      }
      if (actual.isContainer() || actual.isNull()) {
        return where + " is " + actual + ", not " + expected;
      }
      boolean number = pattern.endsWith(":int}");
      boolean flag = pattern.endsWith(":true}");
      boolean form =
          number ? actual.isIntegralNumber() : flag ? actual.isBoolean() : actual.isString();
      return form && matches(pattern, actual.asString())
          ? ""
          : where + " is " + actual + ", not " + say(expected);
    }
    return expected.equals(actual) ? "" : where + " is " + actual + ", not " + expected;
  }

  private String say(JsonNode expected) {
    try {
      return say(expected.toString());
    } catch (IllegalStateException e) {
      return expected.toString();
    }
  }
}
