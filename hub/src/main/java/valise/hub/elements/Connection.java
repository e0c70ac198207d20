package valise.hub.elements;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How an instance of an element signs in to its provider and calls it: the `connection` of a
/// definition. Texts hold `{key}` where the instance's configuration is put in.
///
/// What a definition leaves out follows the vendor's standard keys: `oauth.authorization.url`,
/// `oauth.token.url`, `oauth.token.refresh_url`, `oauth.callback.url`, `base.url` [docs].
///
/// @param learns what the token answer's members, put into `{member}`, say of keys that still have
///   the element's default
/// @param callbackKeys names of the redirect address, the first that is set counts
/// @param baseUrl what the paths of calls follow
/// @param authorizedAt the roots of addresses that may be shown the access token
public record Connection(
    Authorize authorize,
    String tokenUrl,
    String refreshUrl,
    Map<String, String> learns,
    List<String> callbackKeys,
    Optional<Site> site,
    String baseUrl,
    List<String> authorizedAt,
    Optional<Validation> validation) {

  /// Where people sign in.
  ///
  /// @param parameters in the order in which they stand in the address
  /// @param plainAddresses whether `:` and `/` of the redirect address are left as they are [seed]
  public record Authorize(String url, List<String> parameters, boolean plainAddresses) {}

  /// What is otherwise on a server of one's own: when the configuration at `key` is an address
  /// rather than a name at the vendor's.
  ///
  /// @param authorize where people sign in there
  /// @param defaults what takes the place of the configuration's own defaults
  public record Site(String key, String authorize, Map<String, String> defaults) {

    /// Whether `value` is the address of a server of one's own.
    public static boolean isAddress(String value) {
      return value.startsWith("http://") || value.startsWith("https://");
    }
  }

  /// The call that shows that credentials are good.
  ///
  /// @param learns which member of its answer says what of keys that the hub sets
  public record Validation(String method, String path, Map<String, String> learns) {}

  /// @param resources of the definition: one that is a step of OAuth 2 says where that is done
  static Connection read(JsonNode json, JsonNode resources, String where) {
    Optional<String> exchange = step(resources, "oauthontokenexchange");
    Optional<String> refresh = step(resources, "oauthontokenrefresh");
    String tokenUrl = json.path("token").path("url").asString(exchange.orElse("{oauth.token.url}"));
    JsonNode base = json.path("baseUrl");
    String baseUrl = base.asString("{base.url}");
    return new Connection(
        authorize(
            json.path("authorize"), step(resources, "oauthonauthorizeurl"), where + ".authorize"),
        tokenUrl,
        json.path("token").path("refreshUrl").asString(refresh.orElse(tokenUrl)),
        pairs(json.path("token").path("learns")),
        texts(json.path("callbackKeys"), where + ".callbackKeys", List.of("oauth.callback.url")),
        site(json.path("site"), where + ".site"),
        baseUrl,
        texts(json.path("authorizedAt"), where + ".authorizedAt", List.of(baseUrl)),
        validation(json.path("validation"), where + ".validation"));
  }

  /// The vendor's own definitions have `oauthOnAuthroizeUrl` [docs].
  private static Optional<String> step(JsonNode resources, String type) {
    return resources
        .valueStream()
        .filter(resource -> resource.path("active").asBoolean(true))
        .filter(resource ->
            resource
                .path("type")
                .asString("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "")
                .replace("authroize", "authorize")
                .equals(type))
        .map(resource -> resource.path("vendorPath").asString(""))
        .filter(path -> !path.isBlank())
        .map(path -> path.startsWith("http") || path.startsWith("{") ? path : "{base.url}" + path)
        .findFirst();
  }

  private static Authorize authorize(JsonNode json, Optional<String> step, String where) {
    return new Authorize(
        json.path("url").asString(step.orElse("{oauth.authorization.url}")),
        texts(
            json.path("parameters"),
            where + ".parameters",
            List.of("response_type", "client_id", "redirect_uri", "scope", "state")),
        json.path("plainAddresses").asBoolean(false));
  }

  private static Optional<Site> site(JsonNode json, String where) {
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new Site(
            need(json, "key", where),
            need(json, "authorize", where),
            pairs(json.path("defaults"))));
  }

  private static Map<String, String> pairs(JsonNode json) {
    Map<String, String> pairs = new LinkedHashMap<>();
    json.properties().forEach(entry -> pairs.put(entry.getKey(), entry.getValue().asString()));
    return Map.copyOf(pairs);
  }

  private static Optional<Validation> validation(JsonNode json, String where) {
    return json.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Validation(
                need(json, "method", where),
                need(json, "path", where),
                pairs(json.path("learns"))));
  }

  private static String need(JsonNode json, String name, String where) {
    if (!json.path(name).isString()) {
      throw new BadDefinitionException(where + "." + name, "a text is needed");
    }
    return json.path(name).asString();
  }

  private static List<String> texts(JsonNode json, String where, List<String> otherwise) {
    if (json.isMissingNode()) {
      return otherwise;
    }
    if (!json.isArray() || json.isEmpty() || json.valueStream().anyMatch(it -> !it.isString())) {
      throw new BadDefinitionException(where, "a list of texts is needed");
    }
    return json.valueStream().map(JsonNode::asString).toList();
  }
}
