package valise.files.oauth;

import java.util.Locale;

/// Where clients are told to go: they put `https://{subdomain}.{apicp}` together for the API and
/// `https://{subdomain}.{appcp}` for sign-in [docs] [rclone] [net-sdk].
///
/// Both are this server, so the parts are chosen to meet again as an address that reaches it:
///
/// - below or at the base domain, each account has its subdomain there;
/// - any other name with a dot is cut at its first one, so that it is put together as it was;
/// - a name without a dot (`localhost:8080`) gets the account's subdomain in front, which for
///   `localhost` is this machine too (RFC 6761).
public record ControlPlane(String subdomain, String domain) {

  /// @param host the `Host` header's value
  public static ControlPlane of(String host, String accountSubdomain, String baseDomain) {
    String authority = host.strip().toLowerCase(Locale.ROOT);
    int colon = authority.startsWith("[") ? -1 : authority.indexOf(':');
    String name = colon < 0 ? authority : authority.substring(0, colon);
    String port = colon < 0 ? "" : authority.substring(colon);
    String base = baseDomain.toLowerCase(Locale.ROOT);
    if (name.equals(base) || name.endsWith("." + base)) {
      return new ControlPlane(accountSubdomain, base + port);
    }
    int dot = name.startsWith("[") ? -1 : name.indexOf('.');
    if (dot > 0 && dot < name.length() - 1) {
      return new ControlPlane(name.substring(0, dot), name.substring(dot + 1) + port);
    }
    return new ControlPlane(accountSubdomain, authority);
  }
}
