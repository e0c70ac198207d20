package valise.files.uploads;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// What one upload brought that asked for people to be told; announced under [Uploads#TOPIC].
///
/// @param user who sent it, or whoever asked for it when the sender is no user
/// @param askedBy who asked for it, when it was sent under terms
/// @param folder into which it was uploaded
/// @param items what is new right in that folder: of an archive what lies on top, and of many only
///   the first thousand
/// @param batch empty when the upload belonged to none
/// @param last whether it was the last of its batch
public record Arrival(
    UserId user,
    Optional<UserId> askedBy,
    ItemId folder,
    List<ItemId> items,
    Optional<String> batch,
    boolean last) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MOST_ITEMS = 1_000;

  public Arrival {
    items = items.stream().limit(MOST_ITEMS).toList();
  }

  private record Wire(
      String user, String askedBy, String folder, List<String> items, String batch, boolean last) {}

  /// Reads an entry of the outbox.
  public static Arrival read(String payload) {
    Wire wire = MAPPER.readValue(payload, Wire.class);
    return new Arrival(
        new UserId(wire.user()),
        text(wire.askedBy()).map(UserId::new),
        new ItemId(wire.folder()),
        wire.items().stream().map(ItemId::new).toList(),
        text(wire.batch()),
        wire.last());
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  String payload() {
    return MAPPER.writeValueAsString(
        new Wire(
            user.value(),
            askedBy.map(UserId::value).orElse(""),
            folder.value(),
            items.stream().map(ItemId::value).toList(),
            batch.orElse(""),
            last));
  }
}
