package valise.hub.polling;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds members of records as poller configurations name them.
final class Members {

  private Members() {}

  /// The member at a path with dots. A name that is not there exactly is looked for without regard
  /// to case: the vendor's own examples write `id` and `Id` [seed].
  static @Nullable JsonNode at(JsonNode record, String path) {
    JsonNode at = record;
    for (String name : path.split("\\.", -1)) {
      JsonNode next = at.get(name);
      if (next == null && at.isObject()) {
        next =
            at.properties().stream()
                .filter(member -> member.getKey().equalsIgnoreCase(name))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(null);
      }
      if (next == null || next.isNull()) {
        return null;
      }
      at = next;
    }
    return at;
  }

  static String text(JsonNode record, String path) {
    JsonNode value = at(record, path);
    return value == null || value.isContainer() ? "" : value.asString("");
  }
}
