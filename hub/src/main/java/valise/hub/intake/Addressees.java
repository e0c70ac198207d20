package valise.hub.intake;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import valise.hub.elements.Element;
import valise.hub.elements.WebhookPort;
import valise.hub.elements.WebhookPorts;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.wire.WireJson;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// Whom a provider's call is for, as far as it can be believed: it has the secret of the address
/// that the provider was given for one instance or, where one address is for a whole app, the app's
/// signature.
///
/// Anybody may call. What that costs grows with the call, which is bounded, and not with how many
/// instances there are.
@Component
final class Addressees {

  private static final int MOST = 1_000;
  private static final String APP_SECRET = "oauth.api.secret";

  private final Database database;
  private final Instances instances;
  private final List<WebhookPort> ports;
  private final ObjectProvider<WebhookPorts> owns;
  private final DoorStore doors = new DoorStore();

  Addressees(
      Database database,
      Instances instances,
      List<WebhookPort> ports,
      ObjectProvider<WebhookPorts> owns) {
    this.database = database;
    this.instances = instances;
    this.ports = List.copyOf(ports);
    this.owns = owns;
  }

  Optional<WebhookPort> port(String element) {
    return ports.stream().filter(port -> port.element().equals(element)).findFirst();
  }

  Optional<WebhookPort> port(Element element) {
    return port(element.key())
        .or(() -> owns.orderedStream().flatMap(own -> own.of(element).stream()).findFirst());
  }

  /// Of a call whose address names its instance.
  List<InstanceId> of(Instance named, WebhookPort.Ring ring) {
    boolean genuine =
        port(named.element())
            .filter(port ->
                port.subscribes()
                    ? holder(ring).filter(named.id()::equals).isPresent()
                    : !signed(port, ring, List.of(named.id())).isEmpty())
            .isPresent();
    return genuine ? List.of(named.id()) : List.of();
  }

  /// Of a call to the address of all of an element: those that its header names, or whose finder
  /// finds something in its body.
  List<InstanceId> of(String element, WebhookPort.Ring ring) {
    // None of ours: elements of one's own always subscribe.
    Optional<WebhookPort> port = port(element);
    Optional<Set<String>> named = ring.header().apply("Element-Instances").map(Addressees::ids);
    if (port.isEmpty() || port.get().subscribes()) {
      return holder(ring)
          .flatMap(instances::find)
          .filter(it -> it.element().key().equals(element) && it.eventsEnabled())
          .filter(it -> port(it.element()).filter(WebhookPort::subscribes).isPresent())
          .filter(it ->
              named
                  .map(ids -> ids.contains(it.id().toString()))
                  .orElseGet(() -> Marks.of(it).filter(marks(element, ring)::contains).isPresent()))
          .map(it -> List.of(it.id()))
          .orElseGet(List::of);
    }
    if (named.isEmpty()) {
      Set<String> marks = marks(element, ring);
      return signed(port.get(), ring, database.read(sql -> doors.marked(sql, marks, MOST)));
    }
    List<InstanceId> asked =
        named.get().stream()
            .filter(id -> id.matches("[0-9]{1,16}"))
            .limit(MOST)
            .map(id -> new InstanceId(Long.parseLong(id)))
            .toList();
    return signed(port.get(), ring, asked).stream()
        .flatMap(id -> instances.find(id).stream())
        .filter(it -> it.element().key().equals(element) && it.eventsEnabled())
        .map(Instance::id)
        .toList();
  }

  private static Set<String> ids(String header) {
    return Arrays.stream(header.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }

  private static Set<String> marks(String element, WebhookPort.Ring ring) {
    try {
      return ring.body().length == 0
          ? Set.of()
          : Marks.in(element, WireJson.MAPPER.readTree(ring.body()));
    } catch (JacksonException e) {
      return Set.of();
    }
  }

  /// The instance whose address has the call's secret.
  private Optional<InstanceId> holder(WebhookPort.Ring ring) {
    return ring.query()
        .apply(ProviderWebhooks.SECRET)
        .flatMap(secret -> database.read(sql -> doors.holder(sql, Tokens.hash(secret))));
  }

  /// Those of whose app the call is.
  private List<InstanceId> signed(
      WebhookPort port, WebhookPort.Ring ring, Collection<InstanceId> ids) {
    Map<InstanceId, Secret<String>> secrets = instances.secrets(ids, APP_SECRET);
    Map<String, Boolean> known = new HashMap<>();
    return ids.stream()
        .filter(id ->
            Optional.ofNullable(secrets.get(id))
                .filter(
                    secret -> known.computeIfAbsent(secret.reveal(), it -> port.signed(ring, it)))
                .isPresent())
        .toList();
  }
}
