package valise.hub.elements;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The resources of an element of one's own, as Swagger 2.0 has operations [docs].
final class OwnOperations {

  private static final Map<String, String> VERBS =
      Map.of(
          "GET", "get", "POST", "create", "PUT", "replace", "PATCH", "update", "DELETE", "delete");

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /// Where callers can put a value.
  private static final Set<String> ASKED = Set.of("query", "path", "header", "form", "body");

  private OwnOperations() {}

  /// @param wanted by their operation ids
  static void describe(Element element, Predicate<String> wanted, ObjectNode swagger) {
    if (element.owner().isEmpty()) {
      return;
    }
    for (JsonNode resource : element.part("resources")) {
      String method = resource.path("method").asString("GET").toUpperCase(Locale.ROOT);
      String path = resource.path("path").asString("").replaceFirst("^/hubs/[^/]+(?=/)", "");
      String id = resource.path("operationId").asString(id(method, path));
      boolean documented =
          resource.path("active").asBoolean(true)
              && resource.path("type").asString("api").equalsIgnoreCase("api")
              && VERBS.containsKey(method);
      if (documented && wanted.test(id)) {
        swagger
            .withObjectProperty("paths")
            .withObjectProperty(path)
            .set(
                method.toLowerCase(Locale.ROOT),
                operation(element, resource, id, path, swagger.objectNode()));
      }
    }
  }

  /// `getTasks`; by id, with a 2 behind it [docs].
  private static String id(String method, String path) {
    StringBuilder words = new StringBuilder(VERBS.getOrDefault(method, "call"));
    for (String step : path.split("/")) {
      if (!step.isEmpty() && !step.startsWith("{")) {
        words.append(Character.toUpperCase(step.charAt(0))).append(step.substring(1));
      }
    }
    return path.endsWith("}") ? words + "2" : words.toString();
  }

  private static ObjectNode operation(
      Element element, JsonNode resource, String id, String path, ObjectNode operation) {
    operation.put("operationId", id);
    operation.put("summary", resource.path("description").asString(""));
    operation.putArray("tags").add(path.replaceFirst("^/", "").replaceFirst("/.*", ""));
    ArrayNode parameters = operation.putArray("parameters");
    ApiDocs.authorization(parameters, "Element <element token>, User <user secret>");
    Set<String> said = new LinkedHashSet<>();
    for (JsonNode list : List.of(element.part("parameters"), resource.path("parameters"))) {
      for (JsonNode parameter : list) {
        String in = parameter.path("type").asString("query");
        boolean asked =
            ASKED.contains(in) && !parameter.path("source").asString("").equals("response");
        if (asked && said.add(in + " " + parameter.path("name").asString(""))) {
          parameter(parameter, in, parameters.addObject());
        }
      }
    }
    Matcher place = PLACE.matcher(path);
    while (place.find()) {
      if (said.add("path " + place.group(1))) {
        parameters
            .addObject()
            .put("name", place.group(1))
            .put("in", "path")
            .put("required", true)
            .put("type", "string");
      }
    }
    ObjectNode responses = operation.putObject("responses");
    responses.putObject("200").put("description", "Done");
    ApiDocs.failures(responses);
    return operation;
  }

  private static void parameter(JsonNode said, String in, ObjectNode parameter) {
    parameter.put("name", said.path("name").asString(""));
    parameter.put("in", in.equals("form") ? "formData" : in);
    parameter.put("required", in.equals("path") || said.path("required").asBoolean(false));
    parameter.put("description", said.path("description").asString(""));
    if (in.equals("body")) {
      parameter.putObject("schema").put("type", "object");
    } else {
      parameter.put("type", type(said.path("dataType").asString("string")));
    }
  }

  private static String type(String data) {
    return switch (data.toLowerCase(Locale.ROOT)) {
      case "integer", "long" -> "integer";
      case "number", "float", "double" -> "number";
      case "boolean" -> "boolean";
      default -> "string";
    };
  }
}
