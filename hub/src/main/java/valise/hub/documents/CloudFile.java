package valise.hub.documents;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.ProviderFailure;

/// A file or a folder in the hub's form [docs], and the provider's record of it.
///
/// @param fields what the element's mapping says of it, less what it has not
/// @param raw the provider's record
record CloudFile(Map<String, Object> fields, Map<String, Object> raw) {

  /// The order in which members are written.
  private static final List<String> ORDER =
      List.of(
          "id",
          "name",
          "path",
          "directory",
          "size",
          "createdDate",
          "modifiedDate",
          "tags",
          "properties",
          "parentFolderId",
          "refId",
          "description");

  private static final Set<String> DATES = Set.of("createdDate", "modifiedDate");

  /// How answers show it.
  ///
  /// @param raw whether with the provider's record
  /// @param epoch dates as milliseconds in place of ISO 8601
  /// @param only the members that are wanted, or all when empty
  record View(boolean raw, boolean epoch, Set<String> only) {

    static final View USUAL = new View(false, false, Set.of());

    View {
      only = Set.copyOf(only);
    }
  }

  /// Of what the mapping yields for a record.
  static CloudFile of(Map<String, ?> mapped, Map<String, Object> raw) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name : ORDER) {
      Object value = mapped.get(name);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return new CloudFile(fields, raw);
  }

  CloudFile with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return of(more, raw);
  }

  /// The same with these tags in place of those it had.
  CloudFile tagged(List<String> tags) {
    Map<String, Object> other = new LinkedHashMap<>(fields);
    other.remove("tags");
    if (!tags.isEmpty()) {
      other.put("tags", tags);
    }
    return of(other, raw);
  }

  List<String> tags() {
    return switch (fields.get("tags")) {
      case null -> List.of();
      case List<?> list -> list.stream().map(Objects::toString).toList();
      case Object one -> List.of(one.toString());
    };
  }

  String id() {
    return text("id").orElseThrow(() -> lacks("id"));
  }

  String name() {
    return text("name").orElseThrow(() -> lacks("name"));
  }

  Optional<String> path() {
    return text("path");
  }

  Kind kind() {
    return Boolean.TRUE.equals(fields.get("directory")) ? Kind.FOLDER : Kind.FILE;
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name)).map(Object::toString);
  }

  private static ProviderFailure lacks(String what) {
    return ProviderFailure.of(
        502,
        "PROVIDER_ANSWER",
        "The provider's answer cannot be understood. It has no " + what + ".");
  }

  /// A field by its name, as `where` and `orderBy` write it: a member, a member of one by dots, or
  /// `extension` and `mimeType` [docs].
  @Nullable Object field(String name) {
    return switch (name) {
      case "extension" -> extension();
      case "mimeType" -> inner("properties.mimeType");
      default -> fields.containsKey(name) ? fields.get(name) : inner(name);
    };
  }

  private @Nullable String extension() {
    String name = name().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return kind() == Kind.FOLDER || dot < 0 ? null : name.substring(dot + 1);
  }

  private @Nullable Object inner(String name) {
    Object at = name.startsWith("raw.") ? Map.of("raw", raw) : fields;
    for (String step : name.split("\\.")) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  Map<String, Object> json(View view) {
    Map<String, Object> json = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (view.only().isEmpty() || view.only().contains(name)) {
        json.put(name, DATES.contains(name) && view.epoch() ? millis(value) : value);
      }
    });
    if (view.raw()) {
      json.put("raw", raw);
    }
    return json;
  }

  private static Object millis(Object date) {
    try {
      return Instant.parse(Objects.toString(date)).toEpochMilli();
    } catch (DateTimeException e) {
      return date;
    }
  }
}
