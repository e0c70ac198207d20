package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A thing at the provider, as far as we looked: as the operations see it, and in the hub's form
/// once its record was read.
///
/// @param path in the hub's writing, where it is known
/// @param seen the provider's record, or only the path or the id by which it is addressed
/// @param file empty when its record was not read
record Item(Optional<HubPath> path, Map<String, Object> seen, Optional<CloudFile> file) {

  /// What operations see of a thing: its record, with the provider's path and its id.
  static Map<String, Object> seen(
      Map<String, Object> record, Optional<String> id, Optional<String> providerPath) {
    Map<String, Object> seen = new LinkedHashMap<>(record);
    id.ifPresent(it -> seen.put("id", it));
    providerPath.ifPresent(it -> seen.put("path", it));
    return seen;
  }
}
