package valise.hub.instances;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Connection;
import valise.hub.elements.Element;
import valise.platform.Refusal;
import valise.platform.net.Outbound;

/// Puts together what an instance is configured with, and says what is wrong with it.
@Component
final class Configurations {

  /// What an answer shows in place of a secret; sent back, it changes nothing [docs].
  static final String MASK = "********";

  /// What the caller brings along instead of a code.
  private static final Set<String> TOKENS =
      Set.of("oauth.user.token", "oauth.user.refresh_token", "oauth.user.refresh_time");

  private final Outbound outbound;
  private final ObjectProvider<ConfigurationRule> rules;

  Configurations(Outbound outbound, ObjectProvider<ConfigurationRule> rules) {
    this.outbound = outbound;
    this.rules = rules;
  }

  /// A whole configuration: the element's defaults, those of a server of one's own where it is one,
  /// and what the caller gave over them.
  Draft fresh(Element element, Map<String, Optional<String>> given, boolean brought) {
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    for (ConfigurationItem item : element.configuration()) {
      if (item.shownUnset() && !TOKENS.contains(item.key())) {
        values.put(item.key(), item.defaultValue());
      }
    }
    element
        .connection()
        .site()
        .filter(site -> siteOf(site, given).isPresent())
        .ifPresent(
            site -> site.defaults().forEach((key, value) -> values.put(key, Optional.of(value))));
    apply(element, values, given, brought);
    return new Draft(element, values);
  }

  private static Optional<String> siteOf(
      Connection.Site site, Map<String, Optional<String>> given) {
    return given.getOrDefault(site.key(), Optional.empty()).filter(Connection.Site::isAddress);
  }

  /// What there was with what is changed.
  Draft merged(
      Element element,
      Map<String, Optional<String>> before,
      Map<String, Optional<String>> given,
      boolean brought) {
    Map<String, Optional<String>> values = new LinkedHashMap<>(before);
    element
        .connection()
        .site()
        .filter(site -> siteOf(site, given).isPresent())
        .ifPresent(
            site -> site.defaults().forEach((key, value) -> values.put(key, Optional.of(value))));
    apply(element, values, given, brought);
    return new Draft(element, values);
  }

  private static void apply(
      Element element,
      Map<String, Optional<String>> values,
      Map<String, Optional<String>> given,
      boolean brought) {
    given.forEach((key, value) -> {
      boolean ours =
          element.item(key).filter(ConfigurationItem::internal).isPresent()
              && !(brought && TOKENS.contains(key));
      // An answer's configuration may be sent back as it was.
      if (!ours && !value.filter(MASK::equals).isPresent()) {
        values.put(key, value.map(text -> normal(element, key, text)));
      }
    });
  }

  private static String normal(Element element, String key, String text) {
    if (key.equals(Instance.VENDOR_TYPE) && text.strip().equalsIgnoreCase("webhooks")) {
      return "webhook";
    }
    boolean site =
        element.connection().site().filter(it -> it.key().equals(key)).isPresent()
            && Connection.Site.isAddress(text);
    return site ? text.strip().replaceFirst("/+$", "") : text;
  }

  // --- checking ----------------------------------------------------------------------------------

  /// @throws Refusal that names everything that is missing, or the first thing that is wrong
  void check(Draft draft, boolean signsIn) {
    requireComplete(draft, signsIn);
    draft
        .element()
        .configuration()
        .forEach(item -> draft.value(item.key()).ifPresent(value -> requireFits(item, value)));
    requireCallback(draft);
    rules.orderedStream().forEach(rule -> rule.check(draft));
  }

  private static void requireComplete(Draft draft, boolean signsIn) {
    Element element = draft.element();
    List<String> missing = new ArrayList<>();
    for (ConfigurationItem item : element.configuration()) {
      if (item.required() && draft.value(item.key()).filter(it -> !it.isBlank()).isEmpty()) {
        missing.add(item.key());
      }
    }
    String callback = element.connection().callbackKeys().getFirst();
    if (signsIn && draft.callback().isEmpty() && !missing.contains(callback)) {
      missing.add(callback);
    }
    if (!missing.isEmpty()) {
      throw Refusal.malformed(
          "CONFIGURATION_MISSING",
          "The configuration lacks required entries: " + String.join(", ", missing) + ".");
    }
  }

  private static void requireFits(ConfigurationItem item, String value) {
    boolean fits =
        switch (item.type()) {
          case BOOLEAN, BOOLEAN_YESNO ->
              value.isBlank()
                  || Set.of("true", "false").contains(value.strip().toLowerCase(Locale.ROOT));
          case COMBO ->
              value.isBlank()
                  || item.options().isEmpty()
                  || item.options().stream().anyMatch(option -> option.value().equals(value));
          default -> true;
        };
    if (!fits) {
      throw Refusal.malformed(
          "BAD_CONFIGURATION",
          "The configuration '%s' must be %s, not '%s'."
              .formatted(
                  item.key(),
                  item.type() == ConfigurationItem.Type.COMBO
                      ? "one of "
                          + String.join(
                              ", ",
                              item.options().stream().map(ConfigurationItem.Option::value).toList())
                      : "true or false",
                  item.secret() ? MASK : value));
    }
  }

  /// Where events go is known to be good before there are any.
  private void requireCallback(Draft draft) {
    Optional<String> url = draft.value(Instance.CALLBACK_URL).filter(it -> !it.isBlank());
    if (url.isEmpty()) {
      return;
    }
    String why;
    try {
      var objection = outbound.objection(new URI(url.get().strip()));
      if (objection.isEmpty()) {
        return;
      }
      why = objection.get().message();
    } catch (URISyntaxException e) {
      why = "It is no address.";
    }
    throw Refusal.malformed(
        "BAD_CALLBACK",
        "Events cannot be sent to '%s' (%s). %s".formatted(url.get(), Instance.CALLBACK_URL, why));
  }
}
