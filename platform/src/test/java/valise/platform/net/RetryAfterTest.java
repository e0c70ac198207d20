package valise.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                             | 0",
        "120                           | 120",
        "Thu, 01 Jan 2026 00:00:30 GMT | 30",
        "Fri, 02 Jan 2026 00:00:00 GMT | 86400"
      })
  void secondsAndDatesSayHowLongToStayAway(String text, long seconds) {
    assertThat(RetryAfter.parse(" " + text + " ", NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "99999999999", "Wed, 31 Dec 2025 23:59:59 GMT"})
  void whatIsNeitherOrOverSaysNothing(String text) {
    assertThat(RetryAfter.parse(text, NOW)).isEmpty();
  }
}
