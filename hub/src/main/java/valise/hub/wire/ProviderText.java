package valise.hub.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What providers say, as it can be kept. JSON can say U+0000, which PostgreSQL has no place for,
/// and half of a surrogate pair, which is no character in UTF-8: one such name would stop all that
/// comes after it. Each becomes U+FFFD, which shows that something was there.
public final class ProviderText {

  private static final char REPLACEMENT = '\uFFFD';

  private ProviderText() {}

  /// An answer's JSON.
  ///
  /// @throws JacksonException when it is none
  public static JsonNode json(String body) {
    JsonNode json = WireJson.MAPPER.readTree(body);
    // Both can only be said by an escape: what came as bytes was decoded without them.
    return body.contains("\\u") ? sound(json) : json;
  }

  /// The same text, or a copy in which every character can be kept.
  public static String sound(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (unsound(text, at)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder sound = new StringBuilder(text);
    for (int at = 0; at < text.length(); at++) {
      if (unsound(text, at)) {
        sound.setCharAt(at, REPLACEMENT);
      }
    }
    return sound.toString();
  }

  private static boolean unsound(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c == 0;
  }

  /// The same with all of its texts and names sound.
  public static JsonNode sound(JsonNode json) {
    return switch (json) {
      case StringNode text -> StringNode.valueOf(sound(text.asString()));
      case ArrayNode list -> {
        ArrayNode sound = JsonNodeFactory.instance.arrayNode(list.size());
        list.forEach(each -> sound.add(sound(each)));
        yield sound;
      }
      case ObjectNode object -> {
        ObjectNode sound = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(it -> sound.set(sound(it.getKey()), sound(it.getValue())));
        yield sound;
      }
      default -> json;
    };
  }
}
