package valise.hub.instances;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Element;
import valise.hub.elements.Templates;

/// A configuration that an instance is to have, secrets and all, before it is stored.
public final class Draft {

  private static final Pattern KNOWN = Pattern.compile("[!-~]{1,255}");

  private final Element element;
  private final Map<String, Optional<String>> values;

  Draft(Element element, Map<String, Optional<String>> values) {
    this.element = element;
    this.values = new LinkedHashMap<>(values);
  }

  public Element element() {
    return element;
  }

  /// What would be in force for a key.
  public Optional<String> value(String key) {
    Optional<String> set = values.get(key);
    return set != null ? set : element.item(key).flatMap(ConfigurationItem::defaultValue);
  }

  /// Whether a key says yes.
  public boolean flag(String key) {
    return value(key).filter(it -> it.strip().equalsIgnoreCase("true")).isPresent();
  }

  /// Everything that would be in force, secrets too.
  public Map<String, String> everything() {
    Map<String, String> all = new LinkedHashMap<>();
    for (ConfigurationItem item : element.configuration()) {
      value(item.key()).ifPresent(value -> all.put(item.key(), value));
    }
    values.forEach((key, value) -> value.ifPresent(it -> all.put(key, it)));
    return all;
  }

  /// Sets what the provider said of the account.
  public void set(String key, String value) {
    values.put(key, Optional.of(value));
  }

  String fill(String template) {
    return Templates.fill(template, this::value);
  }

  /// Takes what the provider said of where it is to be reached, for keys that nobody set.
  void learn(Map<String, String> said) {
    element
        .connection()
        .learns()
        .forEach((key, template) -> {
          Optional<String> usual = element.item(key).flatMap(ConfigurationItem::defaultValue);
          String learnt = Templates.fill(template, name -> Optional.ofNullable(said.get(name)));
          if (value(key).equals(usual)
              && !learnt.contains("{")
              && !learnt.equals(fill(usual.orElse("")))) {
            values.put(key, Optional.of(learnt));
          }
        });
  }

  /// Takes what the first call's answer said of keys that only the hub sets.
  void know(Map<String, String> rules, JsonNode said) {
    rules.forEach((key, member) -> {
      String text = said.path(member).asString("");
      if (KNOWN.matcher(text).matches()
          && element.item(key).filter(ConfigurationItem::internal).isPresent()) {
        values.put(key, Optional.of(text));
      }
    });
  }

  /// What was set, in order.
  Map<String, Optional<String>> values() {
    return values;
  }

  /// The redirect address, by whichever name it was given.
  Optional<String> callback() {
    return element.connection().callbackKeys().stream()
        .flatMap(key -> value(key).stream())
        .filter(it -> !it.isBlank())
        .findFirst();
  }

  @Override
  public String toString() {
    return "Draft of " + element.key() + " " + values.keySet();
  }
}
