package valise.hub.resources;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.elements.Element;
import valise.hub.elements.Provider;
import valise.hub.elements.WebhookPort;
import valise.hub.elements.WebhookPorts;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.platform.Refusal;

/// Has providers of elements of one's own call the hub, by the resources `On Provision Webhook` and
/// `On Delete Webhook` [docs]. The address, `{webhookCallbackUrl}`, has a secret in it; who knows
/// that is believed that something changed, and the element's poller looks what.
@Component
final class OwnWebhooks implements WebhookPorts {

  private static final List<String> IDS = List.of("id", "Id", "webhookId", "subscriptionId");

  private final Instances instances;
  private final InstanceSite.Sites sites;
  private final Exchange exchange;

  OwnWebhooks(Instances instances, InstanceSite.Sites sites, Exchange exchange) {
    this.instances = instances;
    this.sites = sites;
    this.exchange = exchange;
  }

  @Override
  public Optional<WebhookPort> of(Element element) {
    OwnElement own = new OwnElement(element);
    List<Resource> subscribe = own.of(Kind.ON_PROVISION_WEBHOOK);
    return subscribe.isEmpty()
        ? Optional.empty()
        : Optional.of(new Port(element.key(), subscribe, own.of(Kind.ON_DELETE_WEBHOOK)));
  }

  private final class Port implements WebhookPort {

    private final String key;
    private final List<Resource> subscribe;
    private final List<Resource> unsubscribe;

    Port(String key, List<Resource> subscribe, List<Resource> unsubscribe) {
      this.key = key;
      this.subscribe = subscribe;
      this.unsubscribe = unsubscribe;
    }

    @Override
    public String element() {
      return key;
    }

    @Override
    public boolean subscribes() {
      return true;
    }

    @Override
    public String subscribe(Provider provider, URI address) {
      String id = "";
      for (Resource resource : subscribe) {
        Exchange.Told told =
            Steps.run(
                exchange,
                resource,
                site(provider),
                Map.of("webhookCallbackUrl", address.toString()));
        id = id.isEmpty() ? id(told) : id;
      }
      return id.isEmpty() ? "registered" : id;
    }

    private static String id(Exchange.Told told) {
      return IDS.stream()
          .map(name -> Values.at(told.result(), name))
          .filter(value -> value != null)
          .map(Values::text)
          .findFirst()
          .orElse("");
    }

    @Override
    public void unsubscribe(Provider provider, String id) {
      for (Resource resource : unsubscribe) {
        Steps.run(exchange, resource, site(provider), Map.of("webhookId", id));
      }
    }

    private Site site(Provider provider) {
      Instance instance =
          provider
              .instance()
              .flatMap(instances::find)
              .orElseThrow(() -> Refusal.noSuchThing("The instance"));
      return sites.of(instance);
    }

    @Override
    public boolean signed(Ring ring, String appSecret) {
      return true;
    }

    @Override
    public Optional<String> challenge(Ring ring) {
      return Optional.empty();
    }
  }
}
