package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.oauth.DoorsServer.Reply;

class TokensTest {

  private static final DoorsServer SERVER = new DoorsServer();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static int status(String token) {
    return SERVER.session(token).status();
  }

  @Test
  void eachRefreshGivesANewPairAndTheOldAccessTokenGoesOn() {
    Reply first = SERVER.passwordGrant(DoorsServer.PASSWORD);

    Reply second = SERVER.refresh(first.at("refresh_token"));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().propertyNames()).hasSize(13);
    assertThat(second.at("refresh_token")).isNotEqualTo(first.at("refresh_token"));
    assertThat(status(second.at("access_token"))).isEqualTo(200);
    assertThat(status(first.at("access_token"))).isEqualTo(200);
  }

  @Test
  void aRefreshTokenSentAgainAtOnceIsTakenForALostAnswer() {
    String refresh = SERVER.passwordGrant(DoorsServer.PASSWORD).at("refresh_token");
    Reply lost = SERVER.refresh(refresh);
    SERVER.clock.advance(Duration.ofSeconds(59));

    Reply again = SERVER.refresh(refresh);

    assertThat(again.status()).isEqualTo(200);
    assertThat(SERVER.refresh(again.at("refresh_token")).status()).isEqualTo(200);
    assertThat(SERVER.refresh(lost.at("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void aRefreshTokenSentAgainLaterEndsTheWholeFamily() {
    Reply first = SERVER.passwordGrant(DoorsServer.PASSWORD);
    Reply second = SERVER.refresh(first.at("refresh_token"));
    SERVER.clock.advance(Duration.ofSeconds(61));

    Reply stolen = SERVER.refresh(first.at("refresh_token"));

    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.at("error")).isEqualTo("invalid_grant");
    assertThat(status(second.at("access_token"))).isEqualTo(401);
    assertThat(SERVER.refresh(second.at("refresh_token")).at("error")).isEqualTo("invalid_grant");
    assertThat(SERVER.journal).anyMatch(line -> line.contains("oauth.refresh_reuse"));
  }

  @Test
  void aRefreshTokenEndsThirtyDaysAfterItWasIssued() {
    String refresh = SERVER.passwordGrant(DoorsServer.PASSWORD).at("refresh_token");
    SERVER.clock.advance(Duration.ofDays(29));
    String next = SERVER.refresh(refresh).at("refresh_token");
    SERVER.clock.advance(Duration.ofDays(29));
    next = SERVER.refresh(next).at("refresh_token");
    SERVER.clock.advance(Duration.ofDays(30));

    assertThat(SERVER.refresh(next).at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aRefreshTokenIsWorthNothingToAnotherApp() {
    String refresh = SERVER.passwordGrant(DoorsServer.PASSWORD).at("refresh_token");
    Reply stolen =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.ownApp.app().id().value(), SERVER.ownApp.secret().reveal())
            .form("grant_type", "refresh_token", "refresh_token", refresh)
            .send();

    assertThat(stolen.at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void revokingARefreshTokenEndsTheGrantAndAnAccessTokenOnlyItself() {
    Reply pair = SERVER.passwordGrant(DoorsServer.PASSWORD);
    Reply next = SERVER.refresh(pair.at("refresh_token"));

    assertThat(revoke(pair.at("access_token"))).isEqualTo(200);
    assertThat(status(pair.at("access_token"))).isEqualTo(401);
    assertThat(status(next.at("access_token"))).isEqualTo(200);
    assertThat(revoke(next.at("refresh_token"))).isEqualTo(200);
    assertThat(status(next.at("access_token"))).isEqualTo(401);
    assertThat(revoke("nobody-knows-it")).isEqualTo(200);
  }

  private static int revoke(String token) {
    return SERVER
        .post("/oauth/revoke")
        .basic(SERVER.app.app().id().value(), SERVER.app.secret().reveal())
        .form("token", token)
        .send()
        .status();
  }

  @Test
  void nobodyRevokesAnothersToken() {
    String token = SERVER.token();
    Reply answer =
        SERVER
            .post("/oauth/revoke")
            .basic(SERVER.ownApp.app().id().value(), SERVER.ownApp.secret().reveal())
            .form("token", token)
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(status(token)).isEqualTo(200);
  }

  @Test
  void anAppMaySignInAsItselfAndIsItsOwnerThen() {
    Reply answer =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.app.app().id().value(), SERVER.app.secret().reveal())
            .form("grant_type", "client_credentials")
            .send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(SERVER.session(answer.at("access_token")).at("Name")).isEqualTo("Ada Lovelace");
    Reply withoutOwner =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.ownApp.app().id().value(), SERVER.ownApp.secret().reveal())
            .form("grant_type", "client_credentials")
            .send();
    assertThat(withoutOwner.at("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void aNewPasswordEndsAllThatWasGrantedBefore() {
    Reply before = SERVER.passwordGrant(DoorsServer.PASSWORD);
    assertThat(status(before.at("access_token"))).isEqualTo(200);

    SERVER.changePassword(SERVER.ada, "another horse 2");

    // At once, though nobody moved the clock.
    assertThat(status(before.at("access_token"))).isEqualTo(401);
    assertThat(SERVER.refresh(before.at("refresh_token")).at("error")).isEqualTo("invalid_grant");
    SERVER.changePassword(SERVER.ada, DoorsServer.PASSWORD);
    assertThat(status(before.at("access_token"))).isEqualTo(401);
    assertThat(status(SERVER.token())).isEqualTo(200);
  }

  @Test
  void aDisabledAppsTokensDoNotWork() {
    Apps apps = SERVER.bean(Apps.class);
    Reply pair = SERVER.passwordGrant(DoorsServer.PASSWORD);
    assertThat(status(pair.at("access_token"))).isEqualTo(200);

    apps.setEnabled(SERVER.app.app().id(), false);

    assertThat(status(pair.at("access_token"))).isEqualTo(401);
    assertThat(SERVER.refresh(pair.at("refresh_token")).at("error")).isEqualTo("invalid_client");
    assertThat(SERVER.passwordGrant(DoorsServer.PASSWORD).at("error")).isEqualTo("invalid_client");
    apps.setEnabled(SERVER.app.app().id(), true);
    assertThat(status(pair.at("access_token"))).isEqualTo(200);
  }

  @Test
  void aRotatedSecretIsTheOnlyOne() {
    Apps apps = SERVER.bean(Apps.class);
    Apps.Registered made = apps.register(Apps.Registration.named("Turning").actingAs(SERVER.ada));
    String id = made.app().id().value();
    String fresh = apps.rotateSecret(made.app().id()).reveal();

    assertThat(clientCredentials(id, made.secret().reveal()).at("error"))
        .isEqualTo("invalid_client");
    assertThat(clientCredentials(id, fresh).status()).isEqualTo(200);
    String token = clientCredentials(id, fresh).at("access_token");
    apps.delete(made.app().id());
    assertThat(status(token)).isEqualTo(401);
  }

  private static Reply clientCredentials(String id, String secret) {
    return SERVER
        .post("/oauth/token")
        .basic(id, secret)
        .form("grant_type", "client_credentials")
        .send();
  }

  @Test
  void everyErrorOfTheTokenEndpointIsABadRequestWithJson() {
    String id = SERVER.app.app().id().value();
    String secret = SERVER.app.secret().reveal();
    assertError(SERVER.post("/oauth/token").send(), "invalid_client");
    assertError(SERVER.post("/oauth/token").basic("nobody", "x").send(), "invalid_client");
    assertError(SERVER.post("/oauth/token").basic(id, secret).send(), "invalid_request");
    assertError(
        SERVER.post("/oauth/token").basic(id, secret).form("grant_type", "saml").send(),
        "unsupported_grant_type");
    assertError(
        SERVER
            .post("/oauth/token")
            .basic(id, secret)
            .form("grant_type", "authorization_code", "code", "x")
            .send(),
        "invalid_grant");
    assertError(
        SERVER
            .post("/oauth/token")
            .basic(id, secret)
            .form("grant_type", "authorization_code")
            .send(),
        "invalid_request");
    assertError(
        SERVER
            .post("/oauth/token")
            .basic(id, secret)
            .form("grant_type", "password", "username", "x")
            .send(),
        "invalid_request");
    assertError(SERVER.refresh("x"), "invalid_grant");
    assertError(
        SERVER.post("/oauth/token").form("grant_type", "refresh_token", "client_id", id).send(),
        "invalid_client");
    assertError(
        SERVER
            .post("/oauth/token")
            .header("Authorization", "Basic !!!")
            .form("grant_type", "password")
            .send(),
        "invalid_request");
  }

  private static void assertError(Reply answer, String error) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().propertyNames()).containsExactly("error", "error_description");
    assertThat(answer.at("error")).isEqualTo(error);
  }

  @Test
  void whatHasExpiredIsSweptAway() {
    SERVER.token();
    SERVER.clock.advance(Duration.ofDays(40));

    assertThat(SERVER.bean(Grants.class).sweep()).isGreaterThan(3);
    assertThat(SERVER.bean(Grants.class).sweep()).isZero();
    assertThat(status(SERVER.token())).isEqualTo(200);
  }
}
