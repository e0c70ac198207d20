package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// The hub connects the very server that it is part of: by its public HTTP API, at its address, as
/// it would connect the vendor's.
final class HubTest {

  private static final String API = "/elements/api-v2";

  private static PackagedServer server;
  private static PackagedServer.FirstStart facts;

  @BeforeAll
  static void start() throws IOException {
    server = PackagedServer.fresh("hub", Map.of("VALISE_ALLOW_PRIVATE_CALLBACKS", "true"));
    facts = server.firstStart();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static Caller integrator(PackagedServer of) {
    return Caller.stranger(of.uri()).with("Authorization", of.firstStart().hubAuthorization());
  }

  @Test
  @Verified(
      against = "the vendor's guide of the ShareFile element",
      when = "2026-11",
      area = "Hub",
      claim = "The guide's two steps connect this server to itself")
  void theGuidesTwoStepsConnectThisServerToItself() throws Exception {
    String callback = facts.url() + "/oauth/oauthcomplete.aspx";
    Answer asked =
        Caller.stranger(server.uri())
            .get(
                API
                    + "/elements/shareFile/oauth/url?apiKey="
                    + facts.clientId()
                    + "&apiSecret="
                    + facts.clientSecret()
                    + "&siteAddress="
                    + facts.url()
                    + "&callbackUrl="
                    + callback
                    + "&state=shareFile")
            .ok();
    assertThat(asked.string("element")).isEqualTo("sharefile");

    String code = new SignIn(facts).code(asked.string("oauthUrl"));
    Answer made =
        integrator(server)
            .post(
                API + "/instances",
                """
                {"element": {"key": "shareFile"}, "providerData": {"code": "%s"},
                 "configuration": {"oauth.api.key": "%s", "oauth.api.secret": "%s",
                  "sharefile.callback.url": "%s", "sharefile.subdomain": "%s"},
                 "tags": ["one"], "name": "Itself"}
                """
                    .formatted(code, facts.clientId(), facts.clientSecret(), callback, facts.url()))
            .ok();

    JsonNode instance = made.json();
    assertThat(instance.path("valid").asBoolean()).isTrue();
    assertThat(instance.path("element").path("id").asInt()).isEqualTo(450);
    assertThat(instance.path("configuration").path("oauth.user.token").asString()).isNotEmpty();
    assertThat(
            integrator(server).get(API + "/instances/" + instance.path("id").asLong()).ok().json())
        .isEqualTo(instance);
    // The token that the instance holds is one of the file side's.
    Caller.stranger(server.uri())
        .with(
            "Authorization",
            "Bearer " + instance.path("configuration").path("oauth.user.token").asString())
        .get("/sf/v3/Items")
        .ok();
  }

  @Test
  void withoutLeaveOfTheOperatorTheHubDoesNotCallItsOwnMachine() throws Exception {
    try (PackagedServer closed = PackagedServer.fresh("hub-closed")) {
      Answer refused =
          integrator(closed)
              .post(
                  API + "/instances",
                  """
                  {"element": {"key": "sharefile"}, "providerData": {"code": "x"}, "name": "Itself",
                   "configuration": {"oauth.api.key": "x", "oauth.api.secret": "x",
                    "oauth.callback.url": "x", "sharefile.subdomain": "%s"}}
                  """
                      .formatted(closed.uri()));

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.string("valiseCode")).isEqualTo("ADDRESS_NOT_ALLOWED");
    }
  }
}
