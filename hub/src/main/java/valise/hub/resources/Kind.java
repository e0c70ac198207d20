package valise.hub.resources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a resource is for: to be called, or a step in the life of an instance [docs]. The console
/// writes `On Provision`, definitions `onProvision`.
enum Kind {
  API,
  API_NO_DOCUMENTATION,
  ON_PROVISION,
  ON_DELETE,
  ON_REFRESH,
  PROVISION_AUTH_VALIDATION,
  ON_PROVISION_WEBHOOK,
  ON_DELETE_WEBHOOK,
  OAUTH_ON_AUTHORIZE_URL,
  OAUTH_ON_TOKEN_EXCHANGE,
  OAUTH_ON_TOKEN_REFRESH,
  OAUTH_ON_TOKEN_REVOKE;

  /// Whether callers can ask for it.
  boolean callable() {
    return this == API || this == API_NO_DOCUMENTATION;
  }

  static Optional<Kind> of(String text) {
    // The vendor's own definitions have `oauthOnAuthroizeUrl` [docs].
    String plain =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replace("authroize", "authorize");
    return Arrays.stream(values())
        .filter(kind -> kind.name().replace("_", "").toLowerCase(Locale.ROOT).equals(plain))
        .findFirst();
  }
}
