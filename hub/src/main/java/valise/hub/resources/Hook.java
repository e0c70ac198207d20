package valise.hub.resources;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.BadDefinitionException;

/// A piece of JavaScript before or after a call [docs].
///
/// @param name how messages call it
record Hook(String name, Type type, String source) {

  enum Type {
    PRE_REQUEST("preRequest"),
    POST_REQUEST("postRequest"),

    /// What a provider's own call is turned into events by. That these stand among the hooks of an
    /// element is a guess.
    EVENT("event");

    private final String word;

    Type(String word) {
      this.word = word;
    }
  }

  /// The hooks of an element or a resource, in order.
  ///
  /// @param of whose they are, for messages
  /// @throws BadDefinitionException naming the field below `where`
  static List<Hook> read(JsonNode list, String where, String of) {
    List<Hook> hooks = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String at = where + "[" + i + "]";
      Type type = type(list.get(i).path("type").asString(""), at);
      String body = list.get(i).path("body").asString("");
      if (!body.isBlank()) {
        hooks.add(new Hook(type.word + " hook of " + of, type, body));
      }
    }
    return hooks;
  }

  private static Type type(String text, String where) {
    for (Type type : Type.values()) {
      if (type.word.equalsIgnoreCase(text)) {
        return type;
      }
    }
    throw new BadDefinitionException(
        where + ".type", "'" + text + "' is none of preRequest, postRequest, event");
  }
}
