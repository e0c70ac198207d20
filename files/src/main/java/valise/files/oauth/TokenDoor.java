package valise.files.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/// Takes a request to `/oauth/token` or `/oauth/revoke` in whatever way a client wrote it, and
/// hands it on as a plain form: fields in the query or the body [client:public-script], GET or
/// POST, a trailing slash, no or a wrong content type. What makes no difference (`requirev3`, a
/// scope) is left behind.
final class TokenDoor extends OncePerRequestFilter {

  private static final int MAX_BYTES = 64 << 10;

  private final Function<String, Optional<String>> redirectUriOfCode;

  /// @param redirectUriOfCode the address that a code was asked for with, if it was with one
  TokenDoor(Function<String, Optional<String>> redirectUriOfCode) {
    this.redirectUriOfCode = redirectUriOfCode;
  }

  /// The path without a trailing slash, if it is one of ours.
  static Optional<String> endpoint(HttpServletRequest request) {
    String path = request.getRequestURI();
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (String endpoint : new String[] {"/oauth/token", "/oauth/revoke"}) {
      if (plain.equalsIgnoreCase(endpoint)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> endpoint = endpoint(request);
    if (endpoint.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Doors.answers(request, endpoint.get());
    if (!request.getMethod().equals("POST") && !request.getMethod().equals("GET")) {
      response.setHeader("Allow", "POST, GET");
      OAuthErrors.write(response, 405, "invalid_request", "Send a POST.");
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      OAuthErrors.write(response, 413, "invalid_request", "The body is too large.");
      return;
    }
    Form form;
    try {
      form = Form.parse(request.getQueryString(), new String(body, StandardCharsets.UTF_8).strip());
    } catch (IllegalArgumentException e) {
      OAuthErrors.write(response, 400, "invalid_request", "There are too many fields.");
      return;
    }
    form.drop("scope");
    if (!form.has("client_id") && !basic(request)) {
      OAuthErrors.write(
          response, 400, "invalid_client", "Send client_id and client_secret, or HTTP Basic.");
      return;
    }
    // .NET and Java leave redirect_uri out here though they gave it before; the library wants to
    // see
    // it again [net-sdk] [java-sdk].
    if (!form.get("redirect_uri").filter(uri -> !uri.isEmpty()).isPresent()) {
      form.drop("redirect_uri");
      form.get("code").flatMap(redirectUriOfCode).ifPresent(uri -> form.set("redirect_uri", uri));
    }
    chain.doFilter(FormRequest.post(request, endpoint.get(), form), response);
  }

  private static boolean basic(HttpServletRequest request) {
    @Nullable String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, "Basic ", 0, 6);
  }
}
