package valise.hub.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.WireJson;

/// JSON as plain maps and lists.
final class Values {

  private Values() {}

  /// The member at a path with dots; null when there is none.
  static @Nullable Object at(@Nullable Object value, String path) {
    if (path.isEmpty() || value == null) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      if (map.containsKey(path)) {
        return map.get(path);
      }
      int dot = path.indexOf('.');
      return dot < 0 ? null : at(map.get(path.substring(0, dot)), path.substring(dot + 1));
    }
    return null;
  }

  /// Sets the member at a path with dots, making the objects above.
  static void put(Map<String, @Nullable Object> into, String path, @Nullable Object value) {
    String[] names = path.split("\\.");
    Map<String, @Nullable Object> at = into;
    for (String name : Arrays.copyOf(names, names.length - 1)) {
      Map<String, @Nullable Object> inner = object(at.get(name));
      at.put(name, inner);
      at = inner;
    }
    at.put(names[names.length - 1], value);
  }

  /// Takes the member at a path with dots away.
  static void remove(Map<String, @Nullable Object> from, String path) {
    int dot = path.lastIndexOf('.');
    Object holder = dot < 0 ? from : at(from, path.substring(0, dot));
    if (holder instanceof Map<?, ?> map) {
      map.remove(path.substring(dot + 1));
    }
  }

  /// A copy of an object that can be written to; of anything else, an empty one.
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> copy.put(String.valueOf(name), member));
    }
    return copy;
  }

  /// The same with every text in it changed.
  static @Nullable Object texts(@Nullable Object value, UnaryOperator<String> change) {
    return switch (value) {
      case String text -> change.apply(text);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        map.forEach((name, member) -> changed.put(String.valueOf(name), texts(member, change)));
        yield changed;
      }
      case List<?> list -> {
        List<@Nullable Object> changed = new ArrayList<>();
        list.forEach(member -> changed.add(texts(member, change)));
        yield changed;
      }
      case null, default -> value;
    };
  }

  /// The same without members that are null.
  static @Nullable Object withoutNulls(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        map.forEach((name, member) -> {
          if (member != null) {
            kept.put(String.valueOf(name), withoutNulls(member));
          }
        });
        yield kept;
      }
      case List<?> list -> {
        List<@Nullable Object> kept = new ArrayList<>();
        list.forEach(member -> kept.add(withoutNulls(member)));
        yield kept;
      }
      case null, default -> value;
    };
  }

  /// A value as it stands in an address or a header.
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> WireJson.MAPPER.writeValueAsString(value);
    };
  }
}
