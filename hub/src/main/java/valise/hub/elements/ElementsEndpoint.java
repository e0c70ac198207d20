package valise.hub.elements;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.Caller;
import valise.hub.ids.Visitor;
import valise.hub.wire.Anonymous;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.http.Disposition;

/// `/elements`: the catalogue, and the elements that organizations make.
@Endpoint
final class ElementsEndpoint {

  private final Elements elements;
  private final ApiDocs docs;
  private final ConfigurationEdits edits;

  ElementsEndpoint(Elements elements, ApiDocs docs, ConfigurationEdits edits) {
    this.elements = elements;
    this.docs = docs;
    this.edits = edits;
  }

  // --- reading -----------------------------------------------------------------------------------

  @Anonymous
  @GetMapping("/elements")
  ResponseEntity<List<ObjectNode>> list(Visitor visitor, PageRequest page) {
    return page.cut(elements.list(visitor).stream().map(Element::card).toList());
  }

  @Anonymous
  @GetMapping("/elements/keys")
  ResponseEntity<List<String>> keys(Visitor visitor, PageRequest page) {
    return page.cut(elements.list(visitor).stream().map(Element::key).toList());
  }

  @GetMapping("/elements/metadata")
  List<MetadataJson> metadata(Caller caller) {
    return elements.list(new Visitor(Optional.of(caller))).stream().map(MetadataJson::of).toList();
  }

  @Anonymous
  @GetMapping("/elements/{keyOrId}")
  Map<String, Object> get(Visitor visitor, @PathVariable("keyOrId") String keyOrId) {
    return whole(elements.find(visitor, keyOrId));
  }

  private static Map<String, Object> whole(Element element) {
    Map<String, Object> whole = new LinkedHashMap<>();
    element.card().properties().forEach(entry -> whole.put(entry.getKey(), entry.getValue()));
    whole.put("configuration", items(element));
    whole.putIfAbsent("parameters", List.of());
    JsonNode resources = element.part("resources");
    whole.put("resources", resources.isMissingNode() ? List.of() : resources);
    return whole;
  }

  private static List<ConfigurationItemJson> items(Element element) {
    return element.configuration().stream().map(ConfigurationItemJson::of).toList();
  }

  @GetMapping("/elements/{keyOrId}/metadata")
  MetadataJson metadata(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    return MetadataJson.of(elements.find(caller, keyOrId));
  }

  /// There is one version of each, so that `version` says nothing.
  @GetMapping("/elements/{keyOrId}/docs")
  ObjectNode docs(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @RequestParam(name = "operationId", required = false) @Nullable String operationId) {
    return docs.of(elements.find(caller, keyOrId), Optional.ofNullable(operationId));
  }

  @GetMapping("/elements/{keyOrId}/configuration")
  List<ConfigurationItemJson> configuration(
      Caller caller, @PathVariable("keyOrId") String keyOrId) {
    return items(elements.find(caller, keyOrId));
  }

  @GetMapping("/elements/{keyOrId}/configuration/{key}")
  ConfigurationItemJson item(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("key") String key) {
    return elements
        .find(caller, keyOrId)
        .item(key)
        .map(ConfigurationItemJson::of)
        .orElseThrow(() -> Refusal.noSuchThing("The configuration '" + key + "'"));
  }

  @PostMapping("/elements/{keyOrId}/configuration")
  ConfigurationItemJson addItem(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @RequestBody ObjectNode item) {
    return ConfigurationItemJson.of(edits.add(caller, keyOrId, item));
  }

  @PutMapping("/elements/{keyOrId}/configuration/{key}")
  ConfigurationItemJson replaceItem(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("key") String key,
      @RequestBody ObjectNode item) {
    return ConfigurationItemJson.of(edits.replace(caller, keyOrId, key, item));
  }

  @DeleteMapping("/elements/{keyOrId}/configuration/{key}")
  void removeItem(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("key") String key) {
    edits.remove(caller, keyOrId, key);
  }

