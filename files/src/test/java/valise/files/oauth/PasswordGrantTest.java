package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PasswordGrantTest {

  private static final DoorsServer SERVER = new DoorsServer();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void aTokenByPasswordOpensTheApi() {
    DoorsServer.Reply answer = SERVER.passwordGrant(DoorsServer.PASSWORD);

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.propertyNames())
        .containsExactly(
            "access_token",
            "refresh_token",
            "token_type",
            "expires_in",
            "appcp",
            "apicp",
            "subdomain",
            "access_files_folders",
            "modify_files_folders",
            "admin_users",
            "admin_accounts",
            "change_my_settings",
            "web_app_login");
    assertThat(answer.at("access_token")).matches("[A-Za-z0-9]{43}");
    assertThat(answer.at("refresh_token")).matches("[A-Za-z0-9]{43}");
    assertThat(answer.at("token_type")).isEqualTo("bearer");
    assertThat(json.path("expires_in").asInt()).isEqualTo(28_800);
    assertThat(answer.at("subdomain")).isEqualTo("acme");
    assertThat(answer.at("apicp")).isEqualTo(SERVER.authority());
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");

    DoorsServer.Reply session = SERVER.session(answer.at("access_token"));
    assertThat(session.status()).isEqualTo(200);
    assertThat(session.at("Name")).isEqualTo("Ada Lovelace");
    assertThat(session.at("OAuth2ClientName")).isEqualTo("Rocket");
    assertThat(session.json().path("IsAuthenticated").asBoolean()).isTrue();
    assertThat(session.at("odata.metadata"))
        .endsWith("$metadata#Sessions/ShareFile.Api.Models.Session@Element");
  }

  @Test
  void rcloneSendsItsSecretByBasicAndThenInTheForm() {
    DoorsServer.Reply basic =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.app.app().id().value(), SERVER.app.secret().reveal())
            .form(
                "grant_type", "password",
                "username", "ada@example.com",
                "password", DoorsServer.PASSWORD)
            .send();
    DoorsServer.Reply wrongBasic =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.app.app().id().value(), "wrong")
            .form(
                "grant_type", "password",
                "username", "ada@example.com",
                "password", DoorsServer.PASSWORD)
            .send();

    assertThat(basic.status()).isEqualTo(200);
    assertThat(wrongBasic.status()).isEqualTo(400);
    assertThat(wrongBasic.at("error")).isEqualTo("invalid_client");
    assertThat(SERVER.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void aWrongPasswordIsABadRequestAndNot401() {
    DoorsServer.Reply answer = SERVER.passwordGrant("wrong");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().propertyNames()).containsExactly("error", "error_description");
    assertThat(answer.at("error")).isEqualTo("invalid_grant");
    assertThat(SERVER.journal).anyMatch(line -> line.contains("\"outcome\":\"wrong\""));
    assertThat(SERVER.journal).noneMatch(line -> line.contains(DoorsServer.PASSWORD));
    // The lock-out of the name is of no interest here.
    SERVER.passwordGrant(DoorsServer.PASSWORD);
  }

  @Test
  void everythingMayStandInTheQueryOfAPostOrAGet() {
    String query =
        DoorsServer.encoded(
            "grant_type",
            "password",
            "username",
            "ada@example.com",
            "password",
            DoorsServer.PASSWORD,
            "client_id",
            SERVER.app.app().id().value(),
            "client_secret",
            SERVER.app.secret().reveal());

    assertThat(SERVER.get("/oauth/token?" + query).send().status()).isEqualTo(200);
    assertThat(SERVER.post("/oauth/token?" + query).send().status()).isEqualTo(200);
    assertThat(SERVER.post("/oauth/token/?requirev3=true").rawForm(query).send().status())
        .isEqualTo(200);
    assertThat(SERVER.post("/oauth/token").rawForm(query + "&requirev3=true").send().status())
        .isEqualTo(200);
  }

  @Test
  void javaDoesNotEncodeItsPassword() {
    SERVER.changePassword(SERVER.ada, "a+b&c 100%");
    String raw =
        "grant_type=password&client_id="
            + SERVER.app.app().id()
            + "&client_secret="
            + SERVER.app.secret().reveal()
            + "&username=ada@example.com&password=a+b&c 100%";

    DoorsServer.Reply answer = SERVER.post("/oauth/token").rawForm(raw).send();
    SERVER.changePassword(SERVER.ada, DoorsServer.PASSWORD);

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void theTokenEndsAfterItsTime() {
    String token = SERVER.token();
    SERVER.clock.advance(Duration.ofHours(8).minusSeconds(1));
    assertThat(SERVER.session(token).status()).isEqualTo(200);

    SERVER.clock.advance(Duration.ofSeconds(1));

    assertThat(SERVER.session(token).status()).isEqualTo(401);
  }
}
