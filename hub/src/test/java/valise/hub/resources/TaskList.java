package valise.hub.resources;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.testing.StandIn;

/// The provider of the example in the documentation: tasks behind a key.
final class TaskList {

  static final String KEY = "k3y";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Map<String, Object>> tasks = new ArrayList<>();

  synchronized void add(int id, String subject, String updated) {
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("id", Integer.toString(id));
    task.put("subject", subject);
    task.put("done", id % 2 == 0);
    task.put("created", updated);
    task.put("updated", updated);
    tasks.add(task);
  }

  static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return query;
  }

  synchronized Optional<StandIn.Said> answer(StandIn.Request request) {
    if (!request.path().startsWith("/v1/")) {
      return Optional.empty();
    }
    if (!request.header("X-Api-Key").equals(KEY)) {
      return Optional.of(StandIn.Said.json(401, "{\"error\":\"no such key\"}"));
    }
    Map<String, String> query = query(request.query());
    return Optional.of(
        switch (request.method() + " " + request.path()) {
          case "GET /v1/me" -> StandIn.Said.json(200, "{\"user\":{\"name\":\"Ada\"}}");
          case "GET /v1/todos" -> {
            int size = Integer.parseInt(query.getOrDefault("per_page", "3"));
            int from = Math.min(tasks.size(), (Integer.parseInt(query.get("page")) - 1) * size);
            yield StandIn.Said.json(
                200,
                JSON.writeValueAsString(
                    Map.of("todos", tasks.subList(from, Math.min(tasks.size(), from + size)))));
          }
          case "POST /v1/todos" -> StandIn.Said.json(201, request.body());
          default -> one(request);
        });
  }

  private StandIn.Said one(StandIn.Request request) {
    String id = request.path().substring(request.path().lastIndexOf('/') + 1);
    Optional<Map<String, Object>> task =
        tasks.stream().filter(it -> it.get("id").equals(id)).findFirst();
    if (task.isEmpty()) {
      return StandIn.Said.json(404, "{\"error\":\"no such task\"}");
    }
    if (request.method().equals("DELETE")) {
      tasks.remove(task.get());
      return StandIn.Said.json(204, "");
    }
    return StandIn.Said.json(200, JSON.writeValueAsString(task.get()));
  }
}
