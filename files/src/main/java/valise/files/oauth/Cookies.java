package valise.files.oauth;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/// The session cookie. .NET also writes its name with a small d [net-sdk].
final class Cookies {

  static final String NAME = "SFAPI_AuthID";

  private Cookies() {}

  static Optional<String> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equalsIgnoreCase(NAME) && !cookie.getValue().isEmpty()) {
        return Optional.of(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /// Without an age: it goes when the browser closes, and the session's own end is kept here.
  static void set(HttpServletRequest request, HttpServletResponse response, String value) {
    add(request, response, value, null);
  }

  static void clear(HttpServletRequest request, HttpServletResponse response) {
    add(request, response, "", Duration.ZERO);
  }

  private static void add(
      HttpServletRequest request,
      HttpServletResponse response,
      String value,
      @org.jspecify.annotations.Nullable Duration age) {
    ResponseCookie.ResponseCookieBuilder cookie =
        ResponseCookie.from(NAME, value)
            .path("/")
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax");
    if (age != null) {
      cookie.maxAge(age);
    }
    response.addHeader("Set-Cookie", cookie.build().toString());
  }
}
