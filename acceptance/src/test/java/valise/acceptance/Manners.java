package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How a server answers the rude: never with a 5xx, always in the form of the address that was
/// asked, and with nothing of its inside.
final class Manners {

  /// What nobody outside may see of a Java program.
  private static final String[] INSIDE = {
    "\tat ", "Exception", "org.springframework", "org.apache", "java.base", "tools.jackson"
  };

  private final PackagedServer server;
  private final String token;

  /// @param token goes with requests that say nothing else
  Manners(PackagedServer server, String token) {
    this.server = server;
    this.token = token;
  }

  /// A request, said byte for byte.
  ///
  /// @param head the request line without its version, then header lines; an empty `Authorization:`
  ///   leaves the token out
  /// @param statuses it may have; none for any that is no 5xx
  record Rude(String what, String head, byte[] body, Set<Integer> statuses) {

    String path() {
      return head.lines().findFirst().orElse("").replaceFirst("^\\S+ ", "");
    }
  }

  static Rude rude(String what, String head, String body, Integer... statuses) {
    return new Rude(what, head, body.getBytes(StandardCharsets.UTF_8), Set.of(statuses));
  }

  /// Sends a request and looks at the answer.
  void check(Rude rude) throws IOException {
    String what =
        rude.what()
            + ": "
            + shown(rude.head())
            + " "
            + shown(new String(rude.body(), StandardCharsets.UTF_8));
    Answer answer;
    try {
      answer = Wire.exchange(server.port(), head(rude), rude.body());
    } catch (EOFException | SocketException e) {
      // To hang up is an answer to somebody who sends megabytes or no HTTP.
      assertThat(server.isRunning()).as(what).isTrue();
      assertThat(rude.head().length() + rude.body().length)
          .as(what + " was hung up on")
          .isGreaterThan(8_000);
      return;
    }
    if (!rude.statuses().isEmpty()) {
      assertThat(answer.status()).as(what + "\n" + answer).isIn(rude.statuses());
    }
    // 501 is said to methods and framings that no HTTP server has.
    assertThat(answer.status() == 501 ? 405 : answer.status())
        .as(what + "\n" + answer)
        .isLessThan(500);
    assertThat(answer.text()).as(what).doesNotContain(INSIDE);
    if (answer.status() >= 400 && !rude.head().startsWith("HEAD")) {
      assertError(what, rude.path().toLowerCase(Locale.ROOT), answer);
    }
  }

  private String head(Rude rude) {
    String[] lines = rude.head().split("\n", 2);
    StringBuilder head = new StringBuilder(lines[0]).append(" HTTP/1.1");
    String more = lines.length > 1 ? lines[1] : "";
    if (!more.contains("Authorization:")) {
      head.append("\r\nAuthorization: Bearer ").append(token);
    }
    if (rude.body().length > 0 && !more.contains("Content-Type:")) {
      head.append("\r\nContent-Type: application/json");
    }
    if (!more.isEmpty()) {
      head.append("\r\n").append(more.replaceAll("Authorization:(\n|$)", ""));
    }
    return head.toString().strip();
  }

  /// The API speaks the vendor's JSON, the hub its own, the token endpoint OAuth's, transfers
  /// theirs; elsewhere a page or a line of text will do.
  private static void assertError(String what, String path, Answer answer) {
    String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (answer.status() == 416) {
      assertThat(answer.header("content-range").orElse("")).as(what).startsWith("bytes */");
      return;
    }
    if (answer.status() == 412) {
      return;
    }
    if (path.startsWith("/elements/")) {
      assertHubError(what, answer);
      return;
    }
    if (!path.startsWith("/sf/v3") && !type.startsWith("application/json")) {
      assertThat(type).as(what + answer).matches("text/(plain|html);.*");
      assertThat(answer.text()).as(what).isNotBlank();
      return;
    }
    try {
      JsonNode error = answer.json();
      if (error.path("error").isString()) {
        assertThat(path).as(what).startsWith("/oauth/");
        assertThat(error.path("error_description").asString()).as(what).isNotEmpty();
        return;
      }
      if (error.path("error").isBoolean()) {
        assertThat(error.path("errorMessage").asString()).as(what).isNotEmpty();
        assertThat(error.path("errorCode").isIntegralNumber()).as(what + answer).isTrue();
      } else {
        assertThat(error.path("code").asString("")).as(what + answer).isNotEmpty();
        assertThat(error.path("message").path("lang").asString("")).as(what).isEqualTo("en-US");
        assertThat(error.path("message").path("value").asString("")).as(what).isNotEmpty();
        assertThat(error.path("reason").asString("")).as(what).isNotEmpty();
      }
      assertThat(error.path("valiseCode").asString("")).as(what + answer).matches("[A-Z_0-9]+");
      assertThat(type).as(what).startsWith("application/json");
    } catch (JacksonException e) {
      throw new AssertionError(what + " got no JSON: " + answer, e);
    }
  }

  /// `{requestId, message, providerMessage?}`, with our code.
  static void assertHubError(String what, Answer answer) {
    assertThat(answer.header("content-type").orElse("")).as(what).startsWith("application/json");
    JsonNode error = answer.json();
    assertThat(error.path("requestId").asString(""))
        .as(what + answer)
        .matches("[0-9a-f]{24}")
        .isEqualTo(answer.header("elements-request-id").orElse("none"));
    assertThat(error.path("message").asString("")).as(what + answer).isNotBlank();
    assertThat(error.path("valiseCode").asString("")).as(what + answer).matches("[A-Z_0-9]+");
  }

  static String shown(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "… (" + text.length() + ")" : text;
  }
}
