package valise.hub.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.BadDefinitionException;
import valise.hub.elements.Element;

/// One method of one path that an element of one's own answers, and the provider's that it becomes
/// [docs].
///
/// ```json
/// {"method": "GET", "path": "/hubs/general/tasks/{id}",
///  "vendorMethod": "GET", "vendorPath": "/v1/todos/{todoId}", "type": "api",
///  "rootKey": "data.items", "nextPageKey": "data.next", "paginationType": "cursor",
///  "parameters": [{"name": "id", "vendorName": "todoId", "type": "path", "vendorType": "path"}],
///  "hooks": [{"type": "preRequest", "body": "done();"}]}
/// ```
///
/// @param name how messages call it
/// @param parameters the element's own first
/// @param requestRoot what the body is wrapped in: what stands before a `|` in `rootKey`
/// @param responseRoot where in the answer the result is; empty: the answer is it
/// @param hooks the element's own and the resource's
record Resource(
    String name,
    Kind kind,
    String method,
    Route route,
    String vendorMethod,
    String vendorPath,
    List<Parameter> parameters,
    String requestRoot,
    String responseRoot,
    String nextPageKey,
    String paginationType,
    Hooked hooks) {

  /// Hooks in the order in which they run: the element's own are around the resource's [docs].
  record Hooked(List<Hook> before, List<Hook> after) {}

  static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  /// @param index of the resource in the definition's list
  /// @throws BadDefinitionException naming the field
  static Resource read(Element element, int index) {
    JsonNode json = element.part("resources").path(index);
    String where = "resources[" + index + "]";
    Kind kind = kind(json, where);
    String method = method(json, "method", "GET", where);
    Route route =
        Route.of(json.path("path").asString(""))
            .orElseThrow(() -> new BadDefinitionException(where + ".path", "a path is needed"));
    String name = method + " " + route.text();
    String[] roots = json.path("rootKey").asString("").split("\\|", 2);
    List<Parameter> parameters = new ArrayList<>();
    parameters(element.part("parameters"), "parameters", parameters);
    parameters(json.path("parameters"), where + ".parameters", parameters);
    Resource resource =
        new Resource(
            name,
            kind,
            method,
            route,
            method(json, "vendorMethod", method, where),
            json.path("vendorPath").asString(route.text()),
            List.copyOf(parameters),
            roots.length == 2 ? roots[0].strip() : "",
            roots[roots.length - 1].strip(),
            json.path("nextPageKey").asString("").strip(),
            json.path("paginationType").asString("").strip().toLowerCase(Locale.ROOT),
            hooks(element, json, where, name));
    resource.requireFilled(element, where);
    return resource;
  }

  private static Kind kind(JsonNode json, String where) {
    String text = json.path("type").asString("api");
    return Kind.of(text)
        .orElseThrow(() ->
            new BadDefinitionException(
                where + ".type", "'" + text + "' is no type of a resource that is served here"));
  }

  private static String method(JsonNode json, String field, String otherwise, String where) {
    String text = json.path(field).asString(otherwise).toUpperCase(Locale.ROOT);
    if (!METHODS.contains(text)) {
      throw new BadDefinitionException(where + "." + field, "'" + text + "' is no method");
    }
    return text;
  }

  private static void parameters(JsonNode list, String where, List<Parameter> into) {
    for (int i = 0; i < list.size(); i++) {
      into.add(Parameter.read(list.get(i), where + "[" + i + "]"));
    }
  }

  private static Hooked hooks(Element element, JsonNode json, String where, String name) {
    List<Hook> global = Hook.read(element.part("hooks"), "hooks", "the element " + element.key());
    List<Hook> own = Hook.read(json.path("hooks"), where + ".hooks", name);
    return new Hooked(
        Stream.concat(of(global, Hook.Type.PRE_REQUEST), of(own, Hook.Type.PRE_REQUEST)).toList(),
        Stream.concat(of(own, Hook.Type.POST_REQUEST), of(global, Hook.Type.POST_REQUEST))
            .toList());
  }

  private static Stream<Hook> of(List<Hook> hooks, Hook.Type type) {
    return hooks.stream().filter(hook -> hook.type() == type);
  }

  /// Every place of the provider's path is filled by something.
  private void requireFilled(Element element, String where) {
    Matcher place = PLACE.matcher(vendorPath);
    while (place.find()) {
      String wanted = place.group(1);
      boolean filled =
          to(Parameter.To.PATH).anyMatch(it -> it.vendorName().equals(wanted))
              || route.places().contains(wanted)
              || element.item(wanted).isPresent();
      if (!filled) {
        throw new BadDefinitionException(
            where + ".vendorPath", "nothing fills its place {" + wanted + "}");
      }
    }
  }

  /// Its parameters that go to one place of the request.
  Stream<Parameter> to(Parameter.To to) {
    return parameters.stream().filter(it -> !it.response() && it.to() == to);
  }

  /// The parameter that carries what callers give as `name` in their query.
  Optional<Parameter> carrying(String name) {
    return parameters.stream()
        .filter(it -> !it.response() && it.from() == Parameter.From.QUERY && it.name().equals(name))
        .findFirst();
  }
}
