package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;

/// Lets nobody else's page send our forms: each carries a token that must match a cookie.
public final class FormGuard {

  private FormGuard() {}

  static CsrfFilter filter(Pages pages) {
    CookieCsrfTokenRepository cookies = CookieCsrfTokenRepository.withHttpOnlyFalse();
    cookies.setCookieName("valise_form");
    cookies.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Lax").path("/"));
    CsrfFilter filter = new CsrfFilter(cookies);
    filter.setRequireCsrfProtectionMatcher(
        request -> request.getMethod().equals("POST") && TokenDoor.endpoint(request).isEmpty());
    filter.setAccessDeniedHandler((request, response, denied) ->
        pages.error(
            request,
            response,
            403,
            "This page has expired",
            "Go back, reload the page and try again. Your browser must accept cookies."));
    return filter;
  }

  /// What a form on the page that answers this request must carry.
  public static String token(HttpServletRequest request) {
    @Nullable Object token = request.getAttribute(CsrfToken.class.getName());
    return token instanceof CsrfToken it ? it.getToken() : "";
  }
}
