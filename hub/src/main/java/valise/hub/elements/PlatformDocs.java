package valise.hub.elements;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.wire.Anonymous;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;

/// What the platform itself can be asked, as Swagger 2.0, from the very methods that answer.
final class PlatformDocs {

  /// `{list:hooks|models}`: one route for several names.
  private static final Pattern CHOICE = Pattern.compile("\\{(\\w+):([\\w|]+)}");

  private static final Pattern CONSTRAINT = Pattern.compile("\\{(\\w+):(?:[^{}]|\\{[^{}]*})*}");

  private static final Map<RequestMethod, String> VERBS =
      Map.of(
          RequestMethod.GET, "get",
          RequestMethod.POST, "create",
          RequestMethod.PUT, "replace",
          RequestMethod.PATCH, "update",
          RequestMethod.DELETE, "delete");

  private final Map<RequestMappingInfo, HandlerMethod> routes;
  private final Set<String> hubs;

  /// @param hubs whose own operations are described elsewhere
  PlatformDocs(RequestMappingHandlerMapping routes, Set<String> hubs) {
    this.routes = routes.getHandlerMethods();
    this.hubs = hubs;
  }

  /// Adds the operations whose resource, the first name in the path, is wanted.
  void describe(Predicate<String> resource, ObjectNode swagger) {
    routes.forEach((info, method) -> {
      Set<String> paths = info.getPatternValues();
      if (paths.stream().anyMatch(this::ofHub)) {
        return;
      }
      for (RequestMethod verb : info.getMethodsCondition().getMethods()) {
        paths.stream()
            .flatMap(path -> choices(path).stream())
            .map(path -> CONSTRAINT.matcher(path).replaceAll("{$1}"))
            .filter(path -> VERBS.containsKey(verb) && resource.test(resource(path)))
            .forEach(path ->
                swagger
                    .withObjectProperty("paths")
                    .withObjectProperty(path)
                    .set(verb.name().toLowerCase(Locale.ROOT), operation(verb, path, method)));
      }
    });
  }

  private boolean ofHub(String path) {
    return hubs.stream().anyMatch(hub -> path.startsWith("/hubs/" + hub + "/"));
  }

  static String resource(String path) {
    return path.substring(1).replaceFirst("/.*", "");
  }

  private static List<String> choices(String path) {
    Matcher choice = CHOICE.matcher(path);
    if (!choice.find()) {
      return List.of(path);
    }
    List<String> paths = new ArrayList<>();
    for (String name : choice.group(2).split("\\|")) {
      paths.addAll(
          choices(path.substring(0, choice.start()) + name + path.substring(choice.end())));
    }
    return paths;
  }

  private static ObjectNode operation(RequestMethod verb, String path, HandlerMethod method) {
    ObjectNode operation = WireJson.MAPPER.createObjectNode();
    operation.put("operationId", VERBS.get(verb) + words(path));
    operation.putArray("tags").add(resource(path));
    ArrayNode parameters = operation.putArray("parameters");
    if (!method.hasMethodAnnotation(Anonymous.class)) {
      ApiDocs.authorization(parameters, "User <user secret>, Organization <organization secret>");
    }
    for (MethodParameter parameter : method.getMethodParameters()) {
      parameter(parameter, path, parameters);
    }
    ObjectNode responses = operation.putObject("responses");
    responses.putObject("200").put("description", "Done");
    ApiDocs.failures(responses);
    return operation;
  }

  private static String words(String path) {
    StringBuilder words = new StringBuilder();
    for (String step : path.substring(1).split("[/{}.-]+")) {
      if (!step.isEmpty()) {
        words.append(Character.toUpperCase(step.charAt(0))).append(step.substring(1));
      }
    }
    return words.toString();
  }

  private static void parameter(MethodParameter said, String path, ArrayNode parameters) {
    PathVariable variable = said.getParameterAnnotation(PathVariable.class);
    RequestParam query = said.getParameterAnnotation(RequestParam.class);
    if (variable != null) {
      String name = variable.value().isEmpty() ? variable.name() : variable.value();
      if (path.contains("{" + name + "}")) {
        add(parameters, name, "path", said).put("required", true);
      }
    } else if (query != null && !Map.class.isAssignableFrom(said.getParameterType())) {
      add(parameters, query.name(), "query", said).put("required", false);
    } else if (said.hasParameterAnnotation(RequestBody.class)) {
      parameters
          .addObject()
          .put("name", "body")
          .put("in", "body")
          .put("required", true)
          .putObject("schema")
          .put("type", "object");
    } else if (said.getParameterType() == PageRequest.class) {
      for (String name : List.of("page", "pageSize", "nextPage")) {
        parameters.addObject().put("name", name).put("in", "query").put("type", "string");
      }
    }
  }

  private static ObjectNode add(
      ArrayNode parameters, String name, String in, MethodParameter said) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
    Class<?> type = said.getParameterType();
    if (List.class.isAssignableFrom(type)) {
      parameter.put("type", "array").putObject("items").put("type", "string");
    } else if (type == long.class || type == int.class) {
      parameter.put("type", "integer");
    } else if (type == boolean.class || type == Boolean.class) {
      parameter.put("type", "boolean");
    } else {
      parameter.put("type", "string");
    }
    return parameter;
  }
}
