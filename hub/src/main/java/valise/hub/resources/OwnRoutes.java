package valise.hub.resources;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.Element;
import valise.hub.ids.ElementCaller;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceObjects;
import valise.hub.instances.Instances;
import valise.hub.mapping.Listing;
import valise.hub.wire.InstanceRoutes;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;

/// Answers what instances of elements of one's own are asked: their resources, and what every
/// element answers, `/ping` and `/objects` [docs].
@Component
final class OwnRoutes implements InstanceRoutes {

  private final Instances instances;
  private final InstanceSite.Sites sites;
  private final Exchange exchange;
  private final Reading reading;
  private final ObjectProvider<InstanceObjects> objects;
  private final InstantSource clock;

  OwnRoutes(
      Instances instances,
      InstanceSite.Sites sites,
      Exchange exchange,
      Reading reading,
      ObjectProvider<InstanceObjects> objects,
      InstantSource clock) {
    this.instances = instances;
    this.sites = sites;
    this.exchange = exchange;
    this.reading = reading;
    this.objects = objects;
    this.clock = clock;
  }

  @Override
  public Optional<HttpRequestHandler> find(
      ElementCaller caller, List<String> path, HttpServletRequest request) {
    Optional<Instance> found = instances.find(caller.instance());
    if (found.isEmpty() || !new OwnElement(found.get().element()).hasResources()) {
      return Optional.empty();
    }
    Instance instance = found.get();
    OwnElement own = new OwnElement(instance.element());
    Optional<OwnElement.Match> match = own.find(request.getMethod(), path);
    if (match.isPresent()) {
      return Optional.of((asked, answer) -> serve(instance, match.get(), asked, answer));
    }
    return builtIn(instance, own, path, request.getMethod());
  }

  // --- resources ---------------------------------------------------------------------------------

  private void serve(
      Instance instance,
      OwnElement.Match match,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Resource resource = match.resource();
    Site site = sites.of(instance);
    boolean reads = resource.method().equals("GET");
    Optional<PageRequest> page = reads ? Optional.of(page(request)) : Optional.empty();
    Reading.Read read =
        Requests.read(
            request,
            match,
            incoming ->
                page.isPresent()
                    ? reading.read(resource, incoming, site, page.get())
                    : done(resource, incoming, site));
    switch (read) {
      case Reading.Read.Many(Listing<Object> list) -> {
        response.setHeader("Elements-Returned-Count", Integer.toString(list.items().size()));
        list.total().ifPresent(it -> response.setHeader("Elements-Total-Count", Long.toString(it)));
        list.next().ifPresent(it -> response.setHeader("Elements-Next-Page-Token", it));
        write(instance, list.items(), response);
      }
      case Reading.Read.One(Object thing) -> write(instance, thing, response);
      case Reading.Read.Content(var answer) -> answer.passOn(name(match, request), response);
    }
  }

  private Reading.Read done(Resource resource, Incoming incoming, Site site) {
    Exchange.Told told = exchange.run(resource, incoming, site, Map.of(), Optional.empty());
    return told.content().isPresent()
        ? new Reading.Read.Content(told.content().get())
        : new Reading.Read.One(told.result());
  }

  private static PageRequest page(HttpServletRequest request) {
    return PageRequest.of(
        Optional.ofNullable(request.getParameter("pageSize")),
        Optional.ofNullable(request.getParameter("page")),
        Optional.ofNullable(request.getParameter("nextPage")));
  }

  /// A file that is sent on is called like the last name in its path.
  private static String name(OwnElement.Match match, HttpServletRequest request) {
    return match.variables().values().stream()
        .reduce((first, last) -> last)
        .map(text -> text.replaceAll("^.*[/\\\\]", "").replaceAll("\\p{Cntrl}", ""))
        .filter(text -> !text.isBlank())
        .orElseGet(() -> request.getRequestURI().replaceAll("^.*/", ""));
  }

  private static void write(
      Instance instance, @Nullable Object value, HttpServletResponse response) {
    try {
      response.setStatus(200);
      if (value == null) {
        response.setContentLength(0);
        return;
      }
      boolean bare = instance.flag("filter.response.nulls");
      byte[] bytes = WireJson.MAPPER.writeValueAsBytes(bare ? Values.withoutNulls(value) : value);
      response.setContentType("application/json; charset=utf-8");
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- what every element answers ----------------------------------------------------------------

  private Optional<HttpRequestHandler> builtIn(
      Instance instance, OwnElement own, List<String> path, String method) {
    Element element = instance.element();
    Set<String> known = new LinkedHashSet<>();
    objects.orderedStream().forEach(some -> known.addAll(some.of(element)));
    boolean alone = known.isEmpty();
    if (method.equals("GET") && path.getFirst().equalsIgnoreCase("objects")) {
      if (path.size() == 1) {
        Set<String> names = new LinkedHashSet<>(known);
        declared(element).forEach(object -> names.add(object.path("name").asString("")));
        return Optional.of((request, response) -> write(instance, List.copyOf(names), response));
      }
      if (path.size() == 3 && path.get(2).equalsIgnoreCase("metadata")) {
        return declared(element)
            .filter(object -> object.path("name").asString("").equals(path.get(1)))
            .findFirst()
            .map(object ->
                (request, response) -> write(instance, Map.of("fields", fields(object)), response));
      }
    }
    if (!alone) {
      return Optional.empty();
    }
    if (method.equals("GET") && path.size() == 1 && path.getFirst().equalsIgnoreCase("ping")) {
      return Optional.of((request, response) -> write(instance, ping(instance, own), response));
    }
    List<String> methods =
        Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
            .filter(other -> own.find(other, path).isPresent())
            .toList();
    return methods.isEmpty()
        ? Optional.empty()
        : Optional.of((request, response) -> {
          throw new HttpRequestMethodNotSupportedException(method, methods);
        });
  }

  private static Stream<JsonNode> declared(Element element) {
    return element
        .part("objects")
        .valueStream()
        .filter(object -> !object.path("name").asString("").isBlank());
  }

  /// In the form in which discovery tells of fields [docs].
  private static List<Map<String, Object>> fields(JsonNode object) {
    List<Map<String, Object>> fields = new ArrayList<>();
    for (JsonNode field : object.path("fields")) {
      Map<String, Object> said = new LinkedHashMap<>();
      String name = field.path("name").asString(field.path("vendorPath").asString(""));
      said.put("vendorPath", field.path("vendorPath").asString(name));
      said.put("type", field.path("type").asString("string"));
      said.put("vendorDisplayName", field.path("displayName").asString(name));
      said.put("vendorReadOnly", field.path("vendorReadOnly").asBoolean(false));
      said.put("vendorRequired", field.path("vendorRequired").asBoolean(false));
      if (field.path("mask").isString()) {
        said.put("mask", field.path("mask").asString());
      }
      fields.add(said);
    }
    return fields;
  }

  /// The provider is asked what it is asked when an instance is made, if there is such a question.
  private Map<String, Object> ping(Instance instance, OwnElement own) {
    Site site = sites.of(instance);
    for (Resource resource : own.of(Kind.PROVISION_AUTH_VALIDATION)) {
      Steps.run(exchange, resource, site, Map.of());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("dateTime", clock.instant().toString());
    answer.put("endpoint", instance.element().key());
    answer.put("valid", true);
    return answer;
  }
}
