package valise.hub.elements;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.ElementId;
import valise.hub.ids.OrganizationId;

/// A connector to one provider, as its definition says.
///
/// @param key lower case; unique among those that one organization sees
/// @param hub the group of elements that share their resources, such as `documents`
/// @param owner the organization that made it; none of ours
/// @param definition the whole of it, as it is exported
public record Element(
    ElementId id,
    String key,
    String name,
    String hub,
    String authentication,
    boolean active,
    Optional<OrganizationId> owner,
    Connection connection,
    List<ConfigurationItem> configuration,
    ObjectNode definition) {

  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_-]{0,99}");

  /// What stands in a definition beside what is shown of an element wherever it is named.
  private static final Set<String> PARTS =
      Set.of(
          "configuration",
          "connection",
          "events",
          "hooks",
          "like",
          "models",
          "objects",
          "resources");

  /// @param shared items that every element has, unless it has one of that key itself
  /// @throws BadDefinitionException when the definition cannot be used
  static Element read(
      ObjectNode definition,
      ElementId id,
      Optional<OrganizationId> owner,
      List<ConfigurationItem> shared) {
    String key = need(definition, "key").toLowerCase(Locale.ROOT);
    if (!KEY.matcher(key).matches()) {
      throw new BadDefinitionException("key", "'" + key + "' is no key");
    }
    Parts.requireFew(definition);
    ObjectNode whole = definition.deepCopy();
    whole.put("id", id.value());
    whole.put("key", key);
    List<ConfigurationItem> configuration =
        items(definition.path("configuration"), "configuration", id, shared);
    keepIds(whole, configuration);
    return new Element(
        id,
        key,
        need(definition, "name"),
        definition.path("hub").asString("general"),
        authentication(definition),
        definition.path("active").asBoolean(true),
        owner,
        Connection.read(definition.path("connection"), definition.path("resources"), "connection"),
        configuration,
        whole);
  }

  /// Whoever edits one thing of a definition finds the others under the ids that they had.
  private static void keepIds(ObjectNode whole, List<ConfigurationItem> configuration) {
    Set<Long> taken = new HashSet<>();
    configuration.forEach(item -> taken.add(item.id()));
    JsonNode written = whole.path("configuration");
    for (int i = 0; i < written.size(); i++) {
      ((ObjectNode) written.get(i)).put("id", configuration.get(i).id());
    }
    Parts.number(whole, taken);
  }

  private static String authentication(ObjectNode definition) {
    String type =
        definition
            .path("authentication")
            .path("type")
            .asString(definition.path("authenticationType").asString(""));
    return switch (type) {
      case "oauth2", "oauth1", "basic", "custom", "apiKey", "awsv2", "awsv4", "oauth2password" ->
          type;
      case "" -> throw new BadDefinitionException("authentication", "a type is needed");
      default ->
          throw new BadDefinitionException(
              "authentication.type", "'" + type + "' is no way to sign in");
    };
  }

  private static List<ConfigurationItem> items(
      JsonNode json, String where, ElementId element, List<ConfigurationItem> shared) {
    Map<String, ConfigurationItem> items = new LinkedHashMap<>();
    for (int i = 0; i < json.size(); i++) {
      ConfigurationItem item = ConfigurationItem.read(json.get(i), where + "[" + i + "]");
      if (items.put(item.key(), item) != null) {
        throw new BadDefinitionException(
            where + "[" + i + "].key", "'" + item.key() + "' stands there twice");
      }
    }
    shared.forEach(item -> items.putIfAbsent(item.key(), item));
    List<ConfigurationItem> numbered = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    items.values().forEach(item -> taken.add(item.id()));
    long next = element.value() * 1_000;
    for (ConfigurationItem item : items.values()) {
      if (item.id() > 0) {
        numbered.add(item);
      } else {
        do {
          next++;
        } while (taken.contains(next));
        numbered.add(item.numbered(next));
      }
    }
    return List.copyOf(numbered);
  }

  private static String need(ObjectNode definition, String name) {
    if (!definition.path(name).isString() || definition.path(name).asString().isBlank()) {
      throw new BadDefinitionException(name, "a text is needed");
    }
    return definition.path(name).asString();
  }

  /// The item of that key.
  public Optional<ConfigurationItem> item(String itemKey) {
    return configuration.stream().filter(item -> item.key().equals(itemKey)).findFirst();
  }

  /// An id for something new in its definition.
  long freeId() {
    LongStream items = configuration.stream().mapToLong(ConfigurationItem::id);
    return LongStream.concat(items, Parts.ids(definition)).max().orElse(id.value() * 1_000) + 1;
  }

  /// What is shown of it wherever it is named, in the definition's order.
  public ObjectNode card() {
    ObjectNode card = definition.deepCopy();
    card.remove(PARTS);
    return card;
  }

  /// Whether it is private: for its maker's account and those that it is granted to.
  boolean restricted() {
    return definition.path("private").asBoolean(false);
  }

  /// A part of the definition; a missing node when there is none.
  public JsonNode part(String name) {
    return definition.path(name);
  }
}
