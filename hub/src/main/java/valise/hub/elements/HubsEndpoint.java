package valise.hub.elements;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.Visitor;
import valise.hub.wire.Anonymous;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// `/hubs`: the groups that elements belong to.
@Endpoint
final class HubsEndpoint {

  /// The vendor's numbers, as far as they are known [docs].
  private static final Map<String, Integer> NUMBERS =
      Map.of("messaging", 1, "documents", 4, "crm", 11, "marketing", 12, "helpdesk", 14);

  private final Elements elements;

  HubsEndpoint(Elements elements) {
    this.elements = elements;
  }

  record HubJson(int id, String name, String key, String description, boolean active) {

    static HubJson of(String key) {
      String name = Character.toUpperCase(key.charAt(0)) + key.substring(1);
      return new HubJson(NUMBERS.getOrDefault(key, 0), name, key, "The " + key + " hub.", true);
    }
  }

  private List<String> all(Visitor visitor) {
    return elements.list(visitor).stream()
        .map(Element::hub)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  @Anonymous
  @GetMapping("/hubs")
  ResponseEntity<List<HubJson>> list(Visitor visitor, PageRequest page) {
    return page.cut(all(visitor).stream().map(HubJson::of).toList());
  }

  @Anonymous
  @GetMapping("/hubs/keys")
  ResponseEntity<List<String>> keys(Visitor visitor, PageRequest page) {
    return page.cut(all(visitor));
  }

  @Anonymous
  @GetMapping("/hubs/{key}")
  HubJson get(Visitor visitor, @PathVariable("key") String key) {
    return HubJson.of(known(visitor, key));
  }

  @Anonymous
  @GetMapping("/hubs/{key}/elements")
  ResponseEntity<List<ObjectNode>> elements(
      Visitor visitor, PageRequest page, @PathVariable("key") String key) {
    String hub = known(visitor, key);
    return page.cut(
        elements.list(visitor).stream()
            .filter(element -> element.hub().equals(hub))
            .map(Element::card)
            .toList());
  }

  private String known(Visitor visitor, String key) {
    return all(visitor).stream()
        .filter(key::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The hub '" + key + "'"));
  }
}
