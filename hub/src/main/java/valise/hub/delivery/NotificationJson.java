package valise.hub.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.WireJson;

/// A notification as the API shows it [docs].
final class NotificationJson {

  private NotificationJson() {}

  static Map<String, @Nullable Object> of(Notification notification) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", notification.id().digits());
    json.put("from", notification.from());
    json.put("topic", notification.topic());
    json.put("severity", notification.severity());
    json.put("message", WireJson.MAPPER.readTree(notification.message()));
    json.put("createdDate", notification.createdAt().toString());
    // The vendor does not say when one is not. One that was deleted is not shown.
    json.put("active", true);
    json.put("acknowledged", notification.acknowledged());
    return json;
  }
}
