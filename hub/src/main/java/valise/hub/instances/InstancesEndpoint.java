package valise.hub.instances;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.ApiDocs;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Element;
import valise.hub.elements.Elements;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementCaller;
import valise.hub.ids.InstanceId;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// `/instances`, by id and, without one, by the token that the request shows.
@Endpoint
final class InstancesEndpoint {

  private static final Duration TRACE = Duration.ofHours(1);
  private static final Duration LONGEST_TRACE = Duration.ofDays(1);

  private final Instances instances;
  private final Provisioning provisioning;
  private final Elements elements;
  private final Tenants tenants;
  private final InstanceJson json;
  private final ApiDocs docs;
  private final InstantSource clock;

  InstancesEndpoint(
      Instances instances,
      Provisioning provisioning,
      Elements elements,
      Tenants tenants,
      InstanceJson json,
      ApiDocs docs,
      InstantSource clock) {
    this.instances = instances;
    this.provisioning = provisioning;
    this.elements = elements;
    this.tenants = tenants;
    this.json = json;
    this.docs = docs;
    this.clock = clock;
  }

  private Map<String, @Nullable Object> shown(Instance instance) {
    return json.of(instance, true, clock.instant());
  }

  private Instance by(Caller caller, long id) {
    return instances.find(caller, new InstanceId(id));
  }

  private Instance by(ElementCaller caller) {
    return instances.find(caller.caller(), caller.instance());
  }

  // --- lists -------------------------------------------------------------------------------------

  private ResponseEntity<List<Map<String, @Nullable Object>>> page(
      Caller caller, InstanceFilter filter, PageRequest page, @Nullable Boolean hydrate) {
    boolean whole = hydrate == null || hydrate;
    Instances.Page found = instances.page(caller, filter, page.offset(), page.size());
    return page.answer(
        found.instances().stream()
            .map(instance -> json.of(instance, whole, clock.instant()))
            .toList(),
        found.total());
  }

  @GetMapping("/instances")
  ResponseEntity<List<Map<String, @Nullable Object>>> list(
      Caller caller,
      PageRequest page,
      @RequestParam(name = "tags[]", required = false) @Nullable List<String> tags,
      @RequestParam(name = "searchText", required = false) @Nullable String searchText,
      @RequestParam(name = "hydrate", required = false) @Nullable Boolean hydrate) {
    return page(caller, InstanceFilter.of(tags, searchText), page, hydrate);
  }

  @GetMapping("/elements/{keyOrId}/instances")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofElement(
      Caller caller,
      PageRequest page,
      @PathVariable("keyOrId") String keyOrId,
      @RequestParam(name = "tags[]", required = false) @Nullable List<String> tags,
      @RequestParam(name = "searchText", required = false) @Nullable String searchText,
      @RequestParam(name = "hydrate", required = false) @Nullable Boolean hydrate) {
    Element element = elements.find(caller, keyOrId);
    return page(caller, InstanceFilter.of(tags, searchText).of(element.id()), page, hydrate);
  }

  @GetMapping("/accounts/instances")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofOwnAccount(
      Caller caller, PageRequest page) {
    return ofAccount(caller, page, caller.account().value());
  }

  @GetMapping("/accounts/{id}/instances")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofAccount(
      Caller caller, PageRequest page, @PathVariable("id") long id) {
    AccountId account = tenants.account(caller, new AccountId(id)).id();
    return page(caller, InstanceFilter.ALL.in(account), page, null);
  }

  // --- one ---------------------------------------------------------------------------------------

  @PostMapping("/instances")
  Map<String, @Nullable Object> create(Caller caller, @RequestBody ObjectNode body) {
    Instance made = provisioning.create(caller, Wanted.read(body));
    Map<String, @Nullable Object> shown = shown(made);
    if (body.path("retrieveObjectsAfterInstantiation").asBoolean(false)) {
      shown.put("objects", json.objects(made));
    }
    return shown;
  }

  @PostMapping("/elements/{keyOrId}/instances")
  Map<String, @Nullable Object> create(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @RequestBody ObjectNode body) {
    ObjectNode named = body.deepCopy();
    named.putObject("element").put("key", elements.find(caller, keyOrId).key());
    return create(caller, named);
  }

