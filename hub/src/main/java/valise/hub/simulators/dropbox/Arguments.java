package valise.hub.simulators.dropbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The argument of one call, checked as strictly as the vendor does: wrong types and unknown fields
/// are a 400 in plain text.
final class Arguments {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String route;
  private final JsonNode node;

  private Arguments(String route, JsonNode node) {
    this.route = route;
    this.node = node;
  }

  static Arguments parse(String route, String json) {
    if (json.isBlank() || json.strip().equals("null")) {
      return new Arguments(route, MAPPER.createObjectNode());
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      if (!node.isObject()) {
        throw Problem.badRequest(route, "request body: expected object, got " + node.getNodeType());
      }
      return new Arguments(route, node);
    } catch (JacksonException e) {
      throw Problem.badRequest(route, "request body: could not decode input as JSON");
    }
  }

  /// Of a call that takes no argument, and refuses even an empty one.
  static void requireNone(String route, String json) {
    if (!json.isBlank() && !json.strip().equals("null")) {
      throw Problem.badRequest(route, "request body: expected null, got value");
    }
  }

  Arguments only(String... names) {
    Set<String> known = Set.of(names);
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw bad("unknown field '" + name + "'");
      }
    }
    return this;
  }

  String text(String name) {
    return find(name).orElseThrow(() -> bad("missing required field '" + name + "'"));
  }

  Optional<String> find(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw bad(name + ": expected string, got " + value.getNodeType());
    }
    return Optional.of(value.asString());
  }

  List<String> texts(String name, int most) {
    JsonNode value = node.path(name);
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw bad(name + ": expected list of strings");
    }
    if (value.size() > most) {
      throw bad(name + ": " + value.size() + " items, at most " + most);
    }
    return value.valueStream().map(JsonNode::asString).toList();
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw bad(name + ": expected boolean, got " + value.getNodeType());
    }
    return value.asBoolean();
  }

  long number(String name, long otherwise, long least, long most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()) {
      throw bad(name + ": expected integer, got " + value.getNodeType());
    }
    long number = value.asLong();
    if (number < least || number > most) {
      throw bad(name + ": " + number + " is not within " + least + " to " + most);
    }
    return number;
  }

  /// A union, which may be written as its tag alone.
  String tag(String name, String otherwise) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    return value.isString() ? value.asString() : value.path(".tag").asString("");
  }

  Arguments part(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return new Arguments(route, MAPPER.createObjectNode());
    }
    if (!value.isObject()) {
      throw bad(name + ": expected object, got " + value.getNodeType());
    }
    return new Arguments(route, value);
  }

  /// A path as the vendor writes them: empty for the root, else `/...`, `id:...` or `rev:...`.
  String path(String name) {
    String path = text(name);
    if (!path.isEmpty() && !path.matches("(?s)/.*|id:.*|rev:[0-9a-f]{9,}")) {
      throw bad(
          name
              + ": '"
              + path
              + "' did not match pattern '(/(.|[\\r\\n])*|id:.*)|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)'");
    }
    return path;
  }

  Problem bad(String message) {
    return Problem.badRequest(route, "request body: " + message);
  }
}
