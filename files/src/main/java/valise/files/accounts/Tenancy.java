package valise.files.accounts;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a host name tells which account is meant.
///
/// @param baseDomains the domains below which the first label is an account's subdomain; default
///   `localhost`, whose every subdomain browsers resolve to this machine
/// @param defaultSubdomain the account of every other host; empty text (the default) means the
///   oldest account
public record Tenancy(List<String> baseDomains, String defaultSubdomain) {

  public static final Tenancy DEFAULT = new Tenancy(List.of("localhost"), "");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /// Hosts that belong to no account: the vendor's own front doors [docs], and what operators give
  /// to servers rather than to tenants.
  private static final List<String> COMMON =
      List.of("secure", "www", "api", "mail", "ftp", "sftp", "admin", "localhost");

  /// Whose account a host name means.
  public sealed interface Meaning {

    /// The account with this subdomain, if there is one; else nobody's.
    record Subdomain(String label) implements Meaning {}

    /// No particular one: the default account.
    record Any() implements Meaning {}
  }

  public Tenancy {
    baseDomains =
        baseDomains.stream()
            .map(domain -> bare(domain.strip()))
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
    defaultSubdomain = defaultSubdomain.strip().toLowerCase(Locale.ROOT);
  }

  /// Reads the `Host` header's value, with or without a port.
  public Meaning meaningOf(String host) {
    String name = bare(withoutPort(host.strip()));
    for (String base : baseDomains) {
      if (name.endsWith("." + base)) {
        String label = name.substring(0, name.length() - base.length() - 1);
        return COMMON.contains(label) ? new Meaning.Any() : new Meaning.Subdomain(label);
      }
    }
    return new Meaning.Any();
  }

  /// Whether an account may have this subdomain.
  public static boolean admits(String subdomain) {
    return LABEL.matcher(subdomain).matches() && !COMMON.contains(subdomain);
  }

  /// What `{subdomain}.{domain}` is composed of when tokens tell clients where to go [docs].
  public Optional<String> firstBaseDomain() {
    return baseDomains.stream().findFirst();
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      return host;
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static String bare(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
