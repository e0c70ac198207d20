package valise.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {

  @ParameterizedTest
  @CsvSource({
    "'$top=5&%24select=Id', '$top=5&%24select=Id'",
    "'grant_type=password&client_secret=s3cret', 'grant_type=…&client_secret=…'",
    "'dt=abc&fmt=json', 'dt=…&fmt=json'",
    "'PASSWORD=x', 'PASSWORD=…'",
    "'something-new=x', 'something-new=…'",
    "'index=1&byteOffset=0&hash=d41d8', 'index=1&byteOffset=0&hash=…'",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '…'",
    "'', ''"
  })
  void ofAQueryOnlyHarmlessValuesAreShown(String query, String shown) {
    assertThat(Redaction.query(query)).isEqualTo(shown);
  }

  @Test
  void noQueryIsNothing() {
    assertThat(Redaction.query(null)).isEmpty();
  }

  @Test
  void aTicketInAPathIsHiddenAndAnIdIsNot() {
    String ticket = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh";
    String item = "/sf/v3/Items(fodd4c48-ad5d-4859-ab77-09050461ebde)/Children";

    assertThat(Redaction.path("/upload/" + ticket + "/finish")).isEqualTo("/upload/…/finish");
    assertThat(Redaction.path(item)).isEqualTo(item);
  }

  @Test
  void whatIsEndlessIsCut() {
    assertThat(Redaction.path("/" + "a/".repeat(5_000))).hasSizeLessThan(2_100);
    assertThat(Redaction.query("path=" + "a".repeat(10_000))).hasSizeLessThan(2_100);
  }
}