  /// @param version counted from 1, or as the definition says
  record Version(long id, String key, String version, boolean active) {}

  /// Of each element there is one version, the newest.
  @GetMapping("/elements/{keyOrId}/versions")
  List<Version> versions(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    Element element = elements.find(caller, keyOrId);
    return List.of(
        new Version(
            element.id().value(),
            element.key(),
            element.part("version").asString("1"),
            element.active()));
  }

  @GetMapping("/elements/{keyOrId}/transformations")
  JsonNode transformations(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    JsonNode named = elements.find(caller, keyOrId).part("defaultTransformations");
    return named.isArray() ? named : WireJson.MAPPER.createArrayNode();
  }

  record AuthenticationTypes(String defaultValue, List<ConfigurationItem.Option> options) {}

  @GetMapping("/elements/{keyOrId}/authentication-types")
  AuthenticationTypes authenticationTypes(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    String type = elements.find(caller, keyOrId).authentication();
    return new AuthenticationTypes(type, List.of(new ConfigurationItem.Option(type, type)));
  }

  @GetMapping("/elements/{keyOrId}/authentication-types/{type}/configurations")
  List<ConfigurationItemJson> configurations(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("type") String type) {
    Element element = elements.find(caller, keyOrId);
    if (!element.authentication().equalsIgnoreCase(type)) {
      throw Refusal.noSuchThing("The authentication type '" + type + "'");
    }
    return items(element);
  }

  @GetMapping("/elements/{keyOrId}/export")
  ResponseEntity<ObjectNode> export(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    Element element = elements.find(caller, keyOrId);
    return ResponseEntity.ok()
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            Disposition.attachment(element.key() + ".json").header())
        .body(element.definition());
  }

  // --- signing in --------------------------------------------------------------------------------

  record SignIn(String oauthUrl, String element) {}

  @Anonymous
  @GetMapping("/elements/{keyOrId}/oauth/url")
  SignIn oauthUrl(
      Visitor visitor,
      @PathVariable("keyOrId") String keyOrId,
      @RequestParam Map<String, String> asked) {
    Element element = elements.find(visitor, keyOrId);
    return new SignIn(OAuthUrl.of(element, asked), element.key());
  }

  @Anonymous
  @PostMapping("/elements/{keyOrId}/oauth/url")
  SignIn oauthUrl(
      Visitor visitor, @PathVariable("keyOrId") String keyOrId, @RequestBody ObjectNode asked) {
    Map<String, String> texts = new LinkedHashMap<>();
    asked.properties().stream()
        .filter(entry -> entry.getValue().isValueNode() && !entry.getValue().isNull())
        .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
    return oauthUrl(visitor, keyOrId, texts);
  }

  // --- elements of one's own ---------------------------------------------------------------------

  @PostMapping("/elements")
  Map<String, Object> create(Caller caller, @RequestBody ObjectNode definition) {
    return whole(elements.create(caller, definition));
  }

  @PutMapping("/elements/{keyOrId}")
  Map<String, Object> change(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @RequestBody ObjectNode definition) {
    return whole(elements.change(caller, keyOrId, definition));
  }

  @DeleteMapping("/elements/{keyOrId}")
  void delete(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    elements.delete(caller, keyOrId);
  }

  @PutMapping("/elements/{keyOrId}/active")
  Map<String, Object> publish(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    return whole(elements.setActive(caller, keyOrId, true));
  }

  @DeleteMapping("/elements/{keyOrId}/active")
  Map<String, Object> withdraw(Caller caller, @PathVariable("keyOrId") String keyOrId) {
    return whole(elements.setActive(caller, keyOrId, false));
  }

  @PostMapping("/elements/{keyOrId}/clone")
  Map<String, Object> copy(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @RequestBody(required = false) @Nullable ObjectNode body) {
    return whole(
        elements.copy(
            caller,
            keyOrId,
            Optional.ofNullable(body)
                .map(it -> it.path("key").asString(""))
                .filter(key -> !key.isBlank())));
  }
}
