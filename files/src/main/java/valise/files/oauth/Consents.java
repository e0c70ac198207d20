package valise.files.oauth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.stereotype.Component;
import valise.files.ids.UserId;

/// Which user let which app act for them, as the authorization server's library sees it.
@Component
final class Consents implements OAuth2AuthorizationConsentService {

  private final Grants grants;

  Consents(Grants grants) {
    this.grants = grants;
  }

  @Override
  public void save(OAuth2AuthorizationConsent consent) {
    grants.consent(
        new AppId(consent.getRegisteredClientId()), new UserId(consent.getPrincipalName()));
  }

  @Override
  public void remove(OAuth2AuthorizationConsent consent) {
    grants.disconnect(
        new AppId(consent.getRegisteredClientId()), new UserId(consent.getPrincipalName()));
  }

  @Override
  public @Nullable OAuth2AuthorizationConsent findById(String app, String user) {
    return Optional.of(new UserId(user))
        .filter(who -> grants.consented(new AppId(app), who))
        .map(
            who -> OAuth2AuthorizationConsent.withId(app, user).scope(RegisteredApps.SCOPE).build())
        .orElse(null);
  }
}
