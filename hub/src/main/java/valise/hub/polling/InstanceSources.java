package valise.hub.polling;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.Element;
import valise.hub.elements.HubLists;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Calls;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.instances.ProviderCalls;
import valise.hub.instances.Ready;
import valise.hub.tenants.AccountSetting;
import valise.hub.tenants.Tenants;

/// Polls go to the providers of instances, as their configurations say.
@Component
final class InstanceSources implements Sources {

  private final Instances instances;
  private final Tenants tenants;
  private final Calls calls;
  private final List<ChangeFeed> feeds;
  private final List<HubLists> lists;
  private final InstantSource clock;

  InstanceSources(
      Instances instances,
      Tenants tenants,
      Calls calls,
      List<ChangeFeed> feeds,
      ObjectProvider<HubLists> lists,
      InstantSource clock) {
    this.instances = instances;
    this.tenants = tenants;
    this.calls = calls;
    this.feeds = List.copyOf(feeds);
    this.lists = lists.orderedStream().toList();
    this.clock = clock;
  }

  @Override
  public Directory read(Collection<InstanceId> ids) {
    Map<InstanceId, Ready> read =
        instances.ready(ids).stream()
            .collect(Collectors.toMap(ready -> ready.instance().id(), ready -> ready));
    Map<AccountId, Boolean> older = new HashMap<>();
    for (Ready ready : read.values()) {
      older.computeIfAbsent(ready.instance().account(), this::older);
    }
    return (id, resource) ->
        Optional.ofNullable(read.get(id))
            .filter(ready -> ready.instance().eventsEnabled() && !ready.instance().disabled())
            .flatMap(ready ->
                source(ready, resource, older.getOrDefault(ready.instance().account(), false)));
  }

  private Optional<Source> source(Ready ready, String resource, boolean older) {
    Instance instance = ready.instance();
    return PollerConfiguration.of(instance::value).resources().stream()
        .filter(it -> it.name().equals(resource))
        .findFirst()
        .flatMap(polled -> feed(instance, polled))
        .map(feed ->
            new Source(
                origin(instance, older),
                feed,
                new ProviderCalls(calls, ready, clock),
                instance.element().key() + " " + instance.value("oauth.api.key").orElse(""),
                origin(instance.baseUrl())));
  }

  /// Whether an account is told in the older form.
  private boolean older(AccountId account) {
    return "documentation".equals(tenants.settings(account).get(AccountSetting.NOTIFICATION_FORM));
  }

  /// The element's own way where it answers what is asked for; else a list of the hub by dates.
  private Optional<ChangeFeed> feed(Instance instance, PolledResource polled) {
    Optional<ChangeFeed> own =
        polled.elementsOwn() ? own(instance.element(), polled.name()) : Optional.empty();
    return own.isPresent()
        ? own
        : list(instance.element(), polled)
            .map(
                list -> new DateFeed(instance.element().key(), polled, list, instance.id(), clock));
  }

  /// Whether a resource can be polled at all.
  boolean serves(Element element, PolledResource polled) {
    return (polled.elementsOwn() && own(element, polled.name()).isPresent())
        || list(element, polled).isPresent();
  }

  private Optional<HubLists> list(Element element, PolledResource polled) {
    return polled.address().isEmpty()
        ? Optional.empty()
        : lists.stream().filter(list -> list.serves(element, polled.address())).findFirst();
  }

  private Optional<ChangeFeed> own(Element element, String resource) {
    return feeds.stream()
        .filter(feed -> feed.element().equals(element.key()) && feed.resource().equals(resource))
        .findFirst();
  }

  private static String origin(String url) {
    return url.replaceFirst("^(https?://[^/]*).*", "$1");
  }

  private static Origin origin(Instance instance, boolean older) {
    return new Origin(
        instance.id(),
        instance.account(),
        instance.organization().value(),
        instance.owner().value(),
        instance.element().key(),
        instance.element().hub(),
        instance.name(),
        instance.tags(),
        older);
  }
}
