package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.files.ids.EmailAddress;
import valise.files.oauth.DoorsServer.Browser;
import valise.files.oauth.DoorsServer.Reply;
import valise.files.testing.SentMail;
import valise.files.users.SignIn;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.jobs.Jobs;
import valise.platform.secrets.Secret;

/// The pages that mails link to, and the one that asks for the mail.
class PasswordPagesTest {

  private static final String NEW = "pässwörd & 100% +new";

  private final DoorsServer server = new DoorsServer();
  private final Browser browser = server.browser();

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply ask(String email) {
    Reply page = browser.get("/oauth/forgot");
    return browser.post("/oauth/forgot", "_csrf", page.hidden("_csrf"), "email", email);
  }

  /// The link of the last mail, without the host.
  private String mailedLink() {
    server.bean(Jobs.class).step();
    Matcher link =
        Pattern.compile("https://files\\.example(/\\S+)")
            .matcher(server.bean(SentMail.class).last().text());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  private String forgottenLink() {
    ask("ada@example.com");
    return mailedLink();
  }

  private Reply choose(String link, String password, String again) {
    Reply page = browser.get(link);
    return browser.post(link, "_csrf", page.hidden("_csrf"), "password", password, "again", again);
  }

  @Test
  void aForgottenPasswordIsChosenAnewThroughThePages() {
    Reply signIn = browser.get("/oauth/signin");
    assertThat(signIn.text()).contains("href=\"/oauth/forgot\"");
    String link = forgottenLink();
    Reply page = browser.get(link);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("ada@example.com", "Acme Tools", "at least 8 characters");

    Reply done = choose(link, NEW, NEW);

    assertThat(done.status()).isEqualTo(200);
    assertThat(done.text()).contains("Your password is set", "/oauth/signin?subdomain=acme");
    assertThat(server.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(400);
    assertThat(server.passwordGrant(NEW).status()).isEqualTo(200);
    assertThat(server.journal)
        .anyMatch(line -> line.contains("password_chosen") && line.contains(server.ada.value()))
        .noneMatch(line -> line.contains(link.substring(link.indexOf('=') + 1)));
  }

  @Test
  void theNewPasswordWorksOnTheSignInPageToo() {
    choose(forgottenLink(), NEW, NEW);

    Reply page = browser.get("/oauth/signin?subdomain=acme");
    Reply back =
        browser.post(
            "/oauth/signin?subdomain=acme",
            "_csrf",
            page.hidden("_csrf"),
            "email",
            "ada@example.com",
            "password",
            NEW);

    assertThat(back.status()).isEqualTo(303);
    Reply signedIn = browser.get(back.header("Location"));
    assertThat(signedIn.text()).contains("You are signed in", "Ada Lovelace", "/oauth/signout");
    browser.cookies.remove(Cookies.NAME);
    assertThat(browser.get("/oauth/signedin").header("Location")).isEqualTo("/oauth/signin");
  }

  @Test
  void whoeverWasSignedInBeforeIsOut() {
    String token = server.token();
    String refresh = server.passwordGrant(DoorsServer.PASSWORD).at("refresh_token");
    browser.signIn(server.authorize());
    String cookie = browser.cookies.get(Cookies.NAME);
    assertThat(server.session(token).status()).isEqualTo(200);
    String link = forgottenLink();

    choose(link, NEW, NEW);

    assertThat(server.session(token).status()).isEqualTo(401);
    assertThat(server.refresh(refresh).at("error")).isEqualTo("invalid_grant");
    assertThat(
            server.get(server.authorize()).cookie(Cookies.NAME, cookie).send().header("Location"))
        .startsWith("/oauth/signin");
  }

  @Test
  void aWeakPasswordOrATypingMistakeLeavesTheLinkGood() {
    String link = forgottenLink();

    Reply weak = choose(link, "short", "short");
    Reply different = choose(link, NEW, NEW + "x");

    assertThat(weak.status()).isEqualTo(400);
    assertThat(weak.text()).contains("role=\"alert\"", "at least 8 characters");
    assertThat(different.status()).isEqualTo(400);
    assertThat(different.text()).contains("not the same").doesNotContain(NEW);
    assertThat(choose(link, NEW, NEW).status()).isEqualTo(200);
  }

  @Test
  void openingTheLinkChangesNothing() {
    String link = forgottenLink();
    browser.get(link);
    browser.get(link);
    assertThat(server.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(200);
    assertThat(choose(link, NEW, NEW).status()).isEqualTo(200);

    String confirm = confirmationLink();
    browser.get(confirm);
    assertThat(addresses()).isEqualTo(1);
  }

  private String confirmationLink() {
    server.mailConfirmation(server.ada, new EmailAddress("second@example.com"));
    return mailedLink();
  }

  private int addresses() {
    return server.user(server.ada).emails().size();
  }

  @Test
  void anAddressIsConfirmedByTheButton() {
    String link = confirmationLink();
    Reply page = browser.get(link);
    assertThat(page.text()).contains("second@example.com", "Acme Tools");

    Reply done = browser.post(link, "_csrf", page.hidden("_csrf"));

    assertThat(done.status()).isEqualTo(200);
    assertThat(done.text()).contains("The address is confirmed");
    assertThat(addresses()).isEqualTo(2);
    Reply again = browser.post(link, "_csrf", page.hidden("_csrf"));
    assertThat(again.status()).isEqualTo(404);
  }

  @Test
  void everyLinkThatIsNotGoodGetsTheSamePage() {
    String used = forgottenLink();
    choose(used, NEW, NEW);
    server.clock.advance(Duration.ofMinutes(3));
    String expired = forgottenLink();
    String wrongDoor = expired.replace("/choose-password", "/confirm-address");
    Reply crossed = browser.get(wrongDoor);
    server.clock.advance(Duration.ofHours(2));

    Reply unknown = browser.get("/choose-password?code=" + "x".repeat(43));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("This link cannot be used", "/oauth/forgot");
    for (Reply other :
        new Reply[] {
          browser.get(used),
          browser.get(expired),
          crossed,
          browser.get("/choose-password"),
          browser.get("/choose-password?code=%zz"),
          browser.get("/confirm-address?code=x")
        }) {
      assertThat(other.status()).isEqualTo(404);
      assertThat(other.text()).isEqualTo(unknown.text());
    }
  }

  @Test
  void aDisabledUserStaysDisabled() {
    User bob = server.addClient(new EmailAddress("bob@example.com"));
    ask("bob@example.com");
    String link = mailedLink();
    Reply open = browser.get(link);
    assertThat(open.status()).isEqualTo(200);
    server.disable(bob.id());

    Reply page = browser.post(link, "_csrf", open.hidden("_csrf"), "password", NEW, "again", NEW);

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).contains("This link cannot be used");
    assertThat(server.user(bob.id()).disabled()).isTrue();
    Secret<String> chosen = Secret.of(NEW);
    assertThat(server.bean(Users.class).signIn(server.acme, "bob@example.com", chosen, "192.0.2.1"))
        .isEqualTo(new SignIn.Wrong());
    server.bean(SentMail.class).forget();
    server.clock.advance(Duration.ofMinutes(3));
    assertThat(ask("bob@example.com").status()).isEqualTo(200);
    server.bean(Jobs.class).step();
    assertThat(server.bean(SentMail.class).all()).isEmpty();
  }

  @Test
  void anUnknownAddressIsAnsweredAsAKnownOneIs() {
    Reply known = ask("ada@example.com");
    Reply unknown = ask("eve@example.com");

    assertThat(known.status()).isEqualTo(200);
    assertThat(unknown.status()).isEqualTo(200);
    assertThat(unknown.text().replace("eve@", "ada@")).isEqualTo(known.text());
    server.bean(Jobs.class).step();
    assertThat(server.bean(SentMail.class).all()).hasSize(1);
    assertThat(server.bean(SentMail.class).last().to().getFirst().email())
        .isEqualTo("ada@example.com");
    assertThat(ask("nonsense").status()).isEqualTo(400);
  }

  @Test
  void whoAsksForManyMailsHasToWait() {
    for (int i = 0; i < 10; i++) {
      assertThat(ask("user" + i + "@example.com").status()).isEqualTo(200);
    }

    Reply slowed = ask("ada@example.com");
    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.header("Retry-After")).isEqualTo("1");
    assertThat(slowed.text()).contains("role=\"alert\"");
    server.clock.advance(Duration.ofSeconds(1));
    assertThat(ask("ada@example.com").status()).isEqualTo(200);
  }

  @Test
  void theRequestOneCameFromIsNotLost() {
    Reply toPage = browser.get(server.authorize());
    String query = toPage.header("Location").substring("/oauth/signin".length());
    Reply signIn = browser.get(toPage.header("Location"));
    assertThat(signIn.text()).contains("/oauth/forgot" + query.replace("&", "&amp;"));

    Reply page = browser.get("/oauth/forgot" + query);
    Reply sent =
        browser.post(
            "/oauth/forgot" + query, "_csrf", page.hidden("_csrf"), "email", "ada@example.com");

    assertThat(sent.text()).contains("/oauth/signin" + query.replace("&", "&amp;"));
  }

  @Test
  void formsWithoutTheirTokenAreRefused() {
    String link = forgottenLink();

    for (String target :
        new String[] {link, link.replace("choose-password", "Choose-Password"), "/oauth/forgot"}) {
      Reply answer =
          server
              .post(target)
              .form("password", NEW, "again", NEW, "email", "ada@example.com")
              .send();
      assertThat(answer.status()).as(target).isIn(403, 404);
    }
    assertThat(server.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void thePagesTellNobodyTheirAddress() {
    Reply page = server.get(forgottenLink()).send();

    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'");
    assertThat(page.text()).doesNotContain("<script", "http://", "https://");
    assertThat(page.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void anAddressThatSomebodyElseTookMeanwhileIsNotConfirmed() {
    String link = confirmationLink();
    Reply page = browser.get(link);
    server.addClient(new EmailAddress("second@example.com"));

    assertThat(browser.post(link, "_csrf", page.hidden("_csrf")).status()).isEqualTo(404);
    assertThat(addresses()).isEqualTo(1);
    assertThat(server.bean(Users.class).find(server.acme, new EmailAddress("second@example.com")))
        .isPresent();
  }
}