  @GetMapping({"/instances/{id}", "/elements/{keyOrId}/instances/{id}"})
  Map<String, @Nullable Object> get(Caller caller, @PathVariable("id") long id) {
    return shown(by(caller, id));
  }

  @PutMapping({"/instances/{id}", "/elements/{keyOrId}/instances/{id}"})
  Map<String, @Nullable Object> replace(
      Caller caller, @PathVariable("id") long id, @RequestBody ObjectNode body) {
    return shown(provisioning.change(by(caller, id), Wanted.read(body), true));
  }

  @PatchMapping({"/instances/{id}", "/elements/{keyOrId}/instances/{id}"})
  Map<String, @Nullable Object> change(
      Caller caller, @PathVariable("id") long id, @RequestBody ObjectNode body) {
    return shown(provisioning.change(by(caller, id), Wanted.read(body), false));
  }

  @DeleteMapping({"/instances/{id}", "/elements/{keyOrId}/instances/{id}"})
  void delete(Caller caller, @PathVariable("id") long id) {
    instances.delete(by(caller, id));
  }

  @PutMapping("/instances")
  Map<String, @Nullable Object> replace(ElementCaller caller, @RequestBody ObjectNode body) {
    return shown(provisioning.change(by(caller), Wanted.read(body), true));
  }

  @PatchMapping("/instances")
  Map<String, @Nullable Object> change(ElementCaller caller, @RequestBody ObjectNode body) {
    return shown(provisioning.change(by(caller), Wanted.read(body), false));
  }

  @DeleteMapping("/instances")
  void delete(ElementCaller caller) {
    instances.delete(by(caller));
  }

  // --- switches ----------------------------------------------------------------------------------

  @PutMapping("/instances/{id}/enabled")
  Map<String, @Nullable Object> enable(Caller caller, @PathVariable("id") long id) {
    return shown(instances.setDisabled(by(caller, id), false));
  }

  @DeleteMapping("/instances/{id}/enabled")
  Map<String, @Nullable Object> disable(Caller caller, @PathVariable("id") long id) {
    return shown(instances.setDisabled(by(caller, id), true));
  }

  @PutMapping("/instances/enabled")
  Map<String, @Nullable Object> enable(ElementCaller caller) {
    return shown(instances.setDisabled(by(caller), false));
  }

  @DeleteMapping("/instances/enabled")
  Map<String, @Nullable Object> disable(ElementCaller caller) {
    return shown(instances.setDisabled(by(caller), true));
  }

  /// @param duration in minutes; the vendor does not say in what
  record TraceBody(Optional<Long> duration) {

    Duration time() {
      long minutes = duration.orElse(TRACE.toMinutes());
      if (minutes < 1 || minutes > LONGEST_TRACE.toMinutes()) {
        throw Refusal.malformed(
            "BAD_FIELD", "'duration' must be 1 to " + LONGEST_TRACE.toMinutes() + " minutes.");
      }
      return Duration.ofMinutes(minutes);
    }
  }

  private static Duration time(@Nullable TraceBody body) {
    return body == null ? TRACE : body.time();
  }

  @PutMapping("/instances/{id}/trace-logging")
  Map<String, @Nullable Object> trace(
      Caller caller,
      @PathVariable("id") long id,
      @RequestBody(required = false) @Nullable TraceBody body) {
    return shown(instances.trace(by(caller, id), time(body)));
  }

  @DeleteMapping("/instances/{id}/trace-logging")
  Map<String, @Nullable Object> stopTracing(Caller caller, @PathVariable("id") long id) {
    return shown(instances.trace(by(caller, id), Duration.ZERO));
  }

  @PutMapping("/instances/trace-logging")
  Map<String, @Nullable Object> trace(
      ElementCaller caller, @RequestBody(required = false) @Nullable TraceBody body) {
    return shown(instances.trace(by(caller), time(body)));
  }

  @DeleteMapping("/instances/trace-logging")
  Map<String, @Nullable Object> stopTracing(ElementCaller caller) {
    return shown(instances.trace(by(caller), Duration.ZERO));
  }

