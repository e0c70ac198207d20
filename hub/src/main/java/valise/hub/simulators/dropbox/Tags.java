package valise.hub.simulators.dropbox;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tags on files and folders, in lower case whatever they were sent in [docs]. They go with what
/// they are on, wherever it is moved; a copy has none.
final class Tags {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST = 20;

  private final Drive drive;
  private final Map<String, Set<String>> byId = new HashMap<>();

  Tags(Drive drive) {
    this.drive = drive;
  }

  synchronized JsonNode add(Arguments arguments) {
    String tag = tag(arguments.only("path", "tag_text"));
    Set<String> tags = byId.computeIfAbsent(id(arguments.path("path")), _ -> new TreeSet<>());
    if (tags.size() >= MOST && !tags.contains(tag)) {
      throw Problem.endpoint("too_many_tags");
    }
    tags.add(tag);
    return JSON.nullNode();
  }

  synchronized JsonNode remove(Arguments arguments) {
    String tag = tag(arguments.only("path", "tag_text"));
    if (!byId.getOrDefault(id(arguments.path("path")), Set.of()).remove(tag)) {
      throw Problem.endpoint("tag_not_present");
    }
    return JSON.nullNode();
  }

  synchronized JsonNode get(Arguments arguments) {
    List<String> paths = arguments.only("paths").texts("paths", MOST);
    ArrayNode all = JSON.arrayNode();
    for (String path : paths) {
      ObjectNode each = JSON.objectNode().put("path", path);
      ArrayNode tags = each.putArray("tags");
      byId.getOrDefault(id(path), Set.of())
          .forEach(tag -> tags.addObject().put(".tag", "user_generated_tag").put("tag_text", tag));
      all.add(each);
    }
    ObjectNode answer = JSON.objectNode();
    answer.set("paths_to_tags", all);
    return answer;
  }

  private static String tag(Arguments arguments) {
    String tag = arguments.text("tag_text");
    if (!tag.matches("[\\p{L}\\p{N}_]{1,32}")) {
      throw arguments.bad("tag_text: '" + tag + "' did not match pattern '[\\w]+'");
    }
    return tag.toLowerCase(Locale.ROOT);
  }

  private String id(String path) {
    return drive.find(path).orElseThrow(() -> Problem.endpoint("path", "not_found")).id();
  }
}
