package valise.files.items;

import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Shape;
import valise.platform.Refusal;

/// Calls of sharefile-v3 section 4.1 that mean little on a server of one zone without connectors
/// and folder templates. Each answers what is true here: nothing there, or that it cannot be had.
@Endpoint
final class OtherItemsEndpoint {

  private final Items items;
  private final ItemJson set;

  OtherItemsEndpoint(Items items, ItemJson set) {
    this.items = items;
    this.set = set;
  }

  /// Where a folder is really served: here.
  private static final Shape<Call> REDIRECTION =
      Shape.<Call>of("Redirection")
          .with("Method", call -> "GET")
          .with("Root", call -> null)
          .with("Uri", Call::base)
          .with("SessionCheck", call -> false)
          .with("Available", call -> true)
          .build();

  @GetMapping("/sf/v3/Items({id})/Redirection")
  Answer redirection(Call call, @PathVariable String id) {
    items.locate(call.principal(), id).requireFolder();
    return Answer.value(REDIRECTION, call);
  }

  /// No type has a web preview here [net-sdk].
  @GetMapping("/sf/v3/Items({id})/WebView")
  Answer webView(Call call, @PathVariable String id) {
    items.locate(call.principal(), id);
    throw Refusal.noSuchThing("A web view of this item");
  }

  @GetMapping("/sf/v3/Items({id})/ProtocolLinks({platform})")
  Answer protocolLinks(Call call, @PathVariable String id, @PathVariable String platform) {
    items.locate(call.principal(), id);
    throw Refusal.noSuchThing("A link of another protocol to this item");
  }

  /// Versions are never limited, so no new limit can be asked about but "unlimited".
  @PostMapping("/sf/v3/Items({id})/CheckVersioningViolation")
  Answer checkVersioningViolation(Call call, @PathVariable String id) {
    items.locate(call.principal(), id).requireFolder();
    if (call.params().number("newMaxVersions", -1, -1, Integer.MAX_VALUE) >= 0) {
      throw disabled("This server keeps all versions; their number cannot be limited.");
    }
    return Answer.nothing();
  }

  /// No folder has a template, so there is none to take away.
  @PostMapping({
    "/sf/v3/Items({id})/RemoveTemplateAssociation",
    "/sf/v3/Items({id})/CheckTemplateOwned"
  })
  Answer template(Call call, @PathVariable String id) {
    items.locate(call.principal(), id).requireFolder();
    return Answer.nothing();
  }

  @GetMapping("/sf/v3/ConnectorGroups")
  Answer connectorGroups(Call call) {
    return Answer.feed(set, List.of());
  }

  private static final Set<String> GROUPS =
      Set.of(
          "c-sp",
          "c-cifs",
          "c-box",
          "c-dropbox",
          "c-googledrive",
          "c-onedrive",
          "c-sp365",
          "c-odb365",
          "c-shareconnect",
          "c-documentum",
          "c-pcc",
          "c-o365");

  @GetMapping("/sf/v3/ConnectorGroups({id})/Children")
  Answer connectors(Call call, @PathVariable String id) {
    if (!GROUPS.contains(id.toLowerCase(java.util.Locale.ROOT))) {
      throw Refusal.noSuchThing("The connector group");
    }
    return Answer.feed(set, List.of());
  }

  @PostMapping({"/sf/v3/Items({id})/SymbolicLink", "/sf/v3/ConnectorGroups({id})/Children"})
  Answer symbolicLink(Call call, @PathVariable String id) {
    throw disabled("This server has no connectors, so it cannot make symbolic links.");
  }

  private static Refusal disabled(String message) {
    return Refusal.of(Refusal.Kind.NOT_ALLOWED, "FEATURE_DISABLED", message);
  }
}
