package valise.hub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;

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
}
