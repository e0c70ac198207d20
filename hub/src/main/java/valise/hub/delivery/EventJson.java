package valise.hub.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import valise.hub.events.Event;
import valise.hub.wire.WireJson;

/// An event as the API shows it [captured], with the members of our own at its end.
final class EventJson {

  private EventJson() {}

  static Map<String, @Nullable Object> of(Event event, List<Delivery> deliveries) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    JsonNode told = told(event);
    json.put("id", event.id().text());
    json.put("eventDate", event.noticedAt().toString());
    json.put("status", status(deliveries));
    json.put("providerData", event.raw());
    json.put("notifiedData", told);
    Map<String, @Nullable Object> instance = new LinkedHashMap<>();
    instance.put("eventId", event.id().text());
    instance.put("elementInstanceId", event.id().instance().value());
    instance.put("notificationId", event.id().digits());
    instance.put("notifiedData", told);
    instance.put("createdDate", event.noticedAt().toString());
    json.put("eventElementInstances", List.of(instance));
    json.put("sequence", event.id().sequence());
    json.put("instanceId", event.id().instance().value());
    json.put("elementKey", event.elementKey());
    json.put("eventType", event.kind().name());
    json.put("objectId", event.objectId());
    json.put("objectType", event.resource());
    return json;
  }

  private static JsonNode told(Event event) {
    JsonNode body = WireJson.MAPPER.readTree(event.body());
    JsonNode newer = body.path("message").path("events");
    return newer.isMissingNode() ? body.path("response").path("events") : newer;
  }

  /// An event is recorded when it is normalised, so nothing is ever seen as NEW or RECEIVED.
  private static String status(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return "CONSUMED";
    }
    return deliveries.stream().allMatch(it -> it.state() == State.DELIVERED)
        ? "NOTIFIED"
        : "DISPATCHED";
  }
}
