package valise.files.oauth;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenRevocationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.PublicClientAuthenticationConverter;
import org.springframework.security.web.authentication.DelegatingAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// The OAuth endpoints: the filters of Spring's authorization server, put together by hand, between
/// our own doors in front and our own store, pages and answers behind.
///
/// By hand, because the library's configurer would bring what is not wanted here (server-side HTTP
/// sessions, a signing key, discovery documents, its own pages) and cost start-up time. What
/// decides about codes, PKCE, redirect addresses, client authentication and rotation is the
/// library's.
@Component
final class AuthorizationServer {

  private final RegisteredApps clients;
  private final Authorizations authorizations;
  private final Consents consents;
  private final TokenMint mint;
  private final PasswordGrant passwordGrant;
  private final TokenAnswer tokenAnswer;
  private final AuthorizeAnswer authorizeAnswer;
  private final Grants grants;
  private final Apps apps;
  private final Callers callers;
  private final People people;
  private final Pages pages;

  AuthorizationServer(
      RegisteredApps clients,
      Authorizations authorizations,
      Consents consents,
      TokenMint mint,
      PasswordGrant passwordGrant,
      TokenAnswer tokenAnswer,
      AuthorizeAnswer authorizeAnswer,
      Grants grants,
      Apps apps,
      Callers callers,
      People people,
      Pages pages) {
    this.clients = clients;
    this.authorizations = authorizations;
    this.consents = consents;
    this.mint = mint;
    this.passwordGrant = passwordGrant;
    this.tokenAnswer = tokenAnswer;
    this.authorizeAnswer = authorizeAnswer;
    this.grants = grants;
    this.apps = apps;
    this.callers = callers;
    this.people = people;
    this.pages = pages;
  }

  /// The filters for `/oauth/**`, in order.
  List<Filter> filters() {
    AuthenticationManager manager = manager();
    return List.of(
        filter(AuthorizationServer::inContext),
        new TokenDoor(this::redirectUriOfCode),
        new AuthorizeDoor(grants),
        FormGuard.filter(pages),
        filter(this::signedIn),
        clientAuthentication(manager),
        filter(AuthorizationServer::needsClient),
        authorizeEndpoint(manager),
        tokenEndpoint(manager),
        revocationEndpoint(manager));
  }

  private AuthenticationManager manager() {
    ClientSecretAuthenticationProvider secrets =
        new ClientSecretAuthenticationProvider(clients, authorizations);
    secrets.setPasswordEncoder(RegisteredApps.secrets());
    OAuth2AuthorizationCodeRequestAuthenticationProvider authorize =
        new OAuth2AuthorizationCodeRequestAuthenticationProvider(clients, authorizations, consents);
    authorize.setAuthorizationCodeGenerator(mint::code);
    OAuth2AuthorizationConsentAuthenticationProvider consent =
        new OAuth2AuthorizationConsentAuthenticationProvider(clients, authorizations, consents);
    consent.setAuthorizationCodeGenerator(mint::code);
    return new ProviderManager(
        new PublicApps(clients),
        secrets,
        new PublicClientAuthenticationProvider(clients, authorizations),
        authorize,
        consent,
        new OAuth2AuthorizationCodeAuthenticationProvider(authorizations, mint),
        new OAuth2RefreshTokenAuthenticationProvider(authorizations, mint),
        new OAuth2ClientCredentialsAuthenticationProvider(authorizations, mint),
        new OAuth2TokenRevocationAuthenticationProvider(authorizations),
        passwordGrant);
  }

  private Filter clientAuthentication(AuthenticationManager manager) {
    OAuth2ClientAuthenticationFilter filter =
        new OAuth2ClientAuthenticationFilter(
            manager, request -> TokenDoor.endpoint(request).isPresent());
    filter.setAuthenticationConverter(
        new DelegatingAuthenticationConverter(
            new ClientSecretBasicAuthenticationConverter(),
            new ClientSecretPostAuthenticationConverter(),
            PublicApps::convert,
            new PublicClientAuthenticationConverter()));
    filter.setAuthenticationFailureHandler(AuthorizationServer::refused);
    return filter;
  }

