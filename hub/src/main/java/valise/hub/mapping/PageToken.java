package valise.hub.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;

/// Where a list goes on: at a page of the provider's, and how many of its records were told
/// already. Opaque to callers, JSON in base64 like the vendor's [docs]. It says nothing about whose
/// list it is, because all it can do is to ask the same provider as the same person.
///
/// @param cursor the provider's, or empty for its first page
public record PageToken(Optional<String> cursor, int told) {

  public static final PageToken START = new PageToken(Optional.empty(), 0);

  /// @throws valise.platform.Refusal when it is none of ours
  public static PageToken parse(String text) {
    try {
      JsonNode json =
          WireJson.MAPPER.readTree(
              new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
      JsonNode told = json.path("told");
      if (json.isObject() && told.canConvertToInt() && told.asInt() >= 0) {
        return new PageToken(
            Optional.of(json.path("cursor")).filter(JsonNode::isString).map(JsonNode::asString),
            told.asInt());
      }
    } catch (IllegalArgumentException | JacksonException e) {
      // Refused below.
    }
    throw PageRequest.badNextPage();
  }

  public String text() {
    Map<String, Object> json = new LinkedHashMap<>();
    cursor.ifPresent(it -> json.put("cursor", it));
    json.put("told", told);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(WireJson.MAPPER.writeValueAsBytes(json));
  }
}
