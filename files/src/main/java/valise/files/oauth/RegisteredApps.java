package valise.files.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;
import valise.platform.secrets.Tokens;

/// [Apps] as the authorization server's library sees them.
@Component
final class RegisteredApps implements RegisteredClientRepository {

  /// The one scope there is: clients ask for none, or for their own idea of one, and the vendor has
  /// none [docs]. The library needs one to ask consent for.
  static final String SCOPE = "files";

  static final AuthorizationGrantType PASSWORD = new AuthorizationGrantType("password");

  private final Apps apps;

  RegisteredApps(Apps apps) {
    this.apps = apps;
  }

  @Override
  public void save(RegisteredClient client) {
    throw new UnsupportedOperationException("apps are registered through Apps");
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return findByClientId(id);
  }

  @Override
  public @Nullable RegisteredClient findByClientId(String id) {
    return AppId.parse(id)
        .flatMap(apps::kept)
        .filter(kept -> kept.app().enabled())
        .map(RegisteredApps::client)
        .orElse(null);
  }

  private static RegisteredClient client(AppStore.Kept kept) {
    App app = kept.app();
    RegisteredClient.Builder client =
        RegisteredClient.withId(app.id().value())
            .clientId(app.id().value())
            .clientIdIssuedAt(app.createdAt())
            .clientName(app.name())
            .scope(SCOPE)
            .redirectUris(uris -> uris.addAll(app.redirectUris()))
            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
            .clientSettings(
                ClientSettings.builder()
                    .requireAuthorizationConsent(!app.firstParty())
                    .requireProofKey(!app.confidential())
                    .build())
            .tokenSettings(
                TokenSettings.builder()
                    .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                    .reuseRefreshTokens(false)
                    .build());
    if (!app.redirectUris().isEmpty()) {
      client.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE);
    }
    String secretHash = kept.secretHash();
    if (secretHash == null) {
      return client.clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build();
    }
    client
        .clientSecret(secretHash)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(PASSWORD);
    if (app.owner() != null) {
      client.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS);
    }
    return client.build();
  }

  /// Compares an app's secret with its hash. The secret is random, so the hash is a plain one.
  static PasswordEncoder secrets() {
    return new PasswordEncoder() {
      @Override
      public @Nullable String encode(@Nullable CharSequence secret) {
        return secret == null ? null : Tokens.hash(secret.toString());
      }

      @Override
      public boolean matches(@Nullable CharSequence secret, @Nullable String hash) {
        return secret != null && hash != null && Tokens.same(Tokens.hash(secret.toString()), hash);
      }
    };
  }
}
