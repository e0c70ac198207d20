package valise.hub.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;

/// What all answers have in common.
final class EnvelopeTest {

  private static final HubServer SERVER = HubServer.start();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void anAddressThatIsNotThereIsAnsweredInTheHubsOwnWords() {
    Reply answer = SERVER.send("GET", "/no/such/thing", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("requestId").asString())
        .matches("[0-9a-f]{24}")
        .isEqualTo(answer.header("Elements-Request-Id"));
    assertThat(answer.at("message").asString()).isEqualTo("This address was not found.");
    assertThat(answer.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aPageOfAnyOriginMayReadTheHeaders() {
    Reply asked =
        SERVER.send("OPTIONS", "/instances", "", "Access-Control-Request-Headers", "authorization");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(asked.header("Access-Control-Allow-Methods")).contains("PATCH");
    assertThat(asked.header("Access-Control-Allow-Headers")).isEqualTo("authorization");
    assertThat(asked.header("Access-Control-Expose-Headers"))
        .contains("Elements-Next-Page-Token", "Elements-Returned-Count");
  }

  @Test
  void aRequestThatCannotBeReadIsItsSendersFault() throws IOException {
    Tenant tenant = SERVER.tenant();

    assertRefused(tenant.get("/accounts/events?after=soon"), 400, "BAD_PARAMETER", "'after'");
    assertRefused(
        SERVER.send(
            "POST",
            "/instances",
            "{}",
            "Authorization",
            tenant.authorization(),
            "Content-Type",
            "*/*"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    // No client of Java's says this.
    String said = raw("GET " + Paths.BASE + "/elements?name=%zz&secret=s3cret%");
    assertThat(said).startsWith("HTTP/1.1 400").contains("BAD_ENCODING").doesNotContain("s3cret");
  }

  @Test
  void aBodyOfAnotherFormIsNotToldWhatOurClassesAreCalled() {
    Tenant tenant = SERVER.tenant();
    for (String body : List.of("[]", "1", "{\"a\":1}{", "[".repeat(100), "{\"a\":".repeat(100))) {
      Reply answer = tenant.post("/instances", body);

      assertRefused(answer, 400, "BAD_BODY", "cannot be read");
      assertThat(answer.text()).doesNotContain("jackson", "Json", "java", "Stream", "`");
    }
    assertRefused(
        tenant.post("/notifications/subscriptions", "{\"topics\":[null]}"),
        400,
        "BAD_TOPIC",
        "topic");
  }

  private static void assertRefused(Reply answer, int status, String code, String words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("message").asString()).contains(words);
  }

  private static String raw(String line) throws IOException {
    URI origin = URI.create(SERVER.origin());
    try (Socket socket = new Socket(origin.getHost(), origin.getPort())) {
      socket
          .getOutputStream()
          .write((line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
