package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which web pages a request may come from.
final class Origins {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private Origins() {}

  /// Whether a request that is signed in by its cookie alone was made by somebody else's page.
  /// Browsers say where a request comes from; programs (the .NET SDK) send cookies too and say
  /// nothing, and no page can make a browser say nothing.
  ///
  /// @param method the one on the wire, before any override
  static boolean forged(HttpServletRequest request, String method) {
    if (SAFE.contains(method)) {
      return false;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader("Origin");
    return origin != null && !authority(origin).equalsIgnoreCase(Hosts.of(request));
  }

  private static String authority(String origin) {
    int start = origin.indexOf("://");
    return start < 0 ? "" : origin.substring(start + 3);
  }

  /// Lets pages of the account's trusted domains read the answer [docs]. Cookies are never let
  /// through: such pages present a token.
  ///
  /// @return whether this was a preflight, which is answered by now
  static boolean answerCors(
      HttpServletRequest request, HttpServletResponse response, Optional<People.Tenant> tenant) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    response.addHeader("Vary", "Origin");
    boolean preflight =
        request.getMethod().equals("OPTIONS")
            && request.getHeader("Access-Control-Request-Method") != null;
    if (tenant.filter(it -> trusts(it, origin)).isPresent()) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader(
          "Access-Control-Expose-Headers", "Location, Retry-After, WWW-Authenticate");
      if (preflight) {
        response.setHeader(
            "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        response.setHeader(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Accept, X-HTTP-Method-Override, X-SFAPI-Tool,"
                + " X-SFAPI-ToolVersion, X-SF-ClientCapabilities");
        response.setHeader("Access-Control-Max-Age", "600");
      }
    }
    if (preflight) {
      response.setStatus(204);
    }
    return preflight;
  }

  /// A trusted domain is an origin (`https://app.example.com`), or a host name and then means it
  /// over https.
  private static boolean trusts(People.Tenant tenant, String origin) {
    String asked = origin.toLowerCase(Locale.ROOT);
    return tenant.trustedOrigins().stream()
        .map(trusted -> trusted.strip().toLowerCase(Locale.ROOT))
        .filter(trusted -> !trusted.isEmpty())
        .anyMatch(
            trusted -> asked.equals(trusted.contains("://") ? trusted : "https://" + trusted));
  }
}
