package valise.hub.elements;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.wire.Paths;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// What an element can be asked through the hub, as Swagger 2.0 [docs].
///
/// The operations of a hub are data: `valise/hub/hubs/{hub}.json`, each with the elements it is
/// limited to, if any. An element whose definition says that it is `like` another has that one's.
@Component
public final class ApiDocs {

  private static final String FOLDER = "valise/hub/hubs/";

  /// What every operation may answer beside 200 [docs].
  private static final List<String> FAILURES =
      List.of("400", "401", "403", "404", "405", "406", "409", "415", "500", "502");

  private final Map<String, JsonNode> hubs = new HashMap<>();

  ApiDocs() {
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:" + FOLDER + "*.json")) {
        try (InputStream in = file.getInputStream()) {
          String name = Optional.ofNullable(file.getFilename()).orElse("");
          hubs.put(name.replaceFirst("\\.json$", ""), WireJson.MAPPER.readTree(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the operations of the hubs", e);
    }
  }

  /// @param operationId one operation only; none: all
  /// @throws Refusal when there is no such operation
  public ObjectNode of(Element element, Optional<String> operationId) {
    JsonNode hub = hubs.getOrDefault(element.hub(), WireJson.MAPPER.createObjectNode());
    ObjectNode swagger = document(info(element));
    OwnOperations.describe(
        element, name -> operationId.filter(id -> !id.equals(name)).isEmpty(), swagger);
    describe(
        hub,
        operation ->
            has(element, operation)
                && operationId.filter(id -> !id.equals(name(operation))).isEmpty(),
        swagger);
    if (operationId.isPresent() && swagger.path("paths").isEmpty()) {
      throw Refusal.noSuchThing("The operation '" + operationId.get() + "'");
    }
    return swagger;
  }

  /// The hubs whose operations are known.
  Set<String> hubs() {
    return Set.copyOf(hubs.keySet());
  }

  /// Adds what a hub can be asked, by any of its elements or by one.
  void describe(String hub, Optional<Element> provider, ObjectNode swagger) {
    describe(
        hubs.getOrDefault(hub, WireJson.MAPPER.createObjectNode()),
        operation -> provider.map(element -> has(element, operation)).orElse(true),
        swagger);
  }

  private static void describe(JsonNode hub, Predicate<JsonNode> wanted, ObjectNode swagger) {
    for (JsonNode operation : hub.path("operations")) {
      // What an element says itself stays.
      boolean said =
          swagger
              .path("paths")
              .path(operation.path("path").asString())
              .has(operation.path("method").asString());
      if (!said && wanted.test(operation)) {
        swagger
            .withObjectProperty("paths")
            .withObjectProperty(operation.path("path").asString())
            .set(operation.path("method").asString(), operation(operation, hub));
      }
    }
    hub.path("definitions")
        .properties()
        .forEach(entry ->
            swagger
                .withObjectProperty("definitions")
                .set(entry.getKey(), entry.getValue().deepCopy()));
  }

  /// A document that describes nothing yet.
  static ObjectNode document(ObjectNode info) {
    ObjectNode swagger = WireJson.MAPPER.createObjectNode();
    swagger.put("swagger", "2.0");
    swagger.set("info", info);
    swagger.put("basePath", Paths.BASE);
    swagger.putArray("schemes").add("https").add("http");
    swagger.putArray("consumes").add("application/json");
    swagger.putArray("produces").add("application/json");
    swagger.putObject("paths");
    swagger.putObject("definitions");
    return swagger;
  }

  private static String name(JsonNode operation) {
    return operation.path("operationId").asString();
  }

  private static boolean has(Element element, JsonNode operation) {
    JsonNode only = operation.path("elements");
    String like = element.part("like").asString(element.key());
    return only.isMissingNode()
        || only.valueStream()
            .map(JsonNode::asString)
            .anyMatch(key -> key.equals(element.key()) || key.equals(like));
  }

  private static ObjectNode info(Element element) {
    ObjectNode info = WireJson.MAPPER.createObjectNode();
    info.put("title", element.key());
    info.put("version", "api-v2");
    info.put("x-element-id", element.id().value());
    info.put("x-element-key", element.key());
    info.put("x-element-name", element.name());
    info.put("x-element-hub", element.hub());
    return info;
  }

  private static ObjectNode operation(JsonNode said, JsonNode hub) {
    ObjectNode operation = WireJson.MAPPER.createObjectNode();
    operation.put("operationId", name(said));
    operation.put("summary", said.path("summary").asString());
    operation.putArray("tags").add(said.path("tag").asString());
    ArrayNode parameters = operation.putArray("parameters");
    authorization(parameters, "Element <element token>, User <user secret>");
    for (JsonNode named : said.path("parameters")) {
      parameters.add(parameter(named.asString(), hub));
      if (named.asString().equals("file!")) {
        operation.putArray("consumes").add("multipart/form-data");
      }
    }
    operation.set("responses", responses(said));
    if (said.path("answer").asString("").equals("file")) {
      operation.putArray("produces").add("application/octet-stream");
    }
    return operation;
  }

  static void authorization(ArrayNode parameters, String form) {
    parameters
        .addObject()
        .put("name", "Authorization")
        .put("in", "header")
        .put("type", "string")
        .put("required", true)
        .put("description", form);
  }

  /// A name that ends with `!` is required.
  private static ObjectNode parameter(String named, JsonNode hub) {
    String name = named.replaceFirst("!$", "");
    ObjectNode parameter = WireJson.MAPPER.createObjectNode();
    parameter.put("name", name);
    parameter.put("required", named.endsWith("!"));
    hub.path("parameters")
        .path(name)
        .properties()
        .forEach(entry -> {
          if (entry.getKey().equals("schema")) {
            parameter.putObject("schema").put("$ref", reference(entry.getValue().asString()));
          } else {
            parameter.set(entry.getKey(), entry.getValue());
          }
        });
    return parameter;
  }

  private static String reference(String definition) {
    return "#/definitions/" + definition;
  }

  private static ObjectNode responses(JsonNode said) {
    ObjectNode responses = WireJson.MAPPER.createObjectNode();
    ObjectNode good = responses.putObject("200").put("description", "Done");
    String answer = said.path("answer").asString("");
    if (answer.equals("file")) {
      good.putObject("schema").put("type", "file");
    } else if (said.path("many").asBoolean(false)) {
      good.putObject("schema")
          .put("type", "array")
          .putObject("items")
          .put("$ref", reference(answer));
    } else if (!answer.isEmpty()) {
      good.putObject("schema").put("$ref", reference(answer));
    }
    failures(responses);
    return responses;
  }

  static void failures(ObjectNode responses) {
    for (String status : FAILURES) {
      responses.putObject(status).put("description", "See 'message' in the body");
    }
  }
}
