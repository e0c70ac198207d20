package valise.files.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import valise.files.odata.Call;

/// The door of the pages of shares: leaves whoever is signed in with this browser where [Call]
/// finds them, and bounds how often one network address may come. Who is nobody passes; the page
/// decides.
@Component
final class VisitorFilter extends OncePerRequestFilter {

  /// What is sent, and what is requested.
  private static final Pattern PAGES = Pattern.compile("/[dr]/.*");

  /// Sending one of these forms leaves nothing behind but a download.
  private static final Pattern DOWNLOADS = Pattern.compile("/d/[^/]*/download(/.*)?");

  private final Callers callers;
  private final People people;
  private final Pages pages;
  private final CallerLimits limits;

  VisitorFilter(
      Callers callers, People people, Pages pages, OAuthSettings settings, InstantSource clock) {
    this.callers = callers;
    this.people = people;
    this.pages = pages;
    this.limits = new CallerLimits(clock, settings.callsPerSecond(), settings.callsAtOnce());
  }

  static boolean serves(HttpServletRequest request) {
    return PAGES.matcher(request.getRequestURI().toLowerCase(Locale.ROOT)).matches();
  }

  /// Whether a form on such a page must carry what [FormGuard] asks for. Downloads need not: they
  /// must work in a browser that keeps no cookies.
  static boolean guarded(HttpServletRequest request) {
    return serves(request)
        && !DOWNLOADS.matcher(request.getRequestURI().toLowerCase(Locale.ROOT)).matches();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Duration> wait = limits.call("from " + request.getRemoteAddr());
    if (wait.isPresent()) {
      response.setHeader("Retry-After", Long.toString(Math.max(1, wait.get().toSeconds())));
      pages.error(
          request,
          response,
          429,
          "That was a little fast",
          "Too many requests came from your network. Wait a moment and try again.");
      return;
    }
    if (Origins.forged(request, request.getMethod()) && !originHidden(request)) {
      pages.error(
          request,
          response,
          403,
          "This page has expired",
          "Go back to the link you were given and open it again.");
      return;
    }
    SignInPages.browser(request, callers)
        .map(caller -> caller.person().principal())
        .filter(principal ->
            !people.namesAccount(Hosts.of(request))
                || people
                    .forHost(Hosts.of(request))
                    .filter(tenant -> tenant.id().equals(principal.account()))
                    .isPresent())
        .ifPresent(principal -> request.setAttribute(Call.PRINCIPAL, principal));
    chain.doFilter(request, response);
  }

  /// Our pages tell nobody where they were, so over plain HTTP a browser writes `null` even for a
  /// form of our own; the form's token tells those.
  private static boolean originHidden(HttpServletRequest request) {
    return request.getHeader("Sec-Fetch-Site") == null
        && "null".equals(request.getHeader("Origin"));
  }
}
