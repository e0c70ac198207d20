package valise.hub.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Element;
import valise.hub.instances.CallRequest;
import valise.hub.instances.Draft;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.hub.instances.InstanceProvider;
import valise.hub.instances.ProvisioningStep;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.wire.ProviderFailure;
import valise.platform.db.Tx;

/// The steps in the life of an instance that its element's definition names: trying the
/// credentials, learning about the account, and cleaning up [docs].
@Component
final class Steps implements ProvisioningStep, InstanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
  private static final Set<String> OF_HOOKS = Set.of("HOOK_FAILED", "HOOK_REFUSED", "HOOKS_BUSY");

  private final Exchange exchange;
  private final InstanceSite.Sites sites;

  Steps(Exchange exchange, InstanceSite.Sites sites) {
    this.exchange = exchange;
    this.sites = sites;
  }

  /// Does a resource that nobody waits for the answer of.
  static Exchange.Told run(
      Exchange exchange, Resource resource, Site site, Map<String, String> named) {
    Exchange.Told told =
        exchange.run(
            resource, Incoming.none(resource.route().text()), site, named, Optional.empty());
    told.content().ifPresent(Steps::close);
    return told;
  }

  static void close(ProviderAnswer answer) {
    try (answer) {
      // Hung up on.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- making ------------------------------------------------------------------------------------

  @Override
  public void take(Draft draft, Calling calling) {
    OwnElement own = new OwnElement(draft.element());
    Site site = new DraftSite(draft, calling);
    own.of(Kind.PROVISION_AUTH_VALIDATION).forEach(resource -> admit(resource, site));
    own.of(Kind.ON_PROVISION).forEach(resource -> admit(resource, site));
  }

  private void admit(Resource resource, Site site) {
    try {
      run(exchange, resource, site, Map.of());
    } catch (ProviderFailure failure) {
      if (failure.status() >= 500 || failure.status() == 429 || OF_HOOKS.contains(failure.code())) {
        throw failure.after("The instance was not made.");
      }
      ProviderFailure refused =
          ProviderFailure.of(
              400,
              "NOT_VALIDATED",
              "The provider answered the first call ("
                  + resource.name()
                  + ") with "
                  + failure.status()
                  + "; the instance was not made.");
      throw failure.providerMessage().map(refused::saying).orElse(refused);
    }
  }

  /// An instance that is not there yet.
  private record DraftSite(Draft draft, Calling calling) implements Site {

    @Override
    public Element element() {
      return draft.element();
    }

    @Override
    public Map<String, String> configuration() {
      return draft.everything();
    }

    @Override
    public ProviderAnswer send(CallRequest request) {
      return InstanceProvider.answer(calling.open(request));
    }

    @Override
    public void keep(Map<String, String> learnt) {
      learnt.forEach((key, value) -> {
        if (draft.element().item(key).filter(ConfigurationItem::internal).isEmpty()) {
          draft.set(key, value);
        }
      });
    }
  }

  // --- the end -----------------------------------------------------------------------------------

  @Override
  public void leaving(Instance instance) {
    OwnElement own = new OwnElement(instance.element());
    own.of(Kind.ON_DELETE).forEach(resource -> leave(instance, resource));
    own.of(Kind.OAUTH_ON_TOKEN_REVOKE).forEach(resource -> leave(instance, resource));
  }

  private void leave(Instance instance, Resource resource) {
    try {
      run(exchange, resource, sites.of(instance), Map.of());
    } catch (RuntimeException e) {
      // It is deleted all the same.
      LOG.warn("hub.step_failed instance={} resource={}", instance.id(), resource.name(), e);
    }
  }

  @Override
  public void created(Tx tx, Instance instance) {}

  @Override
  public void changed(Tx tx, Instance before, Instance after) {}

  @Override
  public void deleted(Tx tx, Instance instance) {}
}
