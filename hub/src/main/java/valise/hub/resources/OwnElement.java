package valise.hub.resources;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.Element;

/// An element with the resources that its definition lists. Of these only what is asked for is
/// read: a definition may be long.
record OwnElement(Element element) {

  /// A resource, and what a request's path says at its places.
  record Match(Resource resource, Map<String, String> variables) {}

  /// A place in the list whose path fits.
  private record Candidate(int index, Route route, Map<String, String> variables) {}

  boolean hasResources() {
    return element.owner().isPresent() && !element.part("resources").isEmpty();
  }

  private Stream<Integer> active() {
    JsonNode resources = element.part("resources");
    return IntStream.range(0, resources.size())
        .filter(i -> resources.get(i).path("active").asBoolean(true))
        .boxed();
  }

  private Optional<Kind> kind(int index) {
    return Kind.of(element.part("resources").get(index).path("type").asString("api"));
  }

  /// The resource that answers a request, if any does. Where several do, the one with the fewest
  /// places.
  Optional<Match> find(String method, List<String> path) {
    if (element.owner().isEmpty()) {
      return Optional.empty();
    }
    JsonNode resources = element.part("resources");
    return active()
        .filter(i ->
            resources.get(i).path("method").asString("GET").equalsIgnoreCase(method)
                && kind(i).filter(Kind::callable).isPresent())
        .flatMap(i ->
            Route.of(resources.get(i).path("path").asString("")).stream()
                .flatMap(route ->
                    route.match(path).stream().map(values -> new Candidate(i, route, values))))
        .max(Comparator.comparingLong(candidate -> candidate.route().given()))
        .map(found -> new Match(Resource.read(element, found.index()), found.variables()));
  }

  /// The steps of a kind, in order.
  List<Resource> of(Kind kind) {
    if (element.owner().isEmpty()) {
      return List.of();
    }
    return active()
        .filter(i -> kind(i).filter(kind::equals).isPresent())
        .map(i -> Resource.read(element, i))
        .toList();
  }

  /// All there are, active or not.
  List<Resource> all() {
    return IntStream.range(0, element.part("resources").size())
        .mapToObj(i -> Resource.read(element, i))
        .toList();
  }

  /// What turns a provider's call into events.
  Optional<Hook> eventHook() {
    return Hook.read(element.part("hooks"), "hooks", "the element " + element.key()).stream()
        .filter(hook -> hook.type() == Hook.Type.EVENT)
        .findFirst();
  }
}
