package valise.hub.simulators.dropbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Links to content for four hours, and links that are shared until they are revoked.
final class Links {

  static final Duration TEMPORARY = Duration.ofHours(4);

  record Temporary(String rev, String name, Instant expires) {}

  private record Shared(String url, String visibility, Optional<String> expires) {}

  private final InstantSource clock;
  private final Supplier<String> base;
  private final Map<String, Temporary> temporary = new LinkedHashMap<>();

  /// By the id of what is shared.
  private final Map<String, Shared> shared = new LinkedHashMap<>();

  Links(InstantSource clock, Supplier<String> base) {
    this.clock = clock;
    this.base = base;
  }

  synchronized JsonNode temporary(Node file) {
    String key = Drive.newId();
    temporary.put(
        key,
        new Temporary(
            file.content().orElseThrow().rev(), file.name(), clock.instant().plus(TEMPORARY)));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("metadata", file.json(false));
    answer.put("link", base.get() + "/cd/0/get/" + key + "/file");
    return answer;
  }

  synchronized Optional<Temporary> find(String key) {
    return Optional.ofNullable(temporary.get(key))
        .filter(it -> it.expires().isAfter(clock.instant()));
  }

  synchronized JsonNode share(Arguments arguments, Drive drive) {
    Node node =
        drive
            .find(arguments.only("path", "settings", "short_url").path("path"))
            .orElseThrow(() -> Problem.endpoint("path", "not_found"));
    Arguments settings = arguments.part("settings");
    String visibility = settings.tag("requested_visibility", "public");
    boolean known = Set.of("public", "team_only", "password").contains(visibility);
    if (!known || visibility.equals("team_only")) {
      // A basic account has no team.
      throw Problem.endpoint("settings_error", known ? "not_authorized" : "invalid_settings");
    }
    if (visibility.equals("password") != settings.find("link_password").isPresent()) {
      throw Problem.endpoint("settings_error", "invalid_settings");
    }
    if (shared.containsKey(node.id())) {
      ObjectNode already = JsonNodeFactory.instance.objectNode();
      already.put(".tag", "metadata");
      already.set("metadata", json(node, shared.get(node.id())));
      ObjectNode error = JsonNodeFactory.instance.objectNode();
      error.put(".tag", "shared_link_already_exists");
      error.set("shared_link_already_exists", already);
      throw Problem.endpoint("shared_link_already_exists/metadata", error);
    }
    Shared link =
        new Shared(
            base.get() + "/scl/fi/" + Drive.newId() + "/" + "file?dl=0",
            visibility,
            settings.find("expires"));
    shared.put(node.id(), link);
    return json(node, link);
  }

  synchronized JsonNode list(Arguments arguments, Drive drive) {
    arguments.only("path", "cursor", "direct_only");
    Optional<Node> only =
        arguments
            .find("path")
            .map(path -> drive.find(path).orElseThrow(() -> Problem.endpoint("path", "not_found")));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode links = JsonNodeFactory.instance.arrayNode();
    shared.forEach((id, link) ->
        drive
            .find(id)
            .filter(node -> only.isEmpty() || only.get().id().equals(id))
            .ifPresent(node -> links.add(json(node, link))));
    answer.set("links", links);
    answer.put("has_more", false);
    return answer;
  }

  synchronized JsonNode revoke(Arguments arguments) {
    String url = arguments.only("url").text("url");
    if (!shared.values().removeIf(link -> link.url().equals(url))) {
      throw Problem.endpoint("shared_link_not_found");
    }
    return JsonNodeFactory.instance.nullNode();
  }

  private static ObjectNode json(Node node, Shared link) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(".tag", node.isFolder() ? "folder" : "file");
    json.put("url", link.url());
    json.put("id", node.id());
    json.put("name", node.name());
    json.put("path_lower", node.key());
    link.expires().ifPresent(at -> json.put("expires", at));
    ObjectNode permissions = JsonNodeFactory.instance.objectNode();
    permissions.put("can_revoke", true);
    permissions.set("resolved_visibility", Problem.union(new String[] {link.visibility()}, 0));
    json.set("link_permissions", permissions);
    node.content()
        .ifPresent(content -> {
          json.put("rev", content.rev());
          json.put("size", content.size());
        });
    return json;
  }
}
