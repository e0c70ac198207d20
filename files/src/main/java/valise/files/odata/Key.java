package valise.files.odata;

import java.util.Map;
import java.util.TreeMap;
import valise.platform.Refusal;

/// A composite key, `principalid=P,itemid=I`: named parts in any order, names without regard to
/// case [net-sdk] [java-sdk].
public final class Key {

  private final Map<String, String> parts;

  private Key(Map<String, String> parts) {
    this.parts = parts;
  }

  public static Key parse(String text) {
    Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : text.split(",", 20)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        String value = part.substring(equals + 1).strip();
        if (value.length() > 1 && value.startsWith("'") && value.endsWith("'")) {
          value = value.substring(1, value.length() - 1);
        }
        parts.put(part.substring(0, equals).strip(), value);
      }
    }
    return new Key(parts);
  }

  public String part(String name) {
    String value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw Refusal.malformed("BAD_KEY", "The key needs the part '" + name + "=...'.");
    }
    return value;
  }
}