  // --- documentation -----------------------------------------------------------------------------

  @GetMapping("/instances/{id}/docs")
  ObjectNode docs(
      Caller caller,
      @PathVariable("id") long id,
      @RequestParam(name = "operationId", required = false) @Nullable String operationId) {
    return docs.of(by(caller, id).element(), Optional.ofNullable(operationId));
  }

  @GetMapping("/instances/docs")
  ObjectNode docs(
      ElementCaller caller,
      @RequestParam(name = "operationId", required = false) @Nullable String operationId) {
    return docs.of(by(caller).element(), Optional.ofNullable(operationId));
  }

  @GetMapping("/instances/{id}/docs/{operationId}")
  ObjectNode operation(
      Caller caller, @PathVariable("id") long id, @PathVariable("operationId") String operation) {
    return docs.of(by(caller, id).element(), Optional.of(operation));
  }

  @GetMapping("/instances/docs/{operationId}")
  ObjectNode operation(ElementCaller caller, @PathVariable("operationId") String operation) {
    return docs.of(by(caller).element(), Optional.of(operation));
  }

  @GetMapping("/instances/{id}/docs/{operationId}/definitions")
  JsonNode definitions(
      Caller caller, @PathVariable("id") long id, @PathVariable("operationId") String operation) {
    return operation(caller, id, operation).path("definitions");
  }

  @GetMapping("/instances/docs/{operationId}/definitions")
  JsonNode definitions(ElementCaller caller, @PathVariable("operationId") String operation) {
    return operation(caller, operation).path("definitions");
  }

  // --- configuration -----------------------------------------------------------------------------

  @GetMapping("/instances/{id}/configuration")
  List<Map<String, @Nullable Object>> configuration(Caller caller, @PathVariable("id") long id) {
    return json.items(by(caller, id));
  }

  @GetMapping("/instances/configuration")
  List<Map<String, @Nullable Object>> configuration(ElementCaller caller) {
    return json.items(by(caller));
  }

  /// By the item's id or its key.
  private static ConfigurationItem item(Instance instance, String idOrKey) {
    return instance.element().configuration().stream()
        .filter(item -> Long.toString(item.id()).equals(idOrKey) || item.key().equals(idOrKey))
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The configuration '" + idOrKey + "'"));
  }

  @GetMapping("/instances/{id}/configuration/{item}")
  Map<String, @Nullable Object> item(
      Caller caller, @PathVariable("id") long id, @PathVariable("item") String item) {
    Instance instance = by(caller, id);
    return json.item(instance, item(instance, item));
  }

  @GetMapping("/instances/configuration/{item}")
  Map<String, @Nullable Object> item(ElementCaller caller, @PathVariable("item") String item) {
    Instance instance = by(caller);
    return json.item(instance, item(instance, item));
  }

  @PatchMapping("/instances/{id}/configuration/{item}")
  Map<String, @Nullable Object> set(
      Caller caller,
      @PathVariable("id") long id,
      @PathVariable("item") String item,
      @RequestBody ObjectNode body) {
    return set(by(caller, id), item, body);
  }

  @PatchMapping("/instances/configuration/{item}")
  Map<String, @Nullable Object> set(
      ElementCaller caller, @PathVariable("item") String item, @RequestBody ObjectNode body) {
    return set(by(caller), item, body);
  }

  private Map<String, @Nullable Object> set(Instance instance, String idOrKey, ObjectNode body) {
    ConfigurationItem item = item(instance, idOrKey);
    JsonNode value = body.path("propertyValue");
    if (value.isMissingNode()) {
      throw Refusal.malformed("FIELD_MISSING", "'propertyValue' is missing.");
    }
    if (item.internal()) {
      throw Refusal.conflict(
          "SET_BY_THE_HUB", "The configuration '" + item.key() + "' is set by the hub itself.");
    }
    Instance changed =
        provisioning.change(
            instance,
            new Wanted(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of(item.key(), Wanted.value(item.key(), value))),
            false);
    return json.item(changed, item);
  }
}
