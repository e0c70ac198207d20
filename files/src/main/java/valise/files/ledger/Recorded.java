package valise.files.ledger;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.AccountId;

/// One event as it stands in the record.
///
/// @param share as the table names it; `link` the alias, likewise
/// @param body what was hashed, see [Canonical]
/// @param previous the hash of the event before it
public record Recorded(
    AccountId account,
    long seq,
    Optional<String> share,
    Optional<String> link,
    String kind,
    Instant at,
    String body,
    String previous,
    String hash) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// What [#body] says.
  JsonNode content() {
    return MAPPER.readTree(body);
  }
}
