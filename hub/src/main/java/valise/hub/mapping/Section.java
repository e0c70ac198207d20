package valise.hub.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A part of an element's file, which knows where it stands: whatever is wrong is told with the
/// file and the path of the field.
public final class Section {

  private final String file;
  private final String path;
  private final Map<String, @Nullable Object> values;

  private Section(String file, String path, Map<String, @Nullable Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /// Reads a file of YAML. It can name nothing but texts, numbers, lists and maps.
  ///
  /// @param file how messages call it
  /// @throws MappingException when it is no map
  public static Section read(String file, InputStream yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(1 << 20);
    try (InputStreamReader text = new InputStreamReader(yaml, StandardCharsets.UTF_8)) {
      Object root = new Yaml(new SafeConstructor(options)).load(text);
      return new Section(file, "", map(file, root));
    } catch (YAMLException e) {
      throw new MappingException(file, "is not YAML: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, @Nullable Object> map(String where, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new MappingException(where, "must be a map of names and values");
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    map.forEach((key, each) -> named.put(String.valueOf(key), each));
    return named;
  }

  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  public boolean has(String name) {
    return values.get(name) != null;
  }

  /// Refuses every name but these, so that a misspelled one is not silently ignored.
  public Section only(String... known) {
    List<String> names = List.of(known);
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw bad(name, "is not known here; known are " + String.join(", ", names));
      }
    }
    return this;
  }

  public Optional<String> text(String name) {
    Object value = values.get(name);
    if (value instanceof Map || value instanceof List) {
      throw bad(name, "must be one value");
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  public String requiredText(String name) {
    return text(name).orElseThrow(() -> bad(name, "is missing"));
  }

  public boolean flag(String name) {
    Object value = values.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw bad(name, "must be true or false");
    }
    return Boolean.TRUE.equals(value);
  }

  public int number(String name, int otherwise) {
    Object value = values.get(name);
    if (value != null && !(value instanceof Integer)) {
      throw bad(name, "must be a whole number");
    }
    return value instanceof Integer number ? number : otherwise;
  }

  public List<String> texts(String name) {
    return items(name, String::valueOf);
  }

  public List<Integer> numbers(String name) {
    return items(
        name,
        value -> {
          if (value instanceof Integer number) {
            return number;
          }
          throw bad(name, "must be a list of whole numbers");
        });
  }

  private <T> List<T> items(String name, Function<Object, T> read) {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw bad(name, "must be a list");
    }
    return list.stream().map(each -> read.apply((Object) each)).toList();
  }

  /// One of an enumeration's values, written in lower case.
  public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
    return text(name)
        .map(text -> {
          for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(text)) {
              return each;
            }
          }
          throw bad(name, "must be one of " + List.of(type.getEnumConstants()));
        });
  }

  public Optional<Expression> expression(String name) {
    return text(name).map(source -> Expression.compile(where(name), source));
  }

  public Expression requiredExpression(String name) {
    return Expression.compile(where(name), requiredText(name));
  }

  /// Every value of a part as an expression, by its name.
  public Map<String, Expression> expressions(String name) {
    Map<String, Expression> all = new LinkedHashMap<>();
    part(name)
        .ifPresent(part -> part.names().forEach(it -> all.put(it, part.requiredExpression(it))));
    return all;
  }

  public Optional<Section> part(String name) {
    Object value = values.get(name);
    return value == null
        ? Optional.empty()
        : Optional.of(new Section(file, path(name), map(where(name), value)));
  }

  public Section requiredPart(String name) {
    return part(name).orElseThrow(() -> bad(name, "is missing"));
  }

  /// A list of parts.
  public List<Section> parts(String name) {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw bad(name, "must be a list");
    }
    return IntStream.range(0, list.size())
        .mapToObj(i -> {
          String inner = name + "[" + i + "]";
          return new Section(file, path(inner), map(where(inner), list.get(i)));
        })
        .toList();
  }

  /// Where a field stands, as messages say it.
  public String where(String name) {
    return file + ": " + path(name);
  }

  public MappingException bad(String name, String what) {
    return new MappingException(where(name), what);
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
