package valise.hub.resources;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Element;
import valise.hub.instances.CallRequest;
import valise.hub.instances.Calls;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceProvider;
import valise.hub.instances.Instances;
import valise.hub.mapping.ProviderAnswer;
import valise.platform.db.Database;

/// The provider of an instance that there is.
final class InstanceSite implements Site {

  /// Makes them.
  @Component
  static final class Sites {

    private final Instances instances;
    private final Calls calls;
    private final Database database;

    Sites(Instances instances, Calls calls, Database database) {
      this.instances = instances;
      this.calls = calls;
      this.database = database;
    }

    InstanceSite of(Instance instance) {
      return new InstanceSite(this, instance);
    }
  }

  private final Sites sites;
  private final Instance instance;
  private Optional<Map<String, String>> read = Optional.empty();

  private InstanceSite(Sites sites, Instance instance) {
    this.sites = sites;
    this.instance = instance;
  }

  @Override
  public Element element() {
    return instance.element();
  }

  @Override
  public Map<String, String> configuration() {
    if (read.isEmpty()) {
      read = Optional.of(sites.instances.everything(instance));
    }
    return read.get();
  }

  @Override
  public ProviderAnswer send(CallRequest request) {
    return InstanceProvider.answer(sites.calls.execute(instance, request));
  }

  /// What the hub itself sets stays as it is, and so does where the provider is.
  @Override
  public void keep(Map<String, String> learnt) {
    Map<String, Optional<String>> kept = new LinkedHashMap<>();
    learnt.forEach((key, value) -> {
      boolean may =
          instance
              .element()
              .item(key)
              .filter(item -> !item.internal())
              .map(ConfigurationItem::key)
              .isPresent();
      if (may && !key.startsWith("event.") && !key.startsWith("oauth.")) {
        kept.put(key, Optional.of(value));
      }
    });
    if (!kept.isEmpty()) {
      sites.database.write(tx -> {
        sites.instances.configure(tx, instance.id(), kept);
        return kept;
      });
    }
    read = Optional.empty();
  }
}
