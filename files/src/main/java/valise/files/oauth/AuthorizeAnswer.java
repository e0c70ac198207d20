package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.stereotype.Component;
import valise.platform.secrets.Secret;

/// Sends the browser back to the app: with a code in the query, with tokens in the fragment, or
/// with an error in the one or the other. Only to an address that the library found registered;
/// whatever else went wrong is shown on a page of ours.
@Component
final class AuthorizeAnswer {

  private final Apps apps;
  private final Grants grants;
  private final TokenMint mint;
  private final TokenAnswer tokens;
  private final People people;
  private final Pages pages;

  AuthorizeAnswer(
      Apps apps, Grants grants, TokenMint mint, TokenAnswer tokens, People people, Pages pages) {
    this.apps = apps;
    this.grants = grants;
    this.mint = mint;
    this.tokens = tokens;
    this.people = people;
    this.pages = pages;
  }

  void granted(HttpServletRequest request, HttpServletResponse response, Authentication result)
      throws IOException {
    OAuth2AuthorizationCodeRequestAuthenticationToken answer =
        (OAuth2AuthorizationCodeRequestAuthenticationToken) result;
    String redirectUri = Objects.requireNonNull(answer.getRedirectUri());
    String code = Objects.requireNonNull(answer.getAuthorizationCode()).getTokenValue();
    AuthorizeRequest asked = grants.byCode(code).orElseThrow();
    Map<String, Object> members = new LinkedHashMap<>();
    if (asked.flow() == AuthorizeRequest.Flow.TOKEN) {
      Grants.Token access = mint.access();
      Grants.Token refresh = mint.refresh(asked.account());
      grants.exchange(asked, access, refresh);
      Grant grant = grants.byAccess(access.value()).orElseThrow();
      members.putAll(tokens.members(request, grant, access, refresh.value()));
      members.keySet().retainAll(FRAGMENT);
    } else {
      ControlPlane plane = tokens.plane(request, people.tenant(asked.account()).orElseThrow());
      members.put("code", code);
      members.put("subdomain", plane.subdomain());
      members.put("apicp", plane.domain());
      members.put("appcp", plane.domain());
      members.put("expires_in", grants.codeLife().toSeconds());
    }
    if (asked.state() != null) {
      members.put("state", asked.state());
    }
    send(
        response,
        redirectUri,
        asked.flow(),
        members,
        apps.secretOf(asked.app()).map(Secret::reveal).orElse(null));
  }

  /// What the vendor puts into the fragment.
  private static final Set<String> FRAGMENT =
      Set.of(
          "access_token",
          "refresh_token",
          "token_type",
          "expires_in",
          "appcp",
          "apicp",
          "subdomain");

  void refused(
      HttpServletRequest request,
      HttpServletResponse response,
      OAuth2AuthenticationException exception)
      throws IOException {
    OAuth2AuthorizationCodeRequestAuthenticationToken asked =
        exception instanceof OAuth2AuthorizationCodeRequestAuthenticationException it
            ? it.getAuthorizationCodeRequestAuthentication()
            : null;
    String error = exception.getError().getErrorCode();
    String what = Objects.requireNonNullElse(exception.getError().getDescription(), "");
    if (what.endsWith(" principal")) {
      // The request is valid but for the one who asks: nobody is signed in.
      String query = (String) request.getAttribute(AuthorizeDoor.QUERY);
      response.setStatus(302);
      response.setHeader("Location", SignInPages.PATH + (query == null ? "" : "?" + query));
      response.setHeader("Cache-Control", "no-store");
      return;
    }
    String redirectUri = asked == null ? null : asked.getRedirectUri();
    if (asked == null || redirectUri == null) {
      pages.error(request, response, 400, "This sign-in request cannot be used", advice(what));
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("error", error);
    members.put(
        "error_description",
        error.equals("access_denied") ? "The user did not allow access." : advice(what));
    if (asked.getState() != null) {
      members.put("state", asked.getState());
    }
    AuthorizeRequest.Flow flow =
        request.getAttribute(AuthorizeDoor.FLOW) instanceof AuthorizeRequest.Flow it
            ? it
            : AuthorizeRequest.Flow.CODE;
    send(response, redirectUri, flow, members, null);
  }

  private static String advice(String what) {
    String parameter = what.substring(what.lastIndexOf(' ') + 1);
    return switch (parameter) {
      case "client_id" ->
          "The app that sent you here (client_id) is not registered on this server, or may not be"
              + " used in this account.";
      case "redirect_uri" ->
          "The address to go back to (redirect_uri) is not registered for this app.";
      case "response_type" -> "The response_type must be code or token.";
      case "state" ->
          "This page has expired or was used already. Go back to the app and start again.";
      case "code_challenge" -> "This app must send a code_challenge (PKCE).";
      case "code_challenge_method" -> "The code_challenge_method must be S256.";
      default -> "The request is malformed: " + parameter;
    };
  }

  /// @param secret of the app: the redirect is signed with it (`h`), as far as it is known
  private static void send(
      HttpServletResponse response,
      String redirectUri,
      AuthorizeRequest.Flow flow,
      Map<String, Object> members,
      @Nullable String secret) {
    StringBuilder target = new StringBuilder(redirectUri);
    char separator =
        flow == AuthorizeRequest.Flow.TOKEN ? '#' : redirectUri.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, Object> member : members.entrySet()) {
      target
          .append(separator)
          .append(member.getKey())
          .append('=')
          .append(Form.encode(member.getValue().toString()));
      separator = '&';
    }
    if (secret != null) {
      String signature = RedirectSignature.of(pathAndQuery(target), secret);
      target.append("&h=").append(signature);
    }
    response.setStatus(302);
    response.setHeader("Location", target.toString());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
  }

  private static String pathAndQuery(CharSequence target) {
    String text = target.toString();
    URI uri = URI.create(text);
    String authority = uri.getRawAuthority();
    return authority == null
        ? text.substring(text.indexOf(':') + 1)
        : text.substring(text.indexOf(authority) + authority.length());
  }
}
