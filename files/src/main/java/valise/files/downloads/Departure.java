package valise.files.downloads;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// What somebody received whole; announced under [Downloads#TOPIC].
///
/// @param user who received it, or whoever shared it when the receiver is no user
/// @param sharedBy who shared it, when it was received under terms
/// @param items what was asked for; a folder among them came as a ZIP
public record Departure(UserId user, Optional<UserId> sharedBy, List<ItemId> items) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public Departure {
    items = List.copyOf(items);
  }

  private record Wire(String user, String sharedBy, List<String> items) {}

  /// Reads an entry of the outbox.
  public static Departure read(String payload) {
    Wire wire = MAPPER.readValue(payload, Wire.class);
    return new Departure(
        new UserId(wire.user()),
        Optional.of(wire.sharedBy()).filter(id -> !id.isEmpty()).map(UserId::new),
        wire.items().stream().map(ItemId::new).toList());
  }

  String payload() {
    return MAPPER.writeValueAsString(
        new Wire(
            user.value(),
            sharedBy.map(UserId::value).orElse(""),
            items.stream().map(ItemId::value).toList()));
  }
}
