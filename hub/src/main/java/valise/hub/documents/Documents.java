package valise.hub.documents;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Calls;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceProvider;
import valise.hub.instances.Instances;
import valise.hub.mapping.Engine;
import valise.platform.Refusal;

/// The files and folders behind instances.
@Component
public final class Documents {

  private final Instances instances;
  private final Calls calls;
  private final Mappings mappings;
  private final Engine engine;

  Documents(Instances instances, Calls calls, Mappings mappings, InstantSource clock) {
    this.instances = instances;
    this.calls = calls;
    this.mappings = mappings;
    this.engine = new Engine(clock);
  }

  /// The provider's records of what changed since a moment, each with `id`, `path` and `directory`:
  /// what `/events/poll/documents` answers with.
  ///
  /// @throws Refusal when the element's folders do not tell
  /// @throws valise.hub.wire.ProviderFailure when the provider does not answer as it should
  public List<Map<String, Object>> changes(InstanceId instance, Instant since) {
    Cabinet cabinet = open(instance);
    DocumentMapping.Changes rules =
        cabinet
            .mapping()
            .changes()
            .orElseThrow(() ->
                Refusal.of(
                    Refusal.Kind.NO_SUCH_THING,
                    "NOT_AT_THIS_PROVIDER",
                    "This element has no such resource or operation."));
    return new ChangeWalk(cabinet, rules, since)
        .walk(cabinet.find(new Target.ByPath(HubPath.ROOT)));
  }

  /// @throws Refusal when there is no such instance, or its element has no files
  Cabinet open(InstanceId id) {
    Instance instance =
        instances.find(id).orElseThrow(() -> Refusal.noSuchThing("The instance " + id));
    DocumentMapping mapping = mappings.require(instance.element());
    return new Cabinet(
        mapping,
        configuration(instance),
        engine,
        new InstanceProvider(calls, instance, mapping.bases()));
  }

  String elementKey(InstanceId id) {
    return instances
        .find(id)
        .map(instance -> instance.element().key())
        .orElseThrow(() -> Refusal.noSuchThing("The instance " + id));
  }

  /// What is in force, without secrets: nothing that an element's file says may show one.
  private static Map<String, String> configuration(Instance instance) {
    Map<String, String> values = new HashMap<>();
    for (ConfigurationItem item : instance.element().configuration()) {
      if (!item.secret()) {
        instance.value(item.key()).ifPresent(value -> values.put(item.key(), value));
      }
    }
    return values;
  }
}
