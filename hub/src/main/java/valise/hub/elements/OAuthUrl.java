package valise.hub.elements;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.platform.Refusal;

/// Composes the address at which people sign in to a provider.
final class OAuthUrl {

  private OAuthUrl() {}

  /// @param asked what the caller said, by the vendor's names: `apiKey`, `callbackUrl`, `state`,
  ///   `scope`, `siteAddress`, and whatever else the provider takes
  /// @throws Refusal when something needed is missing, or the element signs in otherwise
  static String of(Element element, Map<String, String> asked) {
    if (!element.authentication().equals("oauth2")) {
      throw Refusal.malformed(
          "NOT_OAUTH2", "The element '" + element.key() + "' does not sign in with OAuth 2.");
    }
    Connection connection = element.connection();
    Map<String, String> values = values(element, asked);
    List<String> query = new ArrayList<>();
    for (String name : connection.authorize().parameters()) {
      Optional.ofNullable(values.get(name))
          .filter(value -> !value.isEmpty())
          .ifPresent(value ->
              query.add(
                  name
                      + "="
                      + (name.equals("redirect_uri") && connection.authorize().plainAddresses()
                          ? plain(value)
                          : encoded(value))));
    }
    String url = address(element, asked);
    return url + (url.contains("?") ? "&" : "?") + String.join("&", query);
  }

  private static Map<String, String> values(Element element, Map<String, String> asked) {
    Map<String, String> values = new HashMap<>(asked);
    values.put("response_type", "code");
    values.put("client_id", need(asked, "apiKey"));
    values.put("redirect_uri", need(asked, "callbackUrl"));
    values.put(
        "scope",
        given(asked, "scope")
            .or(() -> element.item("oauth.scope").flatMap(ConfigurationItem::defaultValue))
            .orElse(""));
    values.put("state", given(asked, "state").orElse(element.key()));
    return values;
  }

  private static String address(Element element, Map<String, String> asked) {
    Connection connection = element.connection();
    Optional<Connection.Site> site = connection.site();
    Optional<String> siteAddress =
        site.flatMap(it -> given(asked, it.key())).or(() -> given(asked, "siteAddress"));
    String template =
        site.filter(it -> siteAddress.filter(Connection.Site::isAddress).isPresent())
            .map(Connection.Site::authorize)
            .orElse(connection.authorize().url());
    String address =
        Templates.fill(
            template,
            key ->
                site.filter(it -> it.key().equals(key))
                    .flatMap(it -> siteAddress.map(OAuthUrl::withoutSlash))
                    .or(() -> given(asked, key))
                    .or(() -> element.item(key).flatMap(ConfigurationItem::defaultValue)));
    if (address.contains("{")) {
      throw Refusal.malformed(
          "PARAMETER_MISSING",
          "The sign-in address needs " + address.replaceAll("^.*?\\{(.*?)\\}.*$", "'$1'") + ".");
    }
    return address;
  }

  private static String withoutSlash(String address) {
    return address.replaceFirst("/+$", "");
  }

  private static String need(Map<String, String> asked, String name) {
    return given(asked, name)
        .orElseThrow(() ->
            Refusal.malformed("PARAMETER_MISSING", "The parameter '" + name + "' is missing."));
  }

  private static Optional<String> given(Map<String, String> asked, String name) {
    return Optional.ofNullable(asked.get(name)).map(String::strip).filter(it -> !it.isEmpty());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Encoded but for what a query may hold as it is.
  private static String plain(String text) {
    return encoded(text).replace("%3A", ":").replace("%2F", "/");
  }
}
