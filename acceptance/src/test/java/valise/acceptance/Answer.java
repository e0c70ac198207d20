package valise.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server answered.
///
/// @param headers by lower-case name
record Answer(int status, Map<String, List<String>> headers, byte[] body) {

  static final JsonMapper JSON = JsonMapper.builder().build();

  Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return JSON.readTree(body);
  }

  String string(String member) {
    return json().path(member).asString();
  }

  /// This answer, if it is a success.
  Answer ok() {
    if (status != 200 && status != 204 && status != 206) {
      throw new AssertionError("refused: " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    String shown =
        headers.entrySet().stream()
            .map(each -> each.getKey() + ": " + String.join(", ", each.getValue()))
            .collect(Collectors.joining("\n"));
    String text = text();
    return status
        + "\n"
        + shown
        + "\n\n"
        + (text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text);
  }
}
