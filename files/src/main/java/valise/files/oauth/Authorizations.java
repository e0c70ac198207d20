package valise.files.oauth;

import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import valise.platform.secrets.Tokens;

/// [Grants] as the authorization server's library sees them.
///
/// The library thinks of an authorization as one object that it reads, changes and saves. Here it
/// is taken apart again: what is new in it becomes rows, what is marked as invalid ends. Whether
/// something has expired or was used is decided here, by our clock, when it is found; the library
/// is only ever given what is good.
@Component
final class Authorizations implements OAuth2AuthorizationService {

  /// Our own extra parameter of an authorization request: the flow that was really asked for.
  static final String FLOW = "valise_flow";

  /// The refresh token that an authorization was found by.
  private static final String PRESENTED = "valise.presented";

  // Long after any clock; see above.
  private static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);

  private final Grants grants;
  private final RegisteredApps clients;
  private final Apps apps;
  private final People people;

  Authorizations(Grants grants, RegisteredApps clients, Apps apps, People people) {
    this.grants = grants;
    this.clients = clients;
    this.apps = apps;
    this.people = people;
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    OAuth2Authorization.Token<OAuth2AccessToken> access = authorization.getAccessToken();
    OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    if (refresh != null && refresh.isInvalidated()) {
      grants.end(authorization.getId());
    } else if (access != null && access.isInvalidated()) {
      grants.endAccess(Tokens.hash(access.getToken().getTokenValue()));
    } else if (access != null) {
      issue(
          authorization,
          token(access.getToken()),
          refresh == null ? null : token(refresh.getToken()));
    } else {
      saveRequest(authorization);
    }
  }

  private void issue(
      OAuth2Authorization authorization, Grants.Token access, Grants.@Nullable Token refresh) {
    String presented = authorization.getAttribute(PRESENTED);
    if (presented != null) {
      grants.renew(
          grants.byRefresh(presented).orElseThrow(Authorizations::invalidGrant),
          presented,
          access,
          Objects.requireNonNull(refresh));
      return;
    }
    if (authorization
        .getAuthorizationGrantType()
        .equals(AuthorizationGrantType.CLIENT_CREDENTIALS)) {
      grants.begin(ownersGrant(authorization), access, null);
      return;
    }
    AuthorizeRequest request =
        grants.request(authorization.getId()).orElseThrow(Authorizations::invalidGrant);
    if (!grants.exchange(request, access, Objects.requireNonNull(refresh))) {
      throw invalidGrant();
    }
  }

  /// An app that signs in as itself is the user who answers for it.
  private Grant ownersGrant(OAuth2Authorization authorization) {
    App app =
        AppId.parse(authorization.getRegisteredClientId())
            .flatMap(apps::find)
            .orElseThrow(Authorizations::invalidGrant);
    People.Person owner =
        Optional.ofNullable(app.owner())
            .flatMap(people::person)
            .filter(person -> app.servesAccount(person.account()))
            .orElseThrow(Authorizations::invalidGrant);
    return new Grant(
        authorization.getId(),
        app.id(),
        owner.account(),
        owner.user(),
        owner.securityNo(),
        "client_credentials",
        grants.now());
  }

  private void saveRequest(OAuth2Authorization authorization) {
    OAuth2Authorization.Token<OAuth2AuthorizationCode> code =
        authorization.getToken(OAuth2AuthorizationCode.class);
    if (code == null) {
      String consentState = authorization.getAttribute(OAuth2ParameterNames.STATE);
      // A consent page is good for as long as a code.
      grants.awaitConsent(request(authorization, codeLife()), Objects.requireNonNull(consentState));
    } else if (code.isInvalidated()) {
      grants.spoil(authorization.getId());
    } else {
      Instant expiresAt = Objects.requireNonNull(code.getToken().getExpiresAt());
      grants.awaitExchange(request(authorization, expiresAt), code.getToken().getTokenValue());
    }
  }

  private Instant codeLife() {
    return grants.now().plus(grants.codeLife());
  }

  private static AuthorizeRequest request(OAuth2Authorization authorization, Instant expiresAt) {
    SignedIn who = Objects.requireNonNull(authorization.getAttribute(Principal.class.getName()));
    OAuth2AuthorizationRequest asked =
        Objects.requireNonNull(
            authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()));
    Map<String, Object> more = asked.getAdditionalParameters();
    return new AuthorizeRequest(
        authorization.getId(),
        new AppId(authorization.getRegisteredClientId()),
        who.account(),
        who.user(),
        who.securityNo(),
        AuthorizeRequest.Flow.of((String) more.get(FLOW)),
        asked.getRedirectUri(),
        asked.getState(),
        (String) more.get(PkceParameterNames.CODE_CHALLENGE),
        (String) more.get(PkceParameterNames.CODE_CHALLENGE_METHOD),
        expiresAt);
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    grants.drop(authorization.getId());
  }

  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return grants.request(id).flatMap(this::authorization).orElse(null);
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    Optional<OAuth2Authorization> found =
        switch (type == null ? "" : type.getValue()) {
          case OAuth2ParameterNames.STATE -> grants.byConsent(token).flatMap(this::authorization);
          case OAuth2ParameterNames.CODE -> byCode(token);
          case OAuth2ParameterNames.REFRESH_TOKEN -> byRefresh(token);
          case OAuth2ParameterNames.ACCESS_TOKEN -> byAccess(token);
          // A token to be revoked does not say which it is, or may say it wrong.
          default -> byAccess(token).or(() -> byRefresh(token));
        };
    return found.orElse(null);
  }

  private Optional<OAuth2Authorization> byCode(String code) {
    return grants
        .byCode(code)
        .flatMap(request ->
            builder(request)
                .map(builder ->
                    builder
                        .token(new OAuth2AuthorizationCode(code, Instant.EPOCH, NEVER))
                        .build()));
  }

  private Optional<OAuth2Authorization> byRefresh(String token) {
    return grants
        .byRefresh(token)
        .flatMap(grant ->
            builder(grant)
                .map(builder ->
                    builder
                        .refreshToken(new OAuth2RefreshToken(token, Instant.EPOCH, NEVER))
                        .attribute(PRESENTED, token)
                        .build()));
  }

  private Optional<OAuth2Authorization> byAccess(String token) {
    return grants
        .byAccess(token)
        .flatMap(grant ->
            builder(grant)
                .map(builder ->
                    builder
                        .accessToken(
                            new OAuth2AccessToken(
                                OAuth2AccessToken.TokenType.BEARER, token, Instant.EPOCH, NEVER))
                        .build()));
  }

  private Optional<OAuth2Authorization> authorization(AuthorizeRequest request) {
    return builder(request).map(OAuth2Authorization.Builder::build);
  }

  private Optional<OAuth2Authorization.Builder> builder(AuthorizeRequest request) {
    Map<String, Object> more = new HashMap<>();
    more.put(FLOW, request.flow().wireName());
    if (request.codeChallenge() != null) {
      more.put(PkceParameterNames.CODE_CHALLENGE, request.codeChallenge());
    }
    if (request.codeChallengeMethod() != null) {
      more.put(PkceParameterNames.CODE_CHALLENGE_METHOD, request.codeChallengeMethod());
    }
    return client(request.app())
        .map(client ->
            OAuth2Authorization.withRegisteredClient(client)
                .id(request.id())
                .principalName(request.user().value())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of(RegisteredApps.SCOPE))
                .attribute(
                    Principal.class.getName(),
                    new SignedIn(request.account(), request.user(), request.securityNo()))
                .attribute(
                    OAuth2AuthorizationRequest.class.getName(),
                    OAuth2AuthorizationRequest.authorizationCode()
                        .authorizationUri("/oauth/authorize")
                        .clientId(request.app().value())
                        .redirectUri(request.redirectUri())
                        .scopes(Set.of(RegisteredApps.SCOPE))
                        .state(request.state())
                        .additionalParameters(more)
                        .build()));
  }

  private Optional<OAuth2Authorization.Builder> builder(Grant grant) {
    return client(grant.app())
        .map(client ->
            OAuth2Authorization.withRegisteredClient(client)
                .id(grant.id())
                .principalName(grant.user().value())
                .authorizationGrantType(new AuthorizationGrantType(grant.type()))
                .authorizedScopes(Set.of(RegisteredApps.SCOPE))
                .attribute(
                    Principal.class.getName(),
                    new SignedIn(grant.account(), grant.user(), grant.securityNo())));
  }

  private Optional<RegisteredClient> client(AppId app) {
    return Optional.ofNullable(clients.findById(app.value()));
  }

  private static Grants.Token token(OAuth2Token token) {
    return new Grants.Token(
        token.getTokenValue(),
        Objects.requireNonNull(token.getIssuedAt()),
        Objects.requireNonNull(token.getExpiresAt()));
  }

  static String newGrantId() {
    return UUID.randomUUID().toString();
  }

  private static OAuth2AuthenticationException invalidGrant() {
    return new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
  }
}
