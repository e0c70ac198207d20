package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The hub of a packaged server, called with the secrets of its first start.
record HubApi(Path data, Http http) {

  JsonNode call(String method, String path, String body) throws IOException {
    JsonNode first = Valise.JSON.readTree(Files.readString(data.resolve("first-start.json")));
    String headers =
        "Authorization: User %s, Organization %s\r\nContent-Type: application/json\r\n"
            .formatted(
                first.get("userSecret").stringValue(),
                first.get("organizationSecret").stringValue());
    return Valise.JSON.readTree(
        http.send(method, "/elements/api-v2" + path, headers, body).ok().body());
  }

  /// Connects a ShareFile site with a token that is there already, and waits for the end of the
  /// first look.
  ///
  /// @param how `polling` or `webhook`
  long connect(String site, String token, String how, Map<String, String> configuration)
      throws IOException, InterruptedException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("oauth.api.key", "benchmark");
    values.put("oauth.api.secret", "benchmark");
    values.put("oauth.user.token", token);
    values.put("sharefile.subdomain", site);
    values.put("event.notification.enabled", true);
    values.put("event.vendor.type", how);
    values.putAll(configuration);
    String body =
        Valise.JSON.writeValueAsString(
            Map.of(
                "element",
                Map.of("key", "sharefile"),
                "externalAuthentication",
                "initial",
                "name",
                how,
                "configuration",
                values));
    long id = call("POST", "/instances", body).get("id").longValue();
    for (int i = 0; i < 3_000; i++) {
      JsonNode watched = call("GET", "/instances/" + id + "/polling", "").path(0);
      String subscription =
          call("GET", "/instances/" + id, "")
              .path("configuration")
              .path("event.notification.subscription.id")
              .asString("");
      if (watched.path("watching").asBoolean(false)
          && (how.equals("polling") || !subscription.isEmpty())) {
        return id;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("The first look did not end");
  }
}
