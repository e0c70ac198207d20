package valise.hub.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// What a request shows: `Authorization: User x, Organization y, Element z`, in any order and with
/// any of them left out [docs]. `Token` is an older name of `Element` [docs].
public record Credentials(
    Optional<Secret<String>> user,
    Optional<Secret<String>> organization,
    Optional<Secret<String>> element) {

  static final Credentials NONE =
      new Credentials(Optional.empty(), Optional.empty(), Optional.empty());

  /// @throws Refusal when a part is no pair of a name and a secret, or one is given twice
  static Credentials parse(String header) {
    Map<String, Secret<String>> shown = new HashMap<>();
    for (String part : header.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.strip().split("\\s+");
      String name = pair[0].toLowerCase(Locale.ROOT);
      boolean known =
          switch (name) {
            case "user", "organization", "element", "token" -> true;
            default -> false;
          };
      if (!known || pair.length != 2) {
        throw malformed();
      }
      if (shown.put(name.equals("token") ? "element" : name, Secret.of(pair[1])) != null) {
        throw malformed();
      }
    }
    return new Credentials(
        Optional.ofNullable(shown.get("user")),
        Optional.ofNullable(shown.get("organization")),
        Optional.ofNullable(shown.get("element")));
  }

  private static Refusal malformed() {
    return Refusal.of(
        Refusal.Kind.NOT_SIGNED_IN,
        "BAD_AUTHORIZATION",
        "The Authorization header must read 'User <user secret>, Organization <organization"
            + " secret>' or 'User <user secret>, Element <element token>'.");
  }
}
