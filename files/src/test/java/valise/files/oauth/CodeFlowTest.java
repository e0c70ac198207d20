package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.oauth.DoorsServer.Browser;
import valise.files.oauth.DoorsServer.Reply;

class CodeFlowTest {

  private static final DoorsServer SERVER = new DoorsServer();
  private static final String VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static Reply exchange(String code, String... more) {
    return SERVER
        .post("/oauth/token")
        .rawForm(
            DoorsServer.encoded(
                    "grant_type",
                    "authorization_code",
                    "code",
                    code,
                    "client_id",
                    SERVER.app.app().id().value(),
                    "client_secret",
                    SERVER.app.secret().reveal())
                + (more.length == 0 ? "" : "&" + DoorsServer.encoded(more)))
        .send();
  }

  /// A code for the app that asks for consent, with `more` in the request.
  private static Reply granted(String... more) {
    Browser browser = SERVER.browser();
    Reply reply = browser.signIn(SERVER.authorize(more));
    return reply.header("Location").contains("/oauth/consent")
        ? browser.consent(reply, true)
        : reply;
  }

  private static String challenge(String verifier) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void signInAndConsentLeadBackWithACodeThatRcloneCanUse() {
    Reply back = granted();

    assertThat(back.status()).isEqualTo(302);
    assertThat(back.header("Location")).startsWith(DoorsServer.BACK + "?");
    assertThat(back.parameter("state")).isEqualTo("a b+c/é");
    assertThat(back.parameter("code")).matches("[A-Za-z0-9]{43}");
    assertThat(back.parameter("subdomain")).isEqualTo("acme");
    assertThat(back.parameter("apicp")).isEqualTo(SERVER.authority());
    assertThat(back.parameter("appcp")).isEqualTo(SERVER.authority());
    assertThat(back.parameter("expires_in")).isEqualTo("300");
    assertThat(back.header("Referrer-Policy")).isEqualTo("no-referrer");

    Reply basic =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.app.app().id().value(), SERVER.app.secret().reveal())
            .form(
                "grant_type",
                "authorization_code",
                "code",
                back.parameter("code"),
                "redirect_uri",
                DoorsServer.BACK)
            .send();
    assertThat(basic.status()).isEqualTo(200);
    assertThat(SERVER.session(basic.at("access_token")).at("Name")).isEqualTo("Ada Lovelace");
  }

  @Test
  void theRedirectIsSignedWithTheAppsSecret() {
    String target = granted().header("Location");
    String pathAndQuery =
        target.substring("https://client.example".length(), target.indexOf("&h="));

    assertThat(target.substring(target.indexOf("&h=") + 3))
        .isEqualTo(RedirectSignature.of(pathAndQuery, SERVER.app.secret().reveal()));
  }

  @Test
  void consentIsAskedOnce() {
    granted();

    Reply again = SERVER.browser().signIn(SERVER.authorize());

    assertThat(again.header("Location")).startsWith(DoorsServer.BACK + "?code=");
  }

  @Test
  void denyingLeadsBackWithTheErrorAndTheState() {
    SERVER.bean(Grants.class).disconnect(SERVER.app.app().id(), SERVER.ada);
    Browser browser = SERVER.browser();
    Reply reply = browser.signIn(SERVER.authorize());

    Reply back = browser.consent(reply, false);

    assertThat(back.header("Location")).startsWith(DoorsServer.BACK + "?error=access_denied");
    assertThat(back.parameter("state")).isEqualTo("a b+c/é");
    assertThat(back.parameter("code")).isEmpty();
  }

  @Test
  void ourOwnAppIsNotAskedFor() {
    Reply back = SERVER.browser().signIn(DoorsServer.authorize(SERVER.ownApp));

    assertThat(back.header("Location")).startsWith(DoorsServer.BACK + "?code=");
  }

  @Test
  void theRedirectAddressMayBeLeftOutAtTheExchangeButNotBeAnother() {
    assertThat(exchange(granted().parameter("code")).status()).isEqualTo(200);
    Reply other =
        exchange(granted().parameter("code"), "redirect_uri", "https://evil.example/back");

    assertThat(other.status()).isEqualTo(400);
    assertThat(other.at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeIsGoodOnceAndItsSecondUseEndsWhatTheFirstGave() {
    String code = granted().parameter("code");
    Reply first = exchange(code);
    assertThat(SERVER.session(first.at("access_token")).status()).isEqualTo(200);

    Reply second = exchange(code);

    assertThat(second.at("error")).isEqualTo("invalid_grant");
    assertThat(SERVER.session(first.at("access_token")).status()).isEqualTo(401);
    assertThat(SERVER.refresh(first.at("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void aCodeEndsAfterFiveMinutes() {
    String code = granted().parameter("code");
    SERVER.clock.advance(Duration.ofMinutes(5));

    assertThat(exchange(code).at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeIsWorthNothingToAnotherApp() {
    String code = granted().parameter("code");
    Reply stolen =
        SERVER
            .post("/oauth/token")
            .basic(SERVER.ownApp.app().id().value(), SERVER.ownApp.secret().reveal())
            .form(
                "grant_type", "authorization_code", "code", code, "redirect_uri", DoorsServer.BACK)
            .send();

    assertThat(stolen.at("error")).isEqualTo("invalid_grant");
    assertThat(exchange(code).at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void pkceBindsTheCodeToItsVerifier() throws Exception {
    String[] asked = {"code_challenge", challenge(VERIFIER), "code_challenge_method", "S256"};
    assertThat(exchange(granted(asked).parameter("code"), "code_verifier", VERIFIER).status())
        .isEqualTo(200);
    assertThat(
            exchange(granted(asked).parameter("code"), "code_verifier", VERIFIER + "x").at("error"))
        .isEqualTo("invalid_grant");
    assertThat(exchange(granted(asked).parameter("code")).at("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aPublicAppNeedsPkceAndMayRenewWithoutASecret() throws Exception {
    String id = SERVER.publicApp.app().id().value();
    Browser browser = SERVER.browser();
    Reply without = browser.get(DoorsServer.authorize(SERVER.publicApp));
    assertThat(without.parameter("error")).isEqualTo("invalid_request");

    String ask =
        DoorsServer.authorize(
            SERVER.publicApp,
            "redirect_uri",
            "http://127.0.0.1:45678/callback",
            "code_challenge",
            challenge(VERIFIER),
            "code_challenge_method",
            "S256");
    Reply back = browser.consent(browser.signIn(ask), true);
    assertThat(back.header("Location")).startsWith("http://127.0.0.1:45678/callback?code=");
    Reply answer =
        SERVER
            .post("/oauth/token")
            .form(
                "grant_type",
                "authorization_code",
                "client_id",
                id,
                "code",
                back.parameter("code"),
                "redirect_uri",
                "http://127.0.0.1:45678/callback",
                "code_verifier",
                VERIFIER)
            .send();
    assertThat(answer.status()).isEqualTo(200);
    Reply renewed =
        SERVER
            .post("/oauth/token")
            .form(
                "grant_type",
                "refresh_token",
                "client_id",
                id,
                "refresh_token",
                answer.at("refresh_token"))
            .send();
    assertThat(renewed.status()).isEqualTo(200);
    assertThat(SERVER.session(renewed.at("access_token")).status()).isEqualTo(200);
    // But it is nobody by a password.
    Reply password =
        SERVER
            .post("/oauth/token")
            .form(
                "grant_type",
                "password",
                "client_id",
                id,
                "username",
                "ada@example.com",
                "password",
                DoorsServer.PASSWORD)
            .send();
    assertThat(password.status()).isEqualTo(400);
  }

  @Test
  void nobodyIsSentToAnAddressThatIsNotRegistered() {
    for (String evil :
        new String[] {
          "https://evil.example/",
          DoorsServer.BACK + "/more",
          DoorsServer.BACK + "?x=1",
          DoorsServer.BACK + "#x",
          "https://client.example:444/back",
          "https://client.example@evil.example/back",
          "//evil.example",
          "/oauth/signin",
          "javascript:alert(1)",
          "http://127.0.0.1:1/other",
          "http://127.0.0.1.evil.example/callback"
        }) {
      Reply answer = SERVER.get(SERVER.authorize("redirect_uri", evil)).send();

      assertThat(answer.status()).as(evil).isEqualTo(400);
      assertThat(answer.header("Location")).as(evil).isEmpty();
      assertThat(answer.text()).as(evil).contains("redirect_uri").doesNotContain(evil + "\"");
      assertThat(answer.header("Content-Type")).startsWith("text/html");
    }
  }

  @Test
  void anUnknownAppGetsAPage() {
    Reply answer = SERVER.get(SERVER.authorize("client_id", "nobody")).send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.text()).contains("client_id");
  }

  @Test
  void signingInLeadsNowhereButBackToTheRequest() {
    Browser browser = SERVER.browser();
    String evil = "/oauth/signin?continue=https://evil.example&redirect_uri=https://evil.example";
    Reply page = browser.get(evil);
    Reply after =
        browser.post(
            evil,
            "_csrf",
            page.hidden("_csrf"),
            "email",
            "ada@example.com",
            "password",
            DoorsServer.PASSWORD);

    assertThat(after.status()).isEqualTo(303);
    assertThat(after.header("Location")).isEqualTo("/oauth/signedin");
  }

  @Test
  void theImplicitFlowBringsTokensInTheFragment() {
    granted();
    Reply back = SERVER.browser().signIn(SERVER.authorize("response_type", "token"));

    assertThat(back.header("Location")).startsWith(DoorsServer.BACK + "#access_token=");
    assertThat(back.parameter("refresh_token")).isNotEmpty();
    assertThat(back.parameter("token_type")).isEqualTo("bearer");
    assertThat(back.parameter("state")).isEqualTo("a b+c/é");
    assertThat(back.parameter("subdomain")).isEqualTo("acme");
    assertThat(back.parameter("code")).isEmpty();
    assertThat(SERVER.session(back.parameter("access_token")).status()).isEqualTo(200);
    assertThat(SERVER.refresh(back.parameter("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void anImplicitDenialIsInTheFragmentToo() {
    SERVER.bean(Grants.class).disconnect(SERVER.app.app().id(), SERVER.ada);
    Browser browser = SERVER.browser();
    Reply reply = browser.signIn(SERVER.authorize("response_type", "token"));

    Reply back = browser.consent(reply, false);

    assertThat(back.header("Location")).startsWith(DoorsServer.BACK + "#error=access_denied");
  }

  @Test
  void aRequestMayComeAsAFormAndWithUnknownFields() {
    String ask = SERVER.authorize("access_type", "offline", "scope", "whatever", "prompt", "none");
    Reply posted =
        SERVER.post("/oauth/authorize").rawForm(ask.substring(ask.indexOf('?') + 1)).send();
    assertThat(posted.status()).isEqualTo(303);

    Reply asked = SERVER.get(posted.header("Location")).send();

    assertThat(asked.status()).isEqualTo(302);
    assertThat(asked.header("Location")).startsWith("/oauth/signin?");
  }

  @Test
  void theOldNameOfThePageWorks() {
    String ask = SERVER.authorize().replace("/oauth/authorize", "/oauth/index.aspx");

    assertThat(SERVER.get(ask).send().header("Location")).startsWith("/oauth/signin?");
  }

  @Test
  void nobodyElsesConsentPageCanBeAnswered() {
    SERVER.bean(Grants.class).disconnect(SERVER.app.app().id(), SERVER.ada);
    Browser browser = SERVER.browser();
    Reply reply = browser.signIn(SERVER.authorize());
    String consent = reply.header("Location").replaceFirst("^https?://[^/]+", "");

    Reply anonymous = SERVER.browser().get(consent);
    Browser other = SERVER.browser();
    Reply page = other.get("/oauth/signin");
    Reply forged =
        other.post(
            "/oauth/authorize",
            "_csrf",
            page.hidden("_csrf"),
            "client_id",
            SERVER.app.app().id().value(),
            "state",
            consent.replaceFirst(".*state=", ""),
            "scope",
            "files");

    assertThat(anonymous.status()).isEqualTo(400);
    assertThat(forged.status()).isEqualTo(400);
    assertThat(forged.header("Location")).isEmpty();
  }

  @Test
  void formsWithoutTheirTokenAreRefused() {
    Reply answer =
        SERVER
            .post("/oauth/signin")
            .form("email", "ada@example.com", "password", DoorsServer.PASSWORD)
            .send();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.cookie("SFAPI_AuthID")).isEmpty();
  }

  @Test
  void aPlantedSessionCookieIsNotTakenOn() {
    Browser browser = SERVER.browser();
    browser.cookies.put("SFAPI_AuthID", "planted");

    browser.signIn(SERVER.authorize());

    assertThat(browser.cookies.get("SFAPI_AuthID")).isNotEqualTo("planted").hasSize(43);
  }

  @Test
  void anAppsSessionDoesNotSignTheBrowserIn() {
    String token = SERVER.token();
    String cookie = SERVER.session(token).cookie("SFAPI_AuthID").orElseThrow();

    Reply answer = SERVER.get(SERVER.authorize()).cookie("SFAPI_AuthID", cookie).send();

    assertThat(answer.header("Location")).startsWith("/oauth/signin?");
  }

  @Test
  void pagesKeepTheirPolicy() {
    Reply page = SERVER.get("/oauth/signin?redirect_uri=https://client.example/back").send();

    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .endsWith("form-action 'self' https://client.example");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.text()).contains("Acme Tools").doesNotContain("<script");
    assertThat(
            SERVER
                .get("/oauth/signin?redirect_uri=" + Form.encode("https://x;script-src *"))
                .send()
                .header("Content-Security-Policy"))
        .endsWith("form-action 'self'");
  }

  @Test
  void whatIsShownIsEscaped() {
    Reply page = SERVER.get("/oauth/signin?username=%22%3E%3Cscript%3Ealert(1)").send();

    assertThat(page.text()).doesNotContain("<script").contains("&quot;&gt;&lt;script&gt;");
  }

  @Test
  void theAccountOfTheHostIsSignedInTo() {
    Browser browser = SERVER.browser();
    browser.host = "other.localhost:" + SERVER.port();

    Reply back = browser.signIn(DoorsServer.authorize(SERVER.ownApp));

    assertThat(back.parameter("subdomain")).isEqualTo("other");
    assertThat(back.parameter("apicp")).isEqualTo("localhost:" + SERVER.port());
  }

  @Test
  void theAccountMayBeNamedWhereTheHostNamesNone() {
    Reply back =
        SERVER.browser().signIn(DoorsServer.authorize(SERVER.ownApp, "subdomain", "other"));

    assertThat(back.parameter("subdomain")).isEqualTo("other");
  }

  @Test
  void anAppOfOneAccountIsNobodyInAnother() {
    Apps.Registered only =
        SERVER
            .bean(Apps.class)
            .register(
                Apps.Registration.named("Only", DoorsServer.BACK).withoutConsent().in(SERVER.acme));

    Reply answer = SERVER.get(DoorsServer.authorize(only)).host("other.localhost").send();
    Reply password =
        SERVER
            .post("/oauth/token")
            .host("other.localhost")
            .basic(only.app().id().value(), only.secret().reveal())
            .form(
                "grant_type", "password",
                "username", "ada@example.com",
                "password", DoorsServer.PASSWORD)
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(password.at("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void signingOutEndsTheBrowsersSession() {
    Browser browser = SERVER.browser();
    browser.signIn(SERVER.authorize());
    String cookie = browser.cookies.get("SFAPI_AuthID");
    assertThat(SERVER.get("/sf/v3/Sessions").cookie("SFAPI_AuthID", cookie).send().status())
        .isEqualTo(200);
    Reply page = browser.get("/oauth/signout");
    Reply after = browser.post("/oauth/signout", "_csrf", page.hidden("_csrf"));

    assertThat(after.header("Location")).isEqualTo("/oauth/signedout");
    assertThat(browser.get("/oauth/signedout").text()).contains("You are signed out");
    assertThat(browser.cookies).doesNotContainKey("SFAPI_AuthID");
    assertThat(SERVER.get("/sf/v3/Sessions").cookie("SFAPI_AuthID", cookie).send().status())
        .isEqualTo(401);
  }

  @Test
  void theCompletionPageIsThere() {
    assertThat(SERVER.get("/oauth/oauthcomplete.aspx?code=x&state=y").send().text())
        .contains("You are signed in");
    assertThat(SERVER.get("/oauth/oauthcomplete.aspx?error=access_denied").send().text())
        .contains("Access was not given");
  }
}
