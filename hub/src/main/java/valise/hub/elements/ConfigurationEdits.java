package valise.hub.elements;

import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.Caller;
import valise.platform.Refusal;

/// Edits single configuration items of elements that an organization made. What every element has
/// can be given another default, and is as before once that is taken back.
@Component
final class ConfigurationEdits {

  private static final String LIST = "configuration";

  private final Elements elements;

  ConfigurationEdits(Elements elements) {
    this.elements = elements;
  }

  ConfigurationItem add(Caller caller, String keyOrId, ObjectNode item) {
    String key = item.path("key").asString("");
    return known(
        elements.edit(
            caller,
            keyOrId,
            (element, definition) -> {
              if (element.item(key).isPresent()) {
                throw Refusal.conflict(
                    "CONFIGURATION_KEY_TAKEN",
                    "The element has the configuration '" + key + "' already.");
              }
              list(definition).add(item.deepCopy().put("id", element.freeId()));
            }),
        key);
  }

  ConfigurationItem replace(Caller caller, String keyOrId, String key, ObjectNode item) {
    if (!item.path("key").asString(key).equals(key)) {
      throw Refusal.malformed("BAD_FIELD", "'key' cannot be changed.");
    }
    return known(
        elements.edit(
            caller,
            keyOrId,
            (element, definition) -> {
              long id = known(element, key).id();
              ObjectNode written = item.deepCopy().put("key", key).put("id", id);
              ArrayNode list = list(definition);
              index(list, key).ifPresentOrElse(i -> list.set(i, written), () -> list.add(written));
            }),
        key);
  }

  void remove(Caller caller, String keyOrId, String key) {
    elements.edit(
        caller,
        keyOrId,
        (element, definition) -> {
          known(element, key);
          ArrayNode list = list(definition);
          list.remove(
              index(list, key)
                  .orElseThrow(() ->
                      Refusal.conflict(
                          "SET_BY_THE_HUB", "Every element has the configuration '" + key + "'.")));
        });
  }

  private static ConfigurationItem known(Element element, String key) {
    return element
        .item(key)
        .orElseThrow(() -> Refusal.noSuchThing("The configuration '" + key + "'"));
  }

  private static ArrayNode list(ObjectNode definition) {
    return definition.path(LIST) instanceof ArrayNode list ? list : definition.putArray(LIST);
  }

  private static Optional<Integer> index(JsonNode list, String key) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("key").asString("").equals(key)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
