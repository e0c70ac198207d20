package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/// The grant by name and password, which OAuth 2.1 has dropped and every script of the vendor's
/// clients uses [client:vendor-sample].
@Component
final class PasswordGrant implements AuthenticationProvider {

  private final Apps apps;
  private final Grants grants;
  private final TokenMint mint;
  private final Admission admission;
  private final People people;

  PasswordGrant(Apps apps, Grants grants, TokenMint mint, Admission admission, People people) {
    this.apps = apps;
    this.grants = grants;
    this.mint = mint;
    this.admission = admission;
    this.people = people;
  }

  /// Thrown to one who has to wait.
  static final class TooFastException extends OAuth2AuthenticationException {
    @Serial private static final long serialVersionUID = 1L;

    private final Duration pause;

    TooFastException(Duration pause) {
      super("slow_down");
      this.pause = pause;
    }

    Duration waitFor() {
      return pause;
    }
  }

  /// One request for this grant.
  private static final class Asked extends OAuth2AuthorizationGrantAuthenticationToken {
    @Serial private static final long serialVersionUID = 1L;

    private final transient People.Tenant tenant;
    private final String name;
    private final transient List<String> passwords;
    private final transient ClientFacts facts;

    Asked(
        Authentication client,
        People.Tenant tenant,
        String name,
        List<String> passwords,
        ClientFacts facts) {
      super(RegisteredApps.PASSWORD, client, null);
      this.tenant = tenant;
      this.name = name;
      this.passwords = List.copyOf(passwords);
      this.facts = facts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /// Reads a request; `null` when it is for another grant.
  @Nullable Authentication convert(HttpServletRequest request) {
    if (!"password".equals(request.getParameter("grant_type"))
        || !(request instanceof FormRequest formRequest)) {
      return null;
    }
    Form form = formRequest.form();
    // An address has no blanks: a plus was not encoded.
    String name = form.get("username").orElse("").strip().replace(' ', '+');
    String password = form.get("password").orElse("");
    if (name.isEmpty() || password.isEmpty()) {
      throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "Send username and password.");
    }
    List<String> passwords = new ArrayList<>(List.of(password));
    form.asWritten("password").ifPresent(passwords::add);
    People.Tenant tenant =
        people
            .forHost(Hosts.of(request))
            .orElseThrow(() ->
                refused(OAuth2ErrorCodes.INVALID_REQUEST, "There is no account at this address."));
    return new Asked(
        Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication()),
        tenant,
        name,
        passwords,
        ClientFacts.of(request));
  }

  @Override
  public Authentication authenticate(Authentication authentication) {
    Asked asked = (Asked) authentication;
    if (!(asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)
        || !client.isAuthenticated()) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    RegisteredClient registered = Objects.requireNonNull(client.getRegisteredClient());
    App app = apps.find(new AppId(registered.getClientId())).orElseThrow();
    if (!registered.getAuthorizationGrantTypes().contains(RegisteredApps.PASSWORD)
        || !app.servesAccount(asked.tenant.id())) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);
    }
    return switch (admission.admit(
        asked.tenant, asked.name, asked.passwords, asked.facts, "password_grant")) {
      case Admission.Result.Admitted(People.Person person) ->
          issue(registered, client, app, person);
      case Admission.Result.Refused(String reason) ->
          throw refused(OAuth2ErrorCodes.INVALID_GRANT, reason);
      case Admission.Result.TooFast(Duration pause) -> throw new TooFastException(pause);
    };
  }

  private Authentication issue(
      RegisteredClient registered,
      OAuth2ClientAuthenticationToken client,
      App app,
      People.Person person) {
    Grants.Token access = mint.access();
    Grants.Token refresh = mint.refresh(person.account());
    grants.begin(
        new Grant(
            Authorizations.newGrantId(),
            app.id(),
            person.account(),
            person.user(),
            person.securityNo(),
            "password",
            grants.now()),
        access,
        refresh);
    return new OAuth2AccessTokenAuthenticationToken(
        registered,
        client,
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            access.value(),
            access.issuedAt(),
            access.expiresAt()),
        new OAuth2RefreshToken(refresh.value(), refresh.issuedAt(), refresh.expiresAt()));
  }

  private static OAuth2AuthenticationException refused(String code, String text) {
    return new OAuth2AuthenticationException(new OAuth2Error(code, text, null));
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return authentication == Asked.class;
  }
}
