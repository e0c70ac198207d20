package valise.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

  private static final JsonMapper MAPPER = Json.lenient(Instant::parse);

  record Body(Field<String> name, Field<Integer> size) {}

  private static void requireDistinctNames(String body) {
    Json.requireDistinctNames(MAPPER, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void membersAreReadWithoutRegardToCaseAndUnknownOnesIgnored() {
    Body body = MAPPER.readValue("{\"NAME\":\"x\",\"other\":{}}", Body.class);

    assertThat(body.name()).isEqualTo(Field.of("x"));
    assertThat(body.size()).isEqualTo(Field.absent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":\"x\",\"name\":\"y\"}",
        "{\"a\":[{\"Id\":1,\"ID\":2}]}",
        "{\"a\":{\"b\":1},\"A\":2}",
        "{\"Name\":1,\"Name\":2}"
      })
  void aMemberGivenTwiceIsRefusedHoweverItIsWritten(String body) {
    assertThatThrownBy(() -> requireDistinctNames(body)).isInstanceOf(JacksonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "7", "{\"a\":{\"b\":1},\"b\":2}", "[{\"a\":1},{\"a\":2},{\"A\":3}]"})
  void theSameNameInAnotherObjectIsAnotherMember(String body) {
    assertThatCode(() -> requireDistinctNames(body)).doesNotThrowAnyException();
  }
}
