package valise.hub.elements;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One thing that an instance can be configured with.
///
/// @param defaultValue may be empty text, which is a value
/// @param internal set by the hub, not by people
/// @param shownUnset whether an instance shows it although nobody set it
public record ConfigurationItem(
    long id,
    String key,
    String name,
    String description,
    Optional<String> defaultValue,
    Type type,
    boolean required,
    boolean active,
    boolean internal,
    boolean hideFromConsole,
    boolean shownUnset,
    Optional<String> groupName,
    int displayOrder,
    List<Option> options) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,198}");

  /// How people give it [docs].
  public enum Type {
    TEXTFIELD_32,
    TEXTFIELD_64,
    TEXTFIELD_100,
    TEXTFIELD_128,
    TEXTFIELD_1000,
    TEXTAREA,
    PASSWORD,
    BOOLEAN,
    BOOLEAN_YESNO,
    COMBO,
    CODE_EDITOR
  }

  /// One of the values of a `COMBO`.
  public record Option(String value, String description) {}

  /// Whether it is never shown again to anybody.
  public boolean secret() {
    return type == Type.PASSWORD;
  }

  /// The same with another id.
  ConfigurationItem numbered(long number) {
    return new ConfigurationItem(
        number,
        key,
        name,
        description,
        defaultValue,
        type,
        required,
        active,
        internal,
        hideFromConsole,
        shownUnset,
        groupName,
        displayOrder,
        options);
  }

  /// @param where the place of `json`, for the message
  /// @throws BadDefinitionException when it is no such item
  static ConfigurationItem read(JsonNode json, String where) {
    String key = text(json, "key", where);
    if (!KEY.matcher(key).matches()) {
      throw new BadDefinitionException(where + ".key", "'" + key + "' is no key");
    }
    return new ConfigurationItem(
        json.path("id").asLong(0),
        key,
        text(json, "name", where),
        json.path("description").asString(""),
        Optional.of(json.path("defaultValue"))
            .filter(JsonNode::isValueNode)
            .flatMap(it -> it.isNull() ? Optional.empty() : Optional.of(it.asString())),
        type(json, where),
        json.path("required").asBoolean(false),
        json.path("active").asBoolean(true),
        json.path("internal").asBoolean(false),
        json.path("hideFromConsole").asBoolean(false),
        json.path("shownUnset").asBoolean(true),
        Optional.of(json.path("groupName").asString("")).filter(it -> !it.isEmpty()),
        json.path("displayOrder").asInt(0),
        options(json.path("options"), where + ".options"));
  }

  private static String text(JsonNode json, String name, String where) {
    JsonNode text = json.path(name);
    if (!text.isString() || text.asString().isBlank()) {
      throw new BadDefinitionException(where + "." + name, "a text is needed");
    }
    return text.asString();
  }

  private static Type type(JsonNode json, String where) {
    String name = json.path("type").asString(Type.TEXTFIELD_1000.name());
    return Arrays.stream(Type.values())
        .filter(type -> type.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new BadDefinitionException(
                where + ".type",
                "'%s' is none of %s"
                    .formatted(
                        name,
                        Arrays.stream(Type.values())
                            .map(Enum::name)
                            .collect(Collectors.joining(", ")))));
  }

  private static List<Option> options(JsonNode json, String where) {
    List<Option> options = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      options.add(
          new Option(
              text(json.get(i), "value", where + "[" + i + "]"),
              json.get(i).path("description").asString("")));
    }
    return List.copyOf(options);
  }
}
