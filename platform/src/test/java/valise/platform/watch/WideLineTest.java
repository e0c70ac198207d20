package valise.platform.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.ScriptedClock;
import valise.platform.secrets.Secret;

class WideLineTest {

  private final ScriptedClock clock = new ScriptedClock();
  private final List<String> lines = new ArrayList<>();
  private final Journal journal = new Journal(clock, lines::add);

  private JsonNode only() {
    assertThat(lines).hasSize(1);
    return JsonMapper.shared().readTree(lines.getFirst());
  }

  @Test
  void aLineSaysWhenWhatHowLongAndAllThatWasPutOnIt() {
    WideLine line = journal.begin("request").put("user", "u1").put("status", 200);
    line.add("bytes", 5).add("bytes", 6).put("secure", true).outcome("ok");
    clock.advance(Duration.ofNanos(12_034_567));
    line.write();

    assertThat(lines)
        .containsExactly(
            "{\"at\":\"2026-01-15T10:00:00Z\",\"event\":\"request\",\"ms\":12.034,"
                + "\"user\":\"u1\",\"status\":200,\"bytes\":11,\"secure\":true,\"outcome\":\"ok\"}");
  }

  @Test
  void aLineIsWrittenOnceAndAFieldPutAgainIsReplaced() {
    WideLine line = journal.begin("request").outcome("ok").outcome("refused");
    line.write();
    line.write();

    assertThat(only().get("outcome").asString()).isEqualTo("refused");
  }

  @Test
  void everyCharacterIsJsonOnOneLine() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c < 0x3000; c++) {
      all.append((char) c);
    }
    all.append("\ud83d\ude00").append('\ud800').append("x").append('\udc00');
    journal.begin("request").put("text", all.toString()).write();

    assertThat(lines.getFirst().lines()).hasSize(1);
    assertThat(lines.getFirst()).doesNotContain("\u2028", "\u2029");
    assertThat(only().get("text").asString()).isEqualTo(all.toString());
  }

  @Test
  void aSecretIsNotWritten() {
    journal.begin("request").put("token", Secret.of("tellNoOne")).write();

    assertThat(lines.getFirst()).contains("[REDACTED]").doesNotContain("tellNoOne");
  }

  @Test
  void aClockThatIsSetBackDoesNotMakeTimeNegative() {
    WideLine line = journal.begin("request");
    clock.advance(Duration.ofHours(-1));
    line.write();

    assertThat(only().get("ms").asDouble()).isZero();
  }
}
