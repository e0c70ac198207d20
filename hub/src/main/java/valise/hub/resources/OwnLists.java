package valise.hub.resources;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import valise.hub.elements.Element;
import valise.hub.elements.HubLists;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.mapping.Listing;
import valise.hub.wire.PageRequest;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// The lists of elements of one's own, for their pollers: read as by their addresses, without going
/// over HTTP.
@Component
@Order(0)
final class OwnLists implements HubLists {

  private final Instances instances;
  private final InstanceSite.Sites sites;
  private final Reading reading;

  OwnLists(Instances instances, InstanceSite.Sites sites, Reading reading) {
    this.instances = instances;
    this.sites = sites;
    this.reading = reading;
  }

  @Override
  public boolean serves(Element element, String path) {
    return new OwnElement(element).find("GET", names(path)).isPresent();
  }

  private static List<String> names(String path) {
    String bare = path.replaceFirst("(?s)\\?.*", "").replaceAll("^/+|/+$", "");
    try {
      List<String> names =
          Arrays.stream(bare.split("/"))
              .map(name -> UriUtils.decode(name, StandardCharsets.UTF_8))
              .toList();
      return names.size() > 2 && names.getFirst().equalsIgnoreCase("hubs")
          ? names.subList(2, names.size())
          : names;
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  @Override
  public Page read(InstanceId id, String path, int pageSize, Optional<String> next) {
    Instance instance =
        instances.find(id).orElseThrow(() -> Refusal.noSuchThing("The instance " + id));
    OwnElement.Match match =
        new OwnElement(instance.element())
            .find("GET", names(path))
            .orElseThrow(() -> Refusal.noSuchThing("The list '" + path + "'"));
    int question = path.indexOf('?');
    Incoming incoming =
        new Incoming(
            question < 0 ? path : path.substring(0, question),
            match.variables(),
            Requests.polled(question < 0 ? "" : path.substring(question + 1)),
            Map.of(),
            null,
            Map.of(),
            Optional.empty());
    int size = pageSize < 1 ? PageRequest.MOST : Math.min(pageSize, PageRequest.MOST);
    return switch (reading.read(
        match.resource(), incoming, sites.of(instance), new PageRequest(size, 1, next))) {
      case Reading.Read.Many(Listing<Object> list) ->
          new Page(WireJson.MAPPER.valueToTree(list.items()), list.next());
      case Reading.Read.One(var thing) ->
          new Page(WireJson.MAPPER.valueToTree(thing), Optional.empty());
      case Reading.Read.Content(var answer) -> {
        Steps.close(answer);
        throw ProviderFailure.of(
            502, "PROVIDER_ANSWER", "What is polled answers with something else than JSON.");
      }
    };
  }
}
