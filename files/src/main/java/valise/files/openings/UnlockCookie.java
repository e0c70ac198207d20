package valise.files.openings;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.ResponseCookie;

/// The cookie with which a guest who has said who they are comes back: to this one page and those
/// below it, and to no other.
final class UnlockCookie {

  private static final String NAME = "valise_unlock";

  /// As long as the ticket in it is good for at most.
  private static final Duration AGE = Duration.ofHours(12);

  private UnlockCookie() {}

  static List<String> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? List.of()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(NAME))
            .map(Cookie::getValue)
            .toList();
  }

  /// @param page the path of the share's page
  static void set(
      HttpServletRequest request, HttpServletResponse response, String page, String ticket) {
    response.addHeader(
        "Set-Cookie",
        ResponseCookie.from(NAME, ticket)
            .path(page)
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax")
            .maxAge(AGE)
            .build()
            .toString());
  }
}
