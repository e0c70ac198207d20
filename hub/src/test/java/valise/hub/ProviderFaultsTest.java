package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valise.hub.polling.PollWork;
import valise.hub.testing.HubServer;
import valise.hub.testing.StandIn;
import valise.hub.testing.StandIn.Said;
import valise.hub.testing.Watched;

/// What a provider says over HTTP that is no answer: it shows on the instance, and nothing is lost.
/// What it says as an answer that is wrong is in `TreePollTest`.
class ProviderFaultsTest {

  private static final HubServer SERVER = HubServer.start();
  private static final Duration LONG = Duration.ofHours(2);

  private final Watched watched = Watched.polled(SERVER);

  @AfterEach
  void leave() {
    watched.tenant.delete("/instances/" + watched.instance);
    watched.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /// Lets time pass and polls.
  private void poll(Duration time) {
    SERVER.clock().advance(time);
    SERVER.bean(PollWork.class).step();
  }

  private static boolean isList(StandIn.Request request) {
    return request.path().endsWith("/Children");
  }

  private void lists(Said said) {
    watched.provider.says(request -> isList(request) ? Optional.of(said) : watched.answer(request));
  }

  @Test
  void whatIsNoAnswerIsAFailureThatShowsAndIsForgottenWithTheNextSuccess() {
    List<Said> all =
        List.of(
            new Said(200, "text/html", "<html>Welcome to this hotel</html>"),
            new Said(200, "application/json", ""),
            new Said(200, "application/json", "{\"value\":[{\"Id\":\"x\""),
            new Said(200, "application/json", "[".repeat(100_000)),
            new Said(200, "application/json", "x".repeat(33 << 20)),
            new Said(206, "application/json", "{}"),
            new Said(304, "text/plain", ""),
            new Said(302, "text/plain", "", Map.of("Location", "/elsewhere")),
            new Said(403, "text/html", "<html>\0No</html>"),
            new Said(409, "application/json", "{\"code\":\"Conflict\"}"),
            new Said(418, "text/plain", "?"),
            new Said(500, "text/html", "<html>Oh no</html>"),
            new Said(599, "text/plain", ""));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      expected.add("CREATED " + watched.tree.file("top", "f" + i));
      lists(all.get(i));
      poll(LONG);
      String which = all.get(i).status() + " " + all.get(i).type() + " " + i;
      assertThat(watched.recorded()).as(which).hasSize(i);
      assertThat(watched.polling().path("failures").asInt()).as(which).isEqualTo(1);
      assertThat(watched.polling().path("lastError").asString()).as(which).startsWith("The prov");

      watched.provider.says(watched::answer);
      poll(LONG);
      assertThat(watched.recorded()).as(which).isEqualTo(expected);
      assertThat(watched.polling().path("lastError").isNull()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"429, false", "429, true", "503, false", "503, true"})
  void aProviderThatAsksForTimeIsLeftAloneThatLong(int status, boolean asDate) {
    String file = watched.tree.file("top", "x");
    SERVER.clock().advance(LONG);
    Instant end = SERVER.clock().instant().plus(Duration.ofMinutes(40));
    lists(
        new Said(
            status,
            "text/plain",
            "Not so fast",
            Map.of(
                "Retry-After",
                asDate
                    ? DateTimeFormatter.RFC_1123_DATE_TIME.format(end.atOffset(ZoneOffset.UTC))
                    : "2400")));
    SERVER.bean(PollWork.class).step();
    assertThat(Instant.parse(watched.polling().path("nextPollDate").asString()))
        .isBetween(end, end.plusSeconds(1));
    watched.provider.says(watched::answer);
    int asked = watched.provider.requests().size();
    poll(Duration.ofMinutes(39));
    assertThat(watched.provider.requests()).hasSize(asked);

    poll(Duration.ofMinutes(2));
    assertThat(watched.recorded()).containsExactly("CREATED " + file);
  }

  @Test
  void aSignInThatEndsBetweenTwoPagesIsRenewedAndTheSamePageAskedForAgain() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 230; i++) {
      expected.add("CREATED " + watched.tree.file("top", "f" + i));
    }
    List<String> skips = new ArrayList<>();
    watched.provider.says(request -> {
      if (isList(request)) {
        skips.add(request.query().replaceFirst(".*skip=([0-9]+).*", "$1"));
        if (skips.size() == 2) {
          return Optional.of(Said.json(401, "{}"));
        }
      }
      return watched.answer(request);
    });
    poll(LONG);

    assertThat(skips.get(2)).isEqualTo(skips.get(1)).isNotEqualTo("0");
    assertThat(skips).filteredOn("0"::equals).hasSize(1);
    List<String> told = new ArrayList<>(watched.recorded(0));
    told.addAll(watched.recorded(told.size()));
    assertThat(told).isEqualTo(expected);
    assertThat(watched.polling().path("failures").asInt()).isZero();
  }

  @Test
  void aSubscriptionThatIsGivenNoIdIsAskedForAgainAndNotForEver() {
    try (Watched ringing = new Watched(SERVER, "webhook")) {
      ringing.provider.says(request ->
          request.path().equals("/sf/v3/WebhookSubscriptions")
              ? Optional.of(Said.json(200, "{}"))
              : ringing.answer(request));
      SERVER.step();
      int asked = ringing.provider.requests("/sf/v3/WebhookSubscriptions").size();
      assertThat(asked).isBetween(1, 3);
      ringing.provider.says(ringing::answer);
      SERVER.clock().advance(Duration.ofMinutes(1));
      SERVER.step();
      SERVER.clock().advance(Duration.ofMinutes(1));
      String file = ringing.tree.file("top", "x");
      SERVER.send("POST", ringing.door(), "{}");
      SERVER.step();

      assertThat(ringing.heard().values()).containsExactly("CREATED " + file);
      ringing.tenant.delete("/instances/" + ringing.instance);
    }
  }

  @Test
  void whoRingsTwiceIsAskedOnceAndTellsOnce() {
    try (Watched ringing = new Watched(SERVER, "webhook")) {
      SERVER.step();
      SERVER.clock().advance(Duration.ofMinutes(1));
      String file = ringing.tree.file("top", "x");
      SERVER.send("POST", ringing.door(), "{}");
      SERVER.send("POST", ringing.door(), "{}");
      int asked = ringing.provider.requests().size();
      SERVER.step();
      assertThat(ringing.provider.requests().size() - asked).isLessThan(4);
      SERVER.send("POST", ringing.door(), "{}");
      SERVER.step();

      assertThat(ringing.heard().values()).containsExactly("CREATED " + file);
      assertThat(ringing.receiver.heads()).hasSize(1);
      ringing.tenant.delete("/instances/" + ringing.instance);
    }
  }
}
