package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.evidence.Verified;
import valise.platform.net.Receiver;

/// What we sign, looked at by the library that those who specified it publish. It goes by the
/// wall's clock, so ours is set to that.
class StandardWebhooksTest {

  private static final String KEY =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("a key of 24 to 64 bytes".getBytes(StandardCharsets.UTF_8));
  private static final String OTHER =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("another key, as long too".getBytes(StandardCharsets.UTF_8));

  private final FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub");
  private final Receiver receiver = new Receiver(Receiver.status(200));
  private final Office office = new Office(fresh.database());

  StandardWebhooksTest() throws IOException {
    office.clock.set(Clock.systemUTC().instant());
  }

  @AfterEach
  void close() throws IOException {
    office.close();
    receiver.close();
    fresh.close();
  }

  private record Sent(Map<String, List<String>> headers, String body) {
    Sent with(String header, String value) {
      Map<String, List<String>> changed = new HashMap<>(headers);
      changed.put(header, List.of(value));
      return new Sent(changed, body);
    }

    void verify(Webhook by) throws WebhookVerificationException {
      by.verify(body, headers);
    }
  }

  /// The next event, as it arrives.
  private Sent next() {
    office.happen(12, 1);
    office.node("one").step();
    String request = receiver.heads().getLast();
    int end = request.indexOf("\r\n\r\n");
    Map<String, List<String>> headers = new HashMap<>();
    request
        .substring(0, end)
        .lines()
        .filter(line -> line.contains(": "))
        .forEach(line ->
            headers.put(
                line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                List.of(line.substring(line.indexOf(':') + 2))));
    return new Sent(headers, request.substring(end + 4));
  }

  private static void assertRefused(Sent sent, Webhook by) {
    assertThatThrownBy(() -> sent.verify(by)).isInstanceOf(WebhookVerificationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MySecretEventSignatureKey", "123456", "käse"})
  @Verified(
      area = "Hub events",
      claim = "the Standard Webhooks headers, with a key of any text or a `whsec_` one",
      against = "com.standardwebhooks:standardwebhooks 1.2.0",
      when = "2026-11")
  void theLibraryAgreesWithOurSignatureUnderAnyText(String key) throws Exception {
    office.subscribe(12, receiver.uri("/in"), Credentials.signedWith(key));
    Sent sent = next();

    assertThatCode(() -> sent.verify(new Webhook(key.getBytes(StandardCharsets.UTF_8))))
        .doesNotThrowAnyException();
  }

  @Test
  void theLibraryTurnsDownWhatWasChangedOrIsOldOrSignedWithAnotherKey() throws Exception {
    office.subscribe(12, receiver.uri("/in"), Credentials.signedWith(KEY));
    Webhook known = new Webhook(KEY);
    Sent sent = next();
    assertThatCode(() -> sent.verify(known)).doesNotThrowAnyException();

    for (int at : new int[] {0, sent.body().length() / 2, sent.body().length() - 1}) {
      char[] changed = sent.body().toCharArray();
      changed[at] ^= 1;
      assertRefused(new Sent(sent.headers(), new String(changed)), known);
    }
    assertRefused(new Sent(sent.headers(), sent.body() + " "), known);
    assertRefused(sent.with("webhook-id", "another"), known);
    long time = Long.parseLong(sent.headers().get("webhook-timestamp").getFirst());
    assertRefused(sent.with("webhook-timestamp", Long.toString(time + 1)), known);
    assertRefused(sent, new Webhook(OTHER));
    // Word for word, but played again an hour later.
    office.clock.advance(Duration.ofHours(-1));
    assertRefused(next(), known);
  }

  @Test
  void duringAChangeOfKeysBothKnowUsAndAfterwardsOnlyTheNewOne() throws Exception {
    Subscription made = office.subscribe(12, receiver.uri("/in"), Credentials.signedWith(KEY));
    office.subscriptions.change(
        Office.ACCOUNT,
        made.id(),
        Office.wish(12, receiver.uri("/in"), Credentials.signedWith(OTHER)));
    Sent during = next();
    assertThatCode(() -> during.verify(new Webhook(KEY))).doesNotThrowAnyException();
    assertThatCode(() -> during.verify(new Webhook(OTHER))).doesNotThrowAnyException();

    // The change lies more than its overlap back.
    office.clock.advance(Subscriptions.KEY_OVERLAP.negated().minusHours(1));
    office.subscriptions.change(
        Office.ACCOUNT,
        made.id(),
        Office.wish(12, receiver.uri("/in"), Credentials.signedWith(KEY)));
    office.clock.advance(Subscriptions.KEY_OVERLAP.plusHours(1));
    Sent after = next();
    assertThatCode(() -> after.verify(new Webhook(KEY))).doesNotThrowAnyException();
    assertRefused(after, new Webhook(OTHER));
  }
}
