package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import valise.platform.evidence.Verified;

class SignerTest {

  @Test
  @Verified(
      against = "the vendor's published example",
      when = "2026-11",
      area = "Hub events",
      claim = "the signature of a notification")
  void theVendorsPublishedExampleComesOut() {
    byte[] body = "<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>".getBytes(StandardCharsets.UTF_8);

    assertThat(Signer.plain("MySecretEventSignatureKey").sign(new byte[0], body))
        .isEqualTo("jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=");
  }

  @Test
  void aKeyOfStandardWebhooksIsDecoded() {
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    String key =
        "whsec_"
            + Base64.getEncoder().encodeToString("some bytes".getBytes(StandardCharsets.UTF_8));

    assertThat(Signer.standard(key).sign(new byte[0], body))
        .isEqualTo(Signer.plain("some bytes").sign(new byte[0], body));
  }

  @Test
  void theExampleOfTheStandardWebhooksSpecificationComesOut() {
    byte[] head = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.".getBytes(StandardCharsets.UTF_8);
    byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    assertThat(Signer.standard("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(head, body))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }
}
