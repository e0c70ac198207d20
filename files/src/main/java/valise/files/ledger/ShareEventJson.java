package valise.files.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `ShareEvents`, an addition of ours.
@Component
final class ShareEventJson implements EntitySet<Recorded> {

  private static final Shape<JsonNode> ITEM =
      Shape.<JsonNode>of("ShareEventItem")
          .with("ItemId", item -> item.path("id").asString(""))
          .with("Name", item -> item.path("name").asString(""))
          .with("FileSizeBytes", item -> item.path("size").asLong(0))
          .with("Hash", item -> text(item, "md5"))
          .build();

  private static final Shape<Recorded> SHAPE =
      Shape.<Recorded>of("ShareEvents", "ShareEvent")
          .with("Sequence", Recorded::seq)
          .withDate("Date", event -> Optional.of(event.at()))
          .with("Kind", Recorded::kind)
          .with("AliasId", event -> event.link().orElse(null))
          .with("Recipient", event -> text(event.content(), "recipient"))
          .with("Address", event -> text(event.content(), "address"))
          .with("UserAgent", event -> text(event.content(), "agent"))
          .with("Items", ShareEventJson::items)
          .with("BytesSent", event -> number(event.content(), "bytes"))
          .with("Ranges", event -> text(event.content(), "ranges"))
          .with(
              "IsComplete",
              event ->
                  event.content().has("complete")
                      ? event.content().path("complete").asBoolean()
                      : null)
          .with("EventHash", Recorded::hash)
          .with("PreviousHash", Recorded::previous)
          .onRequest("Canonical", (event, call) -> event.body())
          .toOneReferenced(
              "User", "Users", event -> Optional.ofNullable(text(event.content(), "actor")))
          .build();

  private static List<Shape.Nested<JsonNode>> items(Recorded event) {
    List<Shape.Nested<JsonNode>> items = new ArrayList<>();
    event.content().path("items").forEach(item -> items.add(new Shape.Nested<>(ITEM, item)));
    return items;
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.has(name) ? node.path(name).asString("") : null;
  }

  private static @Nullable Long number(JsonNode node, String name) {
    return node.has(name) ? node.path(name).asLong(0) : null;
  }

  @Override
  public String name() {
    return "ShareEvents";
  }

  @Override
  public List<Shape<Recorded>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Recorded> shapeOf(Recorded event) {
    return SHAPE;
  }

  @Override
  public String idOf(Recorded event) {
    return Long.toString(event.seq());
  }

  /// Nothing refers to an event.
  @Override
  public Map<String, Recorded> load(Principal caller, Set<String> ids) {
    return Map.of();
  }
}
