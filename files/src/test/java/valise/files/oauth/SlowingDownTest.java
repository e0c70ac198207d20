package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valise.files.oauth.DoorsServer.Reply;
import valise.files.testing.HandClock;
import valise.files.users.Slowdown;

class SlowingDownTest {

  private final HandClock clock = new HandClock();

  @Test
  void manyGuessesFromOneAddressHaveToWaitLongerAndLonger() {
    Slowdown guesses = new Slowdown(clock, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    }
    assertThat(guesses.attempt("192.0.2.1")).contains(Duration.ofSeconds(1));
    assertThat(guesses.attempt("192.0.2.2")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    assertThat(guesses.attempt("192.0.2.1")).contains(Duration.ofSeconds(2));
    for (int i = 0; i < 30; i++) {
      clock.advance(Duration.ofMinutes(15));
      assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    }
    assertThat(guesses.attempt("192.0.2.1")).contains(Duration.ofMinutes(15));
    clock.advance(Duration.ofMinutes(61));
    assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    assertThat(guesses.attempt("192.0.2.1")).isEmpty();
  }

  @Test
  void aRightPasswordIsNoGuessButForgivesNone() {
    Slowdown guesses = new Slowdown(clock, 2);
    for (int i = 0; i < 100; i++) {
      assertThat(guesses.attempt("192.0.2.1")).isEmpty();
      guesses.takeBack("192.0.2.1");
    }
    assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    assertThat(guesses.attempt("192.0.2.1")).isEmpty();
    assertThat(guesses.attempt("192.0.2.1")).isPresent();
  }

  @Test
  void aNetworkOfIpv6IsOneAddress() {
    Slowdown guesses = new Slowdown(clock, 1);

    assertThat(guesses.attempt("2001:db8:1:2::1")).isEmpty();
    assertThat(guesses.attempt("2001:db8:1:2:ffff::2")).isPresent();
    assertThat(guesses.attempt("2001:db8:1:3::1")).isEmpty();
  }

  @Test
  void aCallerHasABurstAndThenARate() {
    CallerLimits limits = new CallerLimits(clock, 10, 5);
    for (int i = 0; i < 5; i++) {
      assertThat(limits.call("ada")).isEmpty();
    }
    assertThat(limits.call("ada")).contains(Duration.ofMillis(100));
    assertThat(limits.call("bob")).isEmpty();
    clock.advance(Duration.ofMillis(200));
    assertThat(limits.call("ada")).isEmpty();
    assertThat(limits.call("ada")).isEmpty();
    assertThat(limits.call("ada")).isPresent();
    clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 5; i++) {
      assertThat(limits.call("ada")).isEqualTo(Optional.empty());
    }
    assertThat(limits.call("ada")).isPresent();
  }

  @Test
  void whoCallsTooFastIsToldWhenToComeBack() {
    try (DoorsServer server = new DoorsServer(OAuthSettings.DEFAULT.withCalls(1, 3))) {
      String token = server.token();
      for (int i = 0; i < 3; i++) {
        assertThat(server.session(token).status()).isEqualTo(200);
      }
      Reply answer =
          server
              .get("/sf/v3/Sessions")
              .bearer(token)
              .header("X-Forwarded-For", "203.0.113.7")
              .send();

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(answer.at("reason")).isEqualTo("Throttled");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(server.session(token).status()).isEqualTo(200);
    }
  }

  @Test
  void aNameThatIsGuessedAtIsLockedOnBothDoors() {
    try (DoorsServer server = new DoorsServer()) {
      Reply answer = server.passwordGrant("wrong");
      for (int i = 0; i < 5; i++) {
        answer = server.passwordGrant("wrong");
      }
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo("300");
      assertThat(answer.at("error")).isEqualTo("slow_down");
      assertThat(server.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(429);
      DoorsServer.Browser browser = server.browser();
      Reply page = browser.get("/oauth/signin");
      Reply refused =
          browser.post(
              "/oauth/signin",
              "_csrf",
              page.hidden("_csrf"),
              "email",
              "ada@example.com",
              "password",
              DoorsServer.PASSWORD);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).contains("Try again in 5 minutes.");

      server.clock.advance(Duration.ofSeconds(300));
      assertThat(server.passwordGrant(DoorsServer.PASSWORD).status()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatGuessesAtManyNamesIsSlowed() {
    try (DoorsServer server = new DoorsServer()) {
      Reply answer = null;
      for (int i = 0; i < 21; i++) {
        answer =
            server
                .post("/oauth/token")
                .basic(server.app.app().id().value(), server.app.secret().reveal())
                .header("X-Forwarded-For", "203.0.113." + i)
                .form(
                    "grant_type", "password",
                    "username", "user" + i + "@example.com",
                    "password", "wrong")
                .send();
      }
      assertThat(answer.status()).isEqualTo(429);
    }
  }
}
