package valise.hub.documents;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.Element;
import valise.hub.elements.HubLists;
import valise.hub.ids.InstanceId;
import valise.hub.mapping.Listing;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// The lists that a poller's configuration may name: what is in a folder, what a search finds, and
/// the feed of changes. They are read as by their addresses, without going over HTTP.
@Component
final class PolledLists implements HubLists {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:/?hubs/documents)?/?(?:(folders/contents)|folders/([^/?]+)/contents|(search)|(events/poll/documents))(?:\\?(.*))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Lists lists;

  PolledLists(Lists lists) {
    this.lists = lists;
  }

  @Override
  public boolean serves(Element element, String path) {
    return ADDRESS.matcher(path).matches();
  }

  @Override
  public Page read(InstanceId instance, String path, int pageSize, Optional<String> next) {
    Matcher address = ADDRESS.matcher(path);
    if (!address.matches()) {
      throw Refusal.noSuchThing("The list '" + path + "'");
    }
    Asked asked = Asked.query(Optional.ofNullable(address.group(5)).orElse(""));
    if (address.group(4) != null) {
      List<Map<String, Object>> changes = lists.changes(instance, asked);
      return new Page(WireJson.MAPPER.valueToTree(changes), Optional.empty());
    }
    int size = pageSize < 1 ? PageRequest.MOST : Math.min(pageSize, PageRequest.MOST);
    PageRequest page = new PageRequest(size, 1, next);
    Listing<CloudFile> listing =
        address.group(3) != null
            ? lists.search(instance, asked, page)
            : lists.contents(instance, folder(address, asked), asked, page);
    List<Map<String, Object>> records =
        listing.items().stream().map(file -> file.json(asked.view())).toList();
    JsonNode answer = WireJson.MAPPER.valueToTree(records);
    return new Page(answer, listing.next());
  }

  private static Target folder(Matcher address, Asked asked) {
    String id = address.group(2);
    return id == null ? asked.path() : new Target.ById(UriUtils.decode(id, StandardCharsets.UTF_8));
  }
}
