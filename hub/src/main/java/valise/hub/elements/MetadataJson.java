package valise.hub.elements;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import valise.hub.wire.WireJson;

/// What programs ask about an element before they offer it [docs].
record MetadataJson(
    long id,
    String name,
    String key,
    String description,
    String image,
    boolean active,
    boolean beta,
    boolean transformations,
    String elementType,
    boolean normalizedPaging,
    boolean cloneable,
    boolean extended,
    String authenticationType,
    List<String> authenticationTypes,
    String defaultAuthentication,
    String hub,
    JsonNode events,
    Discovery discovery,
    Bulk bulk,
    Api api,
    Optional<JsonNode> resources) {

  record Discovery(
      boolean customFields,
      boolean customObjects,
      boolean endpointCustomFields,
      boolean endpointCustomObjects) {}

  record Bulk(boolean upload, boolean download) {}

  record Api(String type, String contentType) {}

  static MetadataJson of(Element element) {
    JsonNode card = element.definition();
    JsonNode events = element.part("events");
    return new MetadataJson(
        element.id().value(),
        element.name(),
        element.key(),
        card.path("description").asString(""),
        card.path("image").asString(""),
        element.active(),
        card.path("beta").asBoolean(false),
        card.path("transformationsEnabled").asBoolean(false),
        card.path("elementType").asString("STANDARD"),
        true,
        card.path("cloneable").asBoolean(true),
        card.path("extended").asBoolean(false),
        element.authentication(),
        List.of(element.authentication()),
        element.authentication(),
        element.hub(),
        events.isMissingNode() ? none() : events,
        new Discovery(false, false, false, false),
        new Bulk(
            card.path("bulkUploadEnabled").asBoolean(false),
            card.path("bulkDownloadEnabled").asBoolean(false)),
        new Api("rest", "application/json"),
        Optional.of(element.part("resources")).filter(JsonNode::isArray));
  }

  private static JsonNode none() {
    return WireJson.MAPPER
        .createObjectNode()
        .put("supported", false)
        .set("methods", WireJson.MAPPER.createArrayNode());
  }
}
