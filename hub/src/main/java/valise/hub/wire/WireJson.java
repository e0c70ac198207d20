package valise.hub.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.json.Json;

/// JSON as the hub reads and writes it. A record's members that are empty [java.util.Optional]s are
/// left out; a map's entries never are.
public final class WireJson {

  public static final JsonMapper MAPPER =
      Json.lenient(WireJson::instant)
          .rebuild()
          .changeDefaultPropertyInclusion(
              usual -> usual.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  private WireJson() {}

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("an instant reads like 2026-01-31T09:30:00Z", e);
    }
  }
}
