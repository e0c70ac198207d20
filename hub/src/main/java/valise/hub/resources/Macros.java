package valise.hub.resources;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can stand in a [Parameter.From#VALUE]: `${configuration.key}`, `${header.name}`,
/// `${body.field}`, and `{webhookCallbackUrl}` or `${webhookCallbackUrl}` [docs]. What has no value
/// stays as it is.
///
/// @param named macros without a dot
record Macros(Incoming incoming, Map<String, String> configuration, Map<String, String> named) {

  private static final Pattern MACRO = Pattern.compile("\\$?\\{([A-Za-z0-9_.-]{1,200})}");

  String fill(String text) {
    Matcher macro = MACRO.matcher(text);
    return macro.replaceAll(found ->
        Matcher.quoteReplacement(
            value(found.group(1), found.group().startsWith("$")).orElse(found.group())));
  }

  private Optional<String> value(String name, boolean dollar) {
    if (named.containsKey(name)) {
      return Optional.of(named.get(name));
    }
    if (!dollar) {
      return Optional.empty();
    }
    int dot = name.indexOf('.');
    String rest = name.substring(dot + 1);
    return switch (dot < 0 ? "" : name.substring(0, dot)) {
      case "configuration" -> Optional.ofNullable(configuration.get(rest));
      case "header" -> Optional.ofNullable(incoming.headers().get(rest));
      case "body" -> Optional.ofNullable(Values.at(incoming.body(), rest)).map(Values::text);
      default -> Optional.empty();
    };
  }
}
