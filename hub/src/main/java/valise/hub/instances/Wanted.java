package valise.hub.instances;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.platform.Refusal;

/// What a request says about an instance that is to be made or changed.
///
/// @param element its key or id; none on a change that names none
/// @param tags none: leave them
/// @param code what the provider gave for an access token; none: do not sign in
/// @param brought whether the tokens are in the configuration instead of a code
/// @param configuration values as text, whatever they were in JSON; without one where it was null
record Wanted(
    Optional<String> element,
    Optional<String> name,
    Optional<List<String>> tags,
    Optional<String> code,
    boolean brought,
    Map<String, Optional<String>> configuration) {

  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_VALUE = 100_000;
  private static final int MOST_TAGS = 100;
  private static final int MOST_ENTRIES = 500;

  /// @throws Refusal when a part is of no use
  static Wanted read(ObjectNode body) {
    return new Wanted(
        element(body.path("element")),
        text(body, "name"),
        tags(body.path("tags")),
        code(body.path("providerData")),
        body.path("externalAuthentication").asString("none").equalsIgnoreCase("initial"),
        configuration(body.path("configuration")));
  }

  private static Optional<String> element(JsonNode element) {
    return Optional.of(element.path("key").asString(element.path("id").asString("")))
        .filter(text -> !text.isBlank());
  }

  private static Optional<String> text(ObjectNode body, String name) {
    JsonNode text = body.path(name);
    if (text.isMissingNode() || text.isNull()) {
      return Optional.empty();
    }
    if (!text.isString() || text.asString().isBlank() || text.asString().length() > LONGEST_NAME) {
      throw Refusal.malformed(
          "BAD_FIELD", "'%s' must have 1 to %d characters.".formatted(name, LONGEST_NAME));
    }
    return Optional.of(text.asString());
  }

  /// The oldest clients send tags as objects with a name [docs].
  private static Optional<List<String>> tags(JsonNode tags) {
    if (tags.isMissingNode() || tags.isNull()) {
      return Optional.empty();
    }
    if (!tags.isArray() || tags.size() > MOST_TAGS) {
      throw Refusal.malformed("BAD_FIELD", "'tags' must be a list of at most 100 texts.");
    }
    return Optional.of(
        tags.valueStream()
            .map(tag -> tag.isObject() ? tag.path("name") : tag)
            .map(tag -> tag.asString("").strip())
            .filter(tag -> !tag.isEmpty())
            .peek(tag -> {
              if (tag.length() > LONGEST_NAME) {
                throw Refusal.malformed(
                    "BAD_FIELD", "A tag has at most " + LONGEST_NAME + " characters.");
              }
            })
            .distinct()
            .toList());
  }

  private static Optional<String> code(JsonNode providerData) {
    return Optional.of(providerData.path("code").asString("").strip())
        .filter(code -> !code.isEmpty());
  }

  private static Map<String, Optional<String>> configuration(JsonNode configuration) {
    if (!configuration.isMissingNode() && !configuration.isNull() && !configuration.isObject()) {
      throw Refusal.malformed("BAD_FIELD", "'configuration' must be an object.");
    }
    if (configuration.size() > MOST_ENTRIES) {
      throw Refusal.malformed(
          "BAD_FIELD", "'configuration' has more than " + MOST_ENTRIES + " entries.");
    }
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    configuration
        .properties()
        .forEach(entry -> values.put(entry.getKey(), value(entry.getKey(), entry.getValue())));
    return values;
  }

  /// A value as text: an object, such as a poller's, as its JSON.
  static Optional<String> value(String key, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return Optional.empty();
    }
    String text = value.isValueNode() ? value.asString() : value.toString();
    if (text.length() > LONGEST_VALUE || key.length() > 200) {
      throw Refusal.malformed("BAD_CONFIGURATION", "The configuration '" + key + "' is too long.");
    }
    return Optional.of(text);
  }
}
