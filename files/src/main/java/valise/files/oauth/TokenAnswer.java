package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import valise.files.ids.Principal;
import valise.files.ids.Role;

/// The answer of the token endpoint, with every member that clients read [docs]
/// [client:pennersr/django-allauth].
@Component
final class TokenAnswer {

  private final Grants grants;
  private final People people;

  TokenAnswer(Grants grants, People people) {
    this.grants = grants;
    this.people = people;
  }

  void write(HttpServletRequest request, HttpServletResponse response, Authentication result)
      throws IOException {
    OAuth2AccessTokenAuthenticationToken issued = (OAuth2AccessTokenAuthenticationToken) result;
    OAuth2AccessToken access = issued.getAccessToken();
    OAuth2RefreshToken refresh = issued.getRefreshToken();
    Grant grant = grants.byAccess(access.getTokenValue()).orElseThrow();
    Map<String, Object> members =
        members(
            request,
            grant,
            token(access.getTokenValue(), access.getIssuedAt(), access.getExpiresAt()),
            refresh == null ? null : refresh.getTokenValue());
    response.setStatus(200);
    try (JsonGenerator json = OAuthErrors.open(response)) {
      json.writeStartObject();
      members.forEach((name, value) -> {
        switch (value) {
          case Long number -> json.writeNumberProperty(name, number);
          case Boolean flag -> json.writeBooleanProperty(name, flag);
          default -> json.writeStringProperty(name, value.toString());
        }
      });
      json.writeEndObject();
    }
  }

  private static Grants.Token token(
      String value, @Nullable Instant issuedAt, @Nullable Instant expiresAt) {
    return new Grants.Token(
        value, Objects.requireNonNull(issuedAt), Objects.requireNonNull(expiresAt));
  }

  /// The members in the order in which they are written.
  Map<String, Object> members(
      HttpServletRequest request, Grant grant, Grants.Token access, @Nullable String refresh) {
    ControlPlane plane = plane(request, grant);
    Optional<Principal> user = people.person(grant.user()).map(People.Person::principal);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("access_token", access.value());
    if (refresh != null) {
      members.put("refresh_token", refresh);
    }
    members.put("token_type", "bearer");
    members.put("expires_in", Duration.between(access.issuedAt(), access.expiresAt()).toSeconds());
    members.put("appcp", plane.domain());
    members.put("apicp", plane.domain());
    members.put("subdomain", plane.subdomain());
    members.put("access_files_folders", true);
    members.put("modify_files_folders", true);
    members.put(
        "admin_users",
        user.filter(it -> it.isAdmin() || it.has(Role.CAN_MANAGE_USERS)).isPresent());
    members.put("admin_accounts", user.filter(Principal::isAdmin).isPresent());
    members.put(
        "change_my_settings",
        user.filter(it -> it.isAdmin() || it.has(Role.CAN_MANAGE_MY_SETTINGS)).isPresent());
    members.put("web_app_login", true);
    return members;
  }

  ControlPlane plane(HttpServletRequest request, Grant grant) {
    return plane(request, people.tenant(grant.account()).orElseThrow());
  }

  ControlPlane plane(HttpServletRequest request, People.Tenant tenant) {
    return ControlPlane.of(Hosts.of(request), tenant.subdomain(), people.baseDomain());
  }
}
