package valise.files.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.platform.secrets.Tokens;

/// Makes codes and tokens, opaque and of letters and digits.
@Component
final class TokenMint implements OAuth2TokenGenerator<OAuth2Token> {

  private final Grants grants;
  private final OAuthSettings settings;
  private final People people;

  TokenMint(Grants grants, OAuthSettings settings, People people) {
    this.grants = grants;
    this.settings = settings;
    this.people = people;
  }

  @Override
  public @Nullable OAuth2Token generate(OAuth2TokenContext context) {
    return switch (context.getTokenType().getValue()) {
      case "access_token" -> {
        Grants.Token token = access();
        yield new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            token.value(),
            token.issuedAt(),
            token.expiresAt(),
            Set.of(RegisteredApps.SCOPE));
      }
      case "refresh_token" -> {
        Authentication who = context.getPrincipal();
        if (!(who instanceof SignedIn signedIn)) {
          yield null;
        }
        Grants.Token token = refresh(signedIn.account());
        yield new OAuth2RefreshToken(token.value(), token.issuedAt(), token.expiresAt());
      }
      default -> null;
    };
  }

  OAuth2AuthorizationCode code(OAuth2TokenContext context) {
    Instant now = grants.now();
    return new OAuth2AuthorizationCode(Tokens.random256().reveal(), now, now.plus(settings.code()));
  }

  Grants.Token access() {
    Instant now = grants.now();
    return new Grants.Token(Tokens.random256().reveal(), now, now.plus(settings.accessToken()));
  }

  Grants.Token refresh(AccountId account) {
    Instant now = grants.now();
    Duration life =
        people
            .tenant(account)
            .map(People.Tenant::refreshToken)
            .filter(set -> !set.isZero())
            .orElse(settings.refreshToken());
    return new Grants.Token(Tokens.random256().reveal(), now, now.plus(life));
  }
}
