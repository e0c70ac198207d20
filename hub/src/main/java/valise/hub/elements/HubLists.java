package valise.hub.elements;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;

/// Reads the hub's own lists as an instance does.
public interface HubLists {

  /// @param answer the whole answer
  /// @param next for the page after this one
  record Page(JsonNode answer, Optional<String> next) {}

  /// Whether a path is one of a list that instances of an element have, so that it can be polled.
  boolean serves(Element element, String path);

  /// @param path below the API's base, with its query
  /// @throws ProviderFailure when the provider behind it says no
  /// @throws valise.platform.Refusal when this is no list, or what it asks is wrong
  Page read(InstanceId instance, String path, int pageSize, Optional<String> page);
}