  private Filter authorizeEndpoint(AuthenticationManager manager) {
    OAuth2AuthorizationEndpointFilter filter =
        new OAuth2AuthorizationEndpointFilter(manager, AuthorizeDoor.PATH);
    filter.setConsentPage(SignInPages.CONSENT);
    filter.setAuthenticationSuccessHandler(authorizeAnswer::granted);
    filter.setAuthenticationFailureHandler((request, response, failure) ->
        authorizeAnswer.refused(request, response, (OAuth2AuthenticationException) failure));
    return filter;
  }

  private Filter tokenEndpoint(AuthenticationManager manager) {
    OAuth2TokenEndpointFilter filter = new OAuth2TokenEndpointFilter(manager, "/oauth/token");
    filter.setAuthenticationConverter(
        new DelegatingAuthenticationConverter(
            new OAuth2AuthorizationCodeAuthenticationConverter(),
            new OAuth2RefreshTokenAuthenticationConverter(),
            new OAuth2ClientCredentialsAuthenticationConverter(),
            passwordGrant::convert));
    filter.setAuthenticationSuccessHandler(tokenAnswer::write);
    filter.setAuthenticationFailureHandler(AuthorizationServer::refused);
    return filter;
  }

  private static Filter revocationEndpoint(AuthenticationManager manager) {
    OAuth2TokenRevocationEndpointFilter filter =
        new OAuth2TokenRevocationEndpointFilter(manager, "/oauth/revoke");
    filter.setAuthenticationFailureHandler(AuthorizationServer::refused);
    return filter;
  }

  private static void refused(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    SecurityContextHolder.clearContext();
    switch (failure) {
      case PasswordGrant.TooFastException tooFast ->
          OAuthErrors.tooFast(response, tooFast.waitFor());
      case OAuth2AuthenticationException refused -> OAuthErrors.write(response, refused.getError());
      default -> throw failure;
    }
  }

  /// The library fails on a request that names an app but brings no proof of it.
  private static void needsClient(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (TokenDoor.endpoint(request).isPresent()
        && SecurityContextHolder.getContext().getAuthentication() == null) {
      OAuthErrors.write(response, new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT));
      return;
    }
    chain.doFilter(request, response);
  }

  private static void inContext(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AuthorizationServerContextHolder.setContext(new Context("https://" + Hosts.of(request)));
    try {
      chain.doFilter(request, response);
    } finally {
      AuthorizationServerContextHolder.resetContext();
      SecurityContextHolder.clearContext();
    }
  }

  private record Context(String issuer) implements AuthorizationServerContext {

    private static final AuthorizationServerSettings SETTINGS =
        AuthorizationServerSettings.builder().build();

    @Override
    public String getIssuer() {
      return issuer;
    }

    @Override
    public AuthorizationServerSettings getAuthorizationServerSettings() {
      return SETTINGS;
    }
  }

  /// Tells the library who is signed in with this browser, when they may use the app in question.
  private void signedIn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().equals(AuthorizeDoor.PATH)) {
      Form asked = Form.parse((String) request.getAttribute(AuthorizeDoor.QUERY), "");
      Optional<People.Tenant> tenant = SignInPages.tenant(people, request, asked);
      Optional<App> app =
          Optional.ofNullable(request.getParameter("client_id"))
              .flatMap(AppId::parse)
              .flatMap(apps::find);
      if (tenant.isPresent() && app.isPresent() && !app.get().servesAccount(tenant.get().id())) {
        pages.error(
            request,
            response,
            400,
            "This sign-in request cannot be used",
            "The app that sent you here may not be used in this account.");
        return;
      }
      boolean asking = request.getMethod().equals("GET");
      SignInPages.browser(request, callers)
          // The answer to a consent page belongs to its user, whichever account the host means.
          .filter(caller ->
              !asking
                  || tenant
                      .map(People.Tenant::id)
                      .filter(caller.person().account()::equals)
                      .isPresent())
          .ifPresent(caller ->
              SecurityContextHolder.setContext(
                  new SecurityContextImpl(SignedIn.of(caller.person()))));
    }
    chain.doFilter(request, response);
  }

  private Optional<String> redirectUriOfCode(String code) {
    return grants.byCode(code).map(AuthorizeRequest::redirectUri);
  }

  private interface Step {
    void run(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException;
  }

  private static Filter filter(Step step) {
    return new OncePerRequestFilter() {
      @Override
      protected String getAlreadyFilteredAttributeName() {
        return "valise.filtered." + System.identityHashCode(step);
      }

      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws IOException, ServletException {
        step.run(request, response, chain);
      }
    };
  }
}
