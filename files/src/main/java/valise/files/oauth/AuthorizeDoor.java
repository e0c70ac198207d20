package valise.files.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// Takes a request to `/oauth/authorize`, or to its old name `/oauth/index.aspx`
/// [client:public-script], and hands it on as the library expects it.
///
/// - The implicit flow (`response_type=token`) goes through the library as a code flow, so that
///   redirect address, sign-in and consent are checked in one place; [AuthorizeAnswer] turns the
///   code into tokens before the browser is sent back.
/// - Fields the library would stumble over (a scope of the client's own, `prompt`, unknown ones
///   that .NET lets callers append [net-sdk]) are left behind.
final class AuthorizeDoor extends OncePerRequestFilter {

  static final String PATH = "/oauth/authorize";

  /// Request attribute: the [AuthorizeRequest.Flow] that was asked for.
  static final String FLOW = "valise.oauth.flow";

  /// Request attribute: the query to come back with after signing in.
  static final String QUERY = "valise.oauth.query";

  private static final int MAX_BYTES = 16 << 10;

  private static final Set<String> KNOWN =
      Set.of(
          "response_type",
          "client_id",
          "redirect_uri",
          "state",
          "code_challenge",
          "code_challenge_method");

  private final Grants grants;

  AuthorizeDoor(Grants grants) {
    this.grants = grants;
  }

  private static boolean ours(HttpServletRequest request) {
    String path = request.getRequestURI();
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return plain.equalsIgnoreCase(PATH) || plain.equalsIgnoreCase("/oauth/index.aspx");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!ours(request)) {
      chain.doFilter(request, response);
      return;
    }
    Doors.answers(request, PATH);
    switch (request.getMethod()) {
      case "GET", "HEAD" -> ask(request, response, chain);
      case "POST" -> post(request, response, chain);
      default -> {
        response.setHeader("Allow", "GET, POST");
        response.sendError(405);
      }
    }
  }

  private static void ask(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String query = Objects.requireNonNullElse(request.getQueryString(), "");
    Form form = Form.parse(query, "");
    AuthorizeRequest.Flow flow = AuthorizeRequest.Flow.of(form.get("response_type").orElse(null));
    request.setAttribute(FLOW, flow);
    request.setAttribute(QUERY, query);
    form.keepOnly(KNOWN);
    for (String optional : Set.of("redirect_uri", "state", "code_challenge")) {
      if (form.get(optional).filter(String::isEmpty).isPresent()) {
        form.drop(optional);
      }
    }
    if (flow == AuthorizeRequest.Flow.TOKEN) {
      form.set("response_type", "code");
    }
    form.set("scope", RegisteredApps.SCOPE).set(Authorizations.FLOW, flow.wireName());
    chain.doFilter(FormRequest.get(request, PATH, form), response);
  }

  /// Either a request sent as a form, which is asked again with GET, or the answer of the consent
  /// page.
  private void post(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES);
    Form form = Form.parse(request.getQueryString(), new String(body, StandardCharsets.UTF_8));
    if (form.has("response_type")) {
      response.setStatus(303);
      response.setHeader("Location", PATH + "?" + form.encoded());
      return;
    }
    Optional<AuthorizeRequest.Flow> flow =
        form.get("state").flatMap(grants::byConsent).map(AuthorizeRequest::flow);
    request.setAttribute(FLOW, flow.orElse(AuthorizeRequest.Flow.CODE));
    chain.doFilter(FormRequest.post(request, PATH, form), response);
  }
}
