package valise.hub.instances;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.net.Header;
import valise.platform.net.Opened;
import valise.platform.net.Outbound;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// Calls to providers on behalf of instances.
///
/// The instance's leave is shown, renewed when it ends, and once more when the provider turns it
/// down. What the provider answers is handed on as it is, whatever its status.
@Component
public final class Calls {

  private final Instances instances;
  private final Grants grants;
  private final Outbound outbound;
  private final Journal journal;
  private final InstantSource clock;

  Calls(
      Instances instances, Grants grants, Outbound outbound, Journal journal, InstantSource clock) {
    this.instances = instances;
    this.grants = grants;
    this.outbound = outbound;
    this.journal = journal;
    this.clock = clock;
  }

  /// Asks, and comes back with the head of the answer; close it.
  ///
  /// @throws Refusal when there is no such instance, or it is disabled
  /// @throws ProviderFailure when the provider cannot be asked, or gives no leave any more
  public Opened execute(InstanceId id, CallRequest request) {
    return execute(
        instances.find(id).orElseThrow(() -> Refusal.noSuchThing("The instance " + id)), request);
  }

  /// The same for whoever has the instance at hand.
  public Opened execute(Instance instance, CallRequest request) {
    return execute(instance, request, () -> grants.current(instance));
  }

  /// The same for whoever has just read its leave as well.
  Opened execute(Ready ready, CallRequest request) {
    Instance instance = ready.instance();
    return execute(instance, request, () -> grants.current(instance, ready.grant()));
  }

  private Opened execute(
      Instance instance, CallRequest request, Supplier<Optional<Grant>> leaveNow) {
    if (instance.disabled()) {
      throw Refusal.of(
          Refusal.Kind.NOT_ALLOWED,
          "INSTANCE_DISABLED",
          "The instance " + instance.id() + " is disabled. Enable it first.");
    }
    if (instance.trouble().isPresent()) {
      throw Grants.consentLost(instance.trouble().get());
    }
    Provider provider = new Provider(instance.element(), key -> instances.inForce(instance, key));
    URI uri = provider.address(request.target());
    boolean authorized = request.authorized() && provider.owns(uri);
    Optional<Grant> grant = authorized ? leaveNow.get() : Optional.empty();
    Optional<Header> leave =
        authorized ? provider.authorization(request, grant.map(Grant::access)) : Optional.empty();
    Opened answer = open(instance, request, uri, leave);
    if (answer.status() != 401 || grant.flatMap(Grant::refresh).isEmpty()) {
      return answer;
    }
    answer.close();
    Grant renewed = grants.renew(instance, grant.get().version());
    if (request.body() instanceof CallRequest.Body.Streamed) {
      // What was sent is gone; only its sender can send it again.
      throw ProviderFailure.of(
              503,
              "SIGN_IN_RENEWED",
              "The sign-in at the provider had ended and was renewed; send the request again.")
          .retryingAfter(Duration.ofSeconds(1));
    }
    return open(
        instance, request, uri, provider.authorization(request, Optional.of(renewed.access())));
  }

  private Opened open(Instance instance, CallRequest request, URI uri, Optional<Header> leave) {
    if (!instance.tracedUntil().isAfter(clock.instant())) {
      return Provider.open(outbound, request, uri, leave);
    }
    WideLine line =
        journal
            .begin("hub.call")
            .put("instance", instance.id().toString())
            .put("element", instance.element().key())
            .put("method", request.method())
            // Without the query, which may hold a ticket.
            .put("url", uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
    try {
      Opened opened = Provider.open(outbound, request, uri, leave);
      line.put("status", opened.status()).outcome("ok");
      opened.header("Content-Type").ifPresent(type -> line.put("type", type));
      return opened;
    } catch (ProviderFailure e) {
      line.failure(e);
      throw e;
    } finally {
      line.write();
    }
  }
}
