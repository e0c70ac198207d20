package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/// Lets an app without a secret renew and revoke its own tokens. The library knows public apps only
/// where they exchange a code; a refresh token that changes with each use is proof enough (RFC
/// 9700, 4.14).
final class PublicApps implements AuthenticationProvider {

  private static final String RENEWS_OR_REVOKES = "valise.renews_or_revokes";

  private final RegisteredApps clients;

  PublicApps(RegisteredApps clients) {
    this.clients = clients;
  }

  static @Nullable Authentication convert(HttpServletRequest request) {
    String id = request.getParameter("client_id");
    boolean renews = "refresh_token".equals(request.getParameter("grant_type"));
    boolean revokes = request.getRequestURI().equals("/oauth/revoke");
    if (id == null || request.getParameter("client_secret") != null || !(renews || revokes)) {
      return null;
    }
    return new OAuth2ClientAuthenticationToken(
        id, ClientAuthenticationMethod.NONE, null, Map.of(RENEWS_OR_REVOKES, true));
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    OAuth2ClientAuthenticationToken client = (OAuth2ClientAuthenticationToken) authentication;
    if (!client.getAdditionalParameters().containsKey(RENEWS_OR_REVOKES)) {
      return null;
    }
    RegisteredClient registered = clients.findByClientId(client.getName());
    if (registered == null
        || !registered.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    return new OAuth2ClientAuthenticationToken(registered, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
