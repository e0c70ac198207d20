package valise.hub.elements;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.platform.Refusal;

/// The lists in a definition whose entries can be edited one by one [docs]: parameters and hooks,
/// resources with parameters, hooks and models of their own, objects with fields. Each entry has an
/// id, no two in one definition the same.
final class Parts {

  private static final Map<String, List<String>> LISTS =
      Map.of(
          "parameters", List.of(),
          "hooks", List.of(),
          "resources", List.of("parameters", "hooks", "models"),
          "objects", List.of("fields"));

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  private static final Set<String> HOOKS = Set.of("event", "preRequest", "postRequest");
  private static final int MOST = 2_000;

  private Parts() {}

  /// Where a list is.
  ///
  /// @param owner the entry of an outer list that it belongs to; none: the element itself
  record Place(Optional<Owner> owner, String list) {

    static Place of(String list) {
      return new Place(Optional.empty(), list);
    }

    /// What one of its entries is called.
    String noun() {
      return list.substring(0, list.length() - 1);
    }
  }

  record Owner(String list, long id) {}

  // --- ids ---------------------------------------------------------------------------------------

  /// Gives ids to entries that have none, or one that is `taken`.
  static void number(ObjectNode definition, Set<Long> taken) {
    long next =
        LongStream.concat(taken.stream().mapToLong(it -> it), ids(definition)).max().orElse(0);
    for (ObjectNode entry : entries(definition).toList()) {
      if (!entry.path("id").canConvertToLong() || !taken.add(entry.path("id").asLong())) {
        next++;
        entry.put("id", next);
        taken.add(next);
      }
    }
  }

  /// @throws BadDefinitionException when a list is longer than anybody needs
  static void requireFew(ObjectNode definition) {
    for (String list : LISTS.keySet().stream().sorted().toList()) {
      requireFew(definition, list, list);
      for (String inner : LISTS.getOrDefault(list, List.of())) {
        for (int i = 0; i < definition.path(list).size(); i++) {
          requireFew(definition.path(list).get(i), inner, list + "[" + i + "]." + inner);
        }
      }
    }
  }

  private static void requireFew(JsonNode holder, String list, String where) {
    if (holder.path(list).size() > MOST) {
      throw new BadDefinitionException(where, "there are more than " + MOST);
    }
  }

  static LongStream ids(ObjectNode definition) {
    return entries(definition)
        .map(entry -> entry.path("id"))
        .filter(JsonNode::canConvertToLong)
        .mapToLong(JsonNode::asLong);
  }

  private static Stream<ObjectNode> entries(ObjectNode definition) {
    return LISTS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(list ->
            objects(definition.path(list.getKey()))
                .flatMap(entry ->
                    Stream.concat(
                        Stream.of(entry),
                        list.getValue().stream().flatMap(inner -> objects(entry.path(inner))))));
  }

  private static Stream<ObjectNode> objects(JsonNode list) {
    return list.isArray()
        ? list.valueStream().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast)
        : Stream.empty();
  }

  // --- editing -----------------------------------------------------------------------------------

  /// @throws Refusal when the owner is not there
  static List<ObjectNode> list(ObjectNode definition, Place place) {
    return objects(holder(definition, place).path(place.list())).toList();
  }

  private static ObjectNode holder(ObjectNode definition, Place place) {
    return place
        .owner()
        .map(owner -> find(definition, Place.of(owner.list()), owner.id()))
        .orElse(definition);
  }

  /// @throws Refusal when there is no such entry
  static ObjectNode find(ObjectNode definition, Place place, long id) {
    return list(definition, place).stream()
        .filter(entry -> entry.path("id").asLong() == id)
        .findFirst()
        .orElseThrow(() -> unknown(place, id));
  }

  private static Refusal unknown(Place place, long id) {
    return Refusal.noSuchThing("The " + place.noun() + " " + id);
  }

  static void add(ObjectNode definition, Place place, ObjectNode entry, long id) {
    ArrayNode list = array(definition, place);
    if (list.size() >= MOST) {
      throw Refusal.malformed("BAD_ELEMENT", "An element has at most " + MOST + " of a kind.");
    }
    list.add(checked(place, entry, id));
  }

  static void replace(ObjectNode definition, Place place, ObjectNode entry, long id) {
    array(definition, place).set(index(definition, place, id), checked(place, entry, id));
  }

  static void remove(ObjectNode definition, Place place, long id) {
    array(definition, place).remove(index(definition, place, id));
  }

  private static ArrayNode array(ObjectNode definition, Place place) {
    ObjectNode holder = holder(definition, place);
    return holder.path(place.list()) instanceof ArrayNode list
        ? list
        : holder.putArray(place.list());
  }

  private static int index(ObjectNode definition, Place place, long id) {
    ArrayNode list = array(definition, place);
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("id").asLong() == id) {
        return i;
      }
    }
    throw unknown(place, id);
  }

  private static ObjectNode checked(Place place, ObjectNode entry, long id) {
    switch (place.list()) {
      case "resources" -> {
        need(place, entry, "path");
        need(place, entry, "method");
        oneOf(place, entry, "method", METHODS);
      }
      case "hooks" -> {
        need(place, entry, "body");
        oneOf(place, entry, "type", HOOKS);
      }
      default -> need(place, entry, "name");
    }
    ObjectNode numbered = entry.deepCopy();
    numbered.put("id", id);
    return numbered;
  }

  private static void need(Place place, ObjectNode entry, String name) {
    if (entry.path(name).asString("").isBlank()) {
      throw Refusal.malformed(
          "BAD_ELEMENT", "A " + place.noun() + " needs the text '" + name + "'.");
    }
  }

  private static void oneOf(Place place, ObjectNode entry, String name, Set<String> values) {
    if (!values.contains(entry.path(name).asString(""))) {
      throw Refusal.malformed(
          "BAD_ELEMENT",
          "The '%s' of a %s must be one of %s."
              .formatted(name, place.noun(), String.join(", ", values.stream().sorted().toList())));
    }
  }
}
