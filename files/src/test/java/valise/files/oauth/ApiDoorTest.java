package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.oauth.DoorsServer.Ask;
import valise.files.oauth.DoorsServer.Browser;
import valise.files.oauth.DoorsServer.Reply;

class ApiDoorTest {

  private static final DoorsServer SERVER = new DoorsServer();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static Ask sessions() {
    return SERVER.get("/sf/v3/Sessions");
  }

  @Test
  void nobodyGetsTheChallengeThatMakesDotNetPresentItsToken() {
    Reply answer = sessions().send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.headers().get("www-authenticate")).hasSize(1);
    assertThat(answer.at("code")).isEqualTo("Unauthorized");
    assertThat(answer.at("reason")).isEqualTo("NotAuthenticated");
  }

  @Test
  void aForgedOrMalformedTokenIsRefusedWithTheReason() {
    for (String token : new String[] {"forged", "a b", "x".repeat(5_000), "ä", "..", "' or 1=1"}) {
      Reply answer = sessions().bearer(token).send();

      assertThat(answer.status()).as(token).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      assertThat(answer.at("valiseCode")).isEqualTo("INVALID_TOKEN");
    }
  }

  @Test
  void basicIsNotLookedAt() {
    Reply answer = sessions().basic("ada@example.com", DoorsServer.PASSWORD).send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void theFirstAnswerSetsTheCookieThatGoesOnWithoutTheToken() {
    String token = SERVER.token();
    Reply first = sessions().bearer(token).send();
    String line = first.headers().get("set-cookie").getFirst();
    assertThat(line).contains("Path=/", "HttpOnly", "SameSite=Lax").doesNotContain("Secure");
    String cookie = first.cookie("SFAPI_AuthID").orElseThrow();

    Reply second = sessions().cookie("SFAPI_AuthID", cookie).send();
    Reply smallD = sessions().cookie("SFAPI_AuthId", cookie).send();
    Reply both = sessions().bearer(token).cookie("SFAPI_AuthID", cookie).send();

    assertThat(second.status()).isEqualTo(200);
    assertThat(smallD.status()).isEqualTo(200);
    assertThat(both.headers()).doesNotContainKey("set-cookie");
    // PowerShell makes its cookie of the id.
    assertThat(first.at("Id")).isEqualTo(cookie);
    assertThat(second.at("Id")).isEqualTo(cookie);
    assertThat(cookie).isNotEqualTo(token);
  }

  @Test
  void aPageCannotReadItsOwnCookieOutOfTheSession() {
    Browser browser = SERVER.browser();
    browser.signIn(DoorsServer.authorize(SERVER.ownApp));
    String cookie = browser.cookies.get("SFAPI_AuthID");

    Reply answer =
        sessions().cookie("SFAPI_AuthID", cookie).header("Sec-Fetch-Site", "same-origin").send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain(cookie);
  }

  @Test
  void aCookieEndsWithItsToken() {
    String token = SERVER.token();
    String cookie = sessions().bearer(token).send().cookie("SFAPI_AuthID").orElseThrow();
    SERVER.clock.advance(Duration.ofHours(8));

    assertThat(sessions().cookie("SFAPI_AuthID", cookie).send().status()).isEqualTo(401);
  }

  @Test
  void aBrowserStaysSignedInWhileItIsUsed() {
    Browser browser = SERVER.browser();
    browser.signIn(DoorsServer.authorize(SERVER.ownApp));
    for (int i = 0; i < 5; i++) {
      SERVER.clock.advance(Duration.ofHours(7));
      assertThat(browser.get("/sf/v3/Sessions").status()).isEqualTo(200);
    }
    SERVER.clock.advance(Duration.ofHours(8));

    assertThat(browser.get("/sf/v3/Sessions").status()).isEqualTo(401);
  }

  @Test
  void loggingOutEndsTheTokenAndItsCookieButNotTheGrant() {
    Reply pair = SERVER.passwordGrant(DoorsServer.PASSWORD);
    String token = pair.at("access_token");
    String cookie = SERVER.session(token).cookie("SFAPI_AuthID").orElseThrow();

    Reply out = SERVER.ask("DELETE", "/sf/v3/Sessions").cookie("SFAPI_AuthID", cookie).send();

    assertThat(out.status()).isEqualTo(204);
    assertThat(out.text()).isEmpty();
    assertThat(out.headers().get("set-cookie").getFirst()).startsWith("SFAPI_AuthID=;");
    assertThat(SERVER.session(token).status()).isEqualTo(401);
    assertThat(sessions().cookie("SFAPI_AuthID", cookie).send().status()).isEqualTo(401);
    assertThat(SERVER.refresh(pair.at("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void loginKeepsWhatTheClientSaysAboutItself() {
    String token = SERVER.token();
    Reply login =
        SERVER
            .get("/sf/v3/Sessions/Login?authmethod=&authcomparison=")
            .bearer(token)
            .header("X-SFAPI-Tool", "SFDotNET")
            .header("X-SFAPI-ToolVersion", "3.4.140")
            .header("X-SFAPI-DeviceName", "Zoë's Mac É")
            .send();
    assertThat(login.at("Tool")).isEqualTo("SFDotNET");

    Reply later = SERVER.session(token);

    assertThat(later.at("Tool")).isEqualTo("SFDotNET");
    assertThat(later.at("Version")).isEqualTo("3.4.140");
    assertThat(later.at("ClientIPAddress")).isEqualTo("127.0.0.1");
    assertThat(SERVER.get("/sf/v3/Sessions/Login").send().status()).isEqualTo(401);
  }

  @Test
  void anotherSitesPageCannotUseTheCookie() {
    String cookie = SERVER.session(SERVER.token()).cookie("SFAPI_AuthID").orElseThrow();

    assertThat(forged(cookie, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
    assertThat(forged(cookie, "Sec-Fetch-Site", "same-site")).isEqualTo(403);
    assertThat(forged(cookie, "Origin", "https://evil.example")).isEqualTo(403);
    assertThat(forged(cookie, "Origin", "null")).isEqualTo(403);
    assertThat(forged(cookie, "Origin", "http://localhost.evil.example")).isEqualTo(403);
    // .NET says nothing about where it comes from.
    assertThat(forged(cookie, "X-SFAPI-Tool", "SFDotNET")).isEqualTo(404);
    assertThat(forged(cookie, "Sec-Fetch-Site", "same-origin")).isEqualTo(404);
    assertThat(forged(cookie, "Origin", "http://" + SERVER.authority())).isEqualTo(404);
    // Reading is no harm: the answer is not given to that page.
    assertThat(
            sessions()
                .cookie("SFAPI_AuthID", cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .send()
                .status())
        .isEqualTo(200);
  }

  private static int forged(String cookie, String header, String value) {
    return SERVER
        .ask("DELETE", "/sf/v3/Apps(nothing)")
        .cookie("SFAPI_AuthID", cookie)
        .header(header, value)
        .send()
        .status();
  }

  @Test
  void aCrossSitePageCannotHideItsDeleteBehindAnOverride() {
    String cookie = SERVER.session(SERVER.token()).cookie("SFAPI_AuthID").orElseThrow();
    Reply answer =
        SERVER
            .post("/sf/v3/Sessions")
            .header("X-HTTP-Method-Override", "GET")
            .cookie("SFAPI_AuthID", cookie)
            .header("Sec-Fetch-Site", "cross-site")
            .send();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.at("valiseCode")).isEqualTo("CROSS_SITE");
  }

  @Test
  void aPostMayStandForAnotherMethod() {
    String token = SERVER.token();
    Reply get =
        SERVER.post("/sf/v3/Sessions").bearer(token).header("x-http-method-override", "get").send();
    assertThat(get.status()).isEqualTo(200);
    assertThat(sessions().bearer(token).header("X-HTTP-Method-Override", "DELETE").send().status())
        .isEqualTo(200);

    Reply delete =
        SERVER
            .post("/sf/v3/Sessions")
            .bearer(token)
            .header("X-HTTP-Method-Override", "DELETE")
            .json("{}")
            .send();

    assertThat(delete.status()).isEqualTo(204);
  }

  @Test
  void anotherAccountsHostKnowsNobodyOfThisOne() {
    String token = SERVER.token();
    String cookie = SERVER.session(token).cookie("SFAPI_AuthID").orElseThrow();

    assertThat(sessions().host("acme.localhost").bearer(token).send().status()).isEqualTo(200);
    assertThat(sessions().host("other.localhost").bearer(token).send().status()).isEqualTo(401);
    assertThat(sessions().host("other.localhost").cookie("SFAPI_AuthID", cookie).send().status())
        .isEqualTo(401);
    assertThat(sessions().host("nobody.localhost").bearer(token).send().status()).isEqualTo(401);
  }

  @Test
  void strangePathsGetTheApisOwnErrorBody() {
    String token = SERVER.token();
    for (String path :
        new String[] {
          "/sf/v3/Items(a;b)",
          "/sf/v3/Items(a%2Fb)",
          "/sf/v3//Items",
          "/sf/v3/../v3/Items",
          "/sf/v3/%2e%2e/Items",
          "/sf/v3/Items(a%00b)",
          "/sf/v3/Items(a%0ab)",
          "/sf/v3/Items(a%5cb)"
        }) {
      Reply answer = SERVER.get(path).bearer(token).send();

      assertThat(answer.status()).as(path + answer.text()).isEqualTo(400);
      assertThat(answer.header("Content-Type")).as(path).startsWith("application/json");
      assertThat(answer.at("code")).as(path).isEqualTo("BadRequest");
    }
  }

  @Test
  void unknownAddressesAreNotFoundAndWrongVerbsNotAllowed() {
    String token = SERVER.token();
    Reply unknown = SERVER.get("/sf/v3/Nothing(1)/Here").bearer(token).send();
    Reply anonymous = SERVER.get("/sf/v3/Nothing").send();
    Reply verb = SERVER.ask("PUT", "/sf/v3/Sessions").bearer(token).send();
    Reply strange = SERVER.ask("PROPFIND", "/sf/v3/Sessions").bearer(token).send();

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.at("code")).isEqualTo("NotFound");
    assertThat(anonymous.status()).isEqualTo(404);
    assertThat(verb.status()).isEqualTo(405);
    assertThat(verb.at("code")).isEqualTo("MethodNotAllowed");
    assertThat(verb.header("Allow")).contains("GET", "DELETE");
    assertThat(strange.status()).isEqualTo(405);
    assertThat(strange.at("valiseCode")).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void routesDoNotMindCase() {
    assertThat(SERVER.get("/SF/V3/sessions").bearer(SERVER.token()).send().status()).isEqualTo(200);
  }

  @Test
  void onlyTrustedPagesMayReadAnswers() {
    Accounts accounts = SERVER.bean(Accounts.class);
    String token = SERVER.token();
    assertThat(cors(token, "https://app.example").headers())
        .doesNotContainKey("access-control-allow-origin");
    SERVER
        .database()
        .write(tx -> {
          accounts.set(
              tx,
              SERVER.acme,
              Map.of(AccountSetting.TRUSTED_DOMAINS, "app.example,http://dev.example:3000"));
          return true;
        });

    Reply trusted = cors(token, "https://app.example");
    assertThat(trusted.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(trusted.headers()).doesNotContainKey("access-control-allow-credentials");
    assertThat(cors(token, "http://dev.example:3000").header("Access-Control-Allow-Origin"))
        .isEqualTo("http://dev.example:3000");
    assertThat(cors(token, "http://app.example").headers())
        .doesNotContainKey("access-control-allow-origin");
    Reply preflight =
        SERVER
            .ask("OPTIONS", "/sf/v3/Sessions")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "DELETE")
            .send();
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
  }

  private static Reply cors(String token, String origin) {
    return sessions().bearer(token).header("Origin", origin).send();
  }

  @Test
  void theAppsOfAUserAreListedAndTakenAway() {
    Reply pair = SERVER.passwordGrant(DoorsServer.PASSWORD);
    String token = pair.at("access_token");
    String id = SERVER.app.app().id().value();
    Reply list = SERVER.get("/sf/v3/Apps").bearer(token).send();
    assertThat(list.json().path("value").valueStream().map(it -> it.path("Name").asString("")))
        .contains("Rocket");

    Reply gone = SERVER.ask("DELETE", "/sf/v3/Apps(" + id + ")").bearer(token).send();

    assertThat(gone.status()).isEqualTo(204);
    assertThat(SERVER.session(token).status()).isEqualTo(401);
    assertThat(SERVER.refresh(pair.at("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void administratorsRegisterApps() {
    String token = SERVER.token();
    Reply made =
        SERVER
            .post("/valise/v1/apps")
            .bearer(token)
            .json(
                "{\"Name\":\"Script\",\"RedirectUris\":[\"https://a.example/b\"],"
                    + "\"ActAsMe\":true}")
            .send();
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    String id = made.at("Id");
    Reply own =
        SERVER
            .post("/oauth/token")
            .basic(id, made.at("Secret"))
            .form("grant_type", "client_credentials")
            .send();
    assertThat(own.status()).isEqualTo(200);
    Reply list = SERVER.get("/valise/v1/apps").bearer(token).send();
    assertThat(list.text()).contains(id).doesNotContain(made.at("Secret"));
    Reply rotated = SERVER.post("/valise/v1/apps(" + id + ")/Secret").bearer(token).send();
    assertThat(rotated.at("Secret")).isNotEqualTo(made.at("Secret")).hasSize(43);
    assertThat(
            SERVER
                .ask("PATCH", "/valise/v1/apps(" + id + ")")
                .bearer(token)
                .json("{\"enabled\":false}")
                .send()
                .json()
                .path("Enabled")
                .asBoolean(true))
        .isFalse();
    assertThat(SERVER.ask("DELETE", "/valise/v1/apps(" + id + ")").bearer(token).send().status())
        .isEqualTo(204);
    assertThat(SERVER.ask("DELETE", "/valise/v1/apps(" + id + ")").bearer(token).send().status())
        .isEqualTo(404);
    assertThat(
            SERVER
                .ask("DELETE", "/valise/v1/apps(" + SERVER.app.app().id() + ")")
                .bearer(token)
                .send()
                .status())
        .isEqualTo(403);
    for (String uri :
        new String[] {
          "javascript:alert(1)",
          "/relative",
          "https://a.example/#x",
          "https://u@a.example/",
          "data:x"
        }) {
      Reply bad =
          SERVER
              .post("/valise/v1/apps")
              .bearer(token)
              .json("{\"Name\":\"Bad\",\"RedirectUris\":[\"" + uri + "\"]}")
              .send();
      assertThat(bad.status()).as(uri).isEqualTo(400);
    }
  }

  @Test
  void anotherAccountsAppsAreNotThere() {
    Apps.Registered theirs =
        SERVER.bean(Apps.class).register(Apps.Registration.named("Theirs").in(SERVER.other));

    Reply answer =
        SERVER
            .ask("DELETE", "/valise/v1/apps(" + theirs.app().id() + ")")
            .bearer(SERVER.token())
            .send();

    assertThat(answer.status()).isEqualTo(404);
  }
}
