package valise.hub.resources;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import valise.hub.mapping.Arriving;

/// What a caller asks of a resource.
///
/// @param path as it was asked
/// @param variables what the path says at the resource's places
/// @param query by name, each with its values
/// @param headers by name in any case
/// @param body JSON as maps and lists, or null
/// @param form the fields of a form
/// @param file what is sent on as it comes
record Incoming(
    String path,
    Map<String, String> variables,
    Map<String, List<String>> query,
    Map<String, String> headers,
    @Nullable Object body,
    Map<String, String> form,
    Optional<Arriving.Upload> file) {

  Incoming {
    Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    folded.putAll(headers);
    headers = folded;
  }

  /// A call that nobody makes but the hub itself.
  static Incoming none(String path) {
    return new Incoming(path, Map.of(), Map.of(), Map.of(), null, Map.of(), Optional.empty());
  }

  /// The same with a parameter of the query.
  Incoming with(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(query);
    more.put(name, List.of(value));
    return new Incoming(path, variables, more, headers, body, form, file);
  }

  Optional<String> asked(String name) {
    return Optional.ofNullable(query.get(name))
        .filter(values -> !values.isEmpty())
        .map(List::getFirst)
        .filter(text -> !text.isBlank());
  }
}
