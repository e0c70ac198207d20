package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.platform.Refusal;

/// `/files/metadata/properties`: properties of people's own. They are texts, whatever they are sent
/// as; `null` removes one [assumed].
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class PropertiesEndpoint {

  private final Documents documents;

  PropertiesEndpoint(Documents documents) {
    this.documents = documents;
  }

  @PatchMapping({"/files/metadata/properties", "/files/{id}/metadata/properties"})
  ResponseEntity<Map<String, Object>> set(
      ElementCaller caller, Target target, Asked asked, @RequestBody ObjectNode body) {
    Cabinet cabinet = documents.open(caller.instance());
    Map<String, Optional<String>> properties = read(body);
    new Labels(cabinet).set(cabinet.require(target, Kind.FILE), properties);
    return Answers.described(cabinet, cabinet.require(target, Kind.FILE), asked);
  }

  private static Map<String, Optional<String>> read(ObjectNode body) {
    if (!(body.path("properties") instanceof ObjectNode given)) {
      throw Refusal.malformed("FIELD_MISSING", "The body must give 'properties', an object.");
    }
    Map<String, Optional<String>> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      if (!each.getValue().isValueNode()) {
        throw Refusal.malformed(
            "BAD_FIELD", "The property '" + each.getKey() + "' must be one value.");
      }
      properties.put(
          each.getKey(),
          each.getValue().isNull() ? Optional.empty() : Optional.of(each.getValue().asString()));
    }
    return properties;
  }
}
