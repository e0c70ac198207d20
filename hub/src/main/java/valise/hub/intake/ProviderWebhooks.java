package valise.hub.intake;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import valise.hub.elements.Provider;
import valise.hub.elements.WebhookPort;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Calls;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.hub.instances.Instances;
import valise.hub.instances.ProviderCalls;
import valise.hub.wire.OwnAddress;
import valise.hub.wire.Paths;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// Has providers call us, for instances whose configuration wants it: asked for when one is made,
/// withdrawn before it is deleted. Asking is a job, tried again until it succeeds; until then and
/// whenever a call is lost the slow poll finds what changed.
@Component
final class ProviderWebhooks implements InstanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderWebhooks.class);
  private static final String QUEUE = "hub.webhooks";

  /// The name of the secret in the address.
  static final String SECRET = "s";

  private final Database database;
  private final Jobs jobs;
  private final Instances instances;
  private final Calls calls;
  private final Addressees addressees;
  private final OwnAddress address;
  private final InstantSource clock;
  private final DoorStore doors = new DoorStore();

  ProviderWebhooks(
      Database database,
      Jobs jobs,
      Instances instances,
      Calls calls,
      Addressees addressees,
      OwnAddress address,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.instances = instances;
    this.calls = calls;
    this.addressees = addressees;
    this.address = address;
    this.clock = clock;
    jobs.handle(
        JobQueue.named(QUEUE).withRetries(20, Duration.ofSeconds(5), Duration.ofHours(6)),
        this::subscribe);
  }

  private Optional<WebhookPort> subscribing(Instance instance) {
    return addressees.port(instance.element()).filter(WebhookPort::subscribes);
  }

  private static boolean wanted(Instance instance) {
    return instance.eventsEnabled()
        && !instance.disabled()
        && instance
            .value(Instance.VENDOR_TYPE)
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT)
            .startsWith("webhook");
  }

  private static Optional<String> id(Instance instance) {
    return instance.value(Instance.SUBSCRIPTION_ID).filter(it -> !it.isBlank());
  }

  @Override
  public void created(Tx tx, Instance instance) {
    check(tx, instance);
    mark(instance).ifPresent(mark -> doors.mark(tx, instance.id(), mark));
  }

  @Override
  public void changed(Tx tx, Instance before, Instance after) {
    check(tx, after);
    Optional<String> mark = mark(after);
    if (!mark.equals(mark(before))) {
      mark.ifPresentOrElse(
          it -> doors.mark(tx, after.id(), it), () -> doors.unmark(tx, after.id()));
    }
  }

  /// By what calls to its app's address are known to be for an instance that wants them.
  private static Optional<String> mark(Instance instance) {
    return instance.eventsEnabled() && !instance.disabled() ? Marks.of(instance) : Optional.empty();
  }

  private void check(Tx tx, Instance instance) {
    if (subscribing(instance).isPresent() && wanted(instance) != id(instance).isPresent()) {
      jobs.enqueue(tx, QUEUE, instance.id().toString(), "");
    }
  }

  @Override
  public void leaving(Instance instance) {
    Optional<WebhookPort> port = subscribing(instance);
    Optional<String> id = id(instance);
    if (port.isPresent() && id.isPresent()) {
      try {
        port.get().unsubscribe(provider(instance), id.get());
      } catch (RuntimeException e) {
        // It is deleted all the same; who calls for it is told that it is gone.
        LOG.warn("webhook.not_withdrawn instance={}", instance.id(), e);
      }
    }
  }

  @Override
  public void deleted(Tx tx, Instance instance) {
    jobs.cancel(tx, QUEUE, instance.id().toString());
    doors.remove(tx, instance.id());
  }

  private Provider provider(Instance instance) {
    return new ProviderCalls(calls, instance, clock);
  }

  /// Brings what the provider knows in line with what the instance wants.
  private Outcome subscribe(Job job) {
    InstanceId id = new InstanceId(Long.parseLong(job.key()));
    Optional<Instance> found = instances.find(id);
    if (found.isEmpty() || subscribing(found.get()).isEmpty()) {
      return Outcome.done();
    }
    Instance instance = found.get();
    WebhookPort port = subscribing(instance).get();
    Optional<String> known = id(instance);
    if (wanted(instance) && known.isEmpty()) {
      Secret<String> secret = Tokens.random128();
      database.write(tx -> {
        doors.put(tx, id, Tokens.hash(secret.reveal()));
        return id;
      });
      String made = port.subscribe(provider(instance), inbound(instance, secret));
      configure(id, Optional.of(made));
    } else if (!wanted(instance) && known.isPresent()) {
      port.unsubscribe(provider(instance), known.get());
      configure(id, Optional.empty());
    }
    return Outcome.done();
  }

  private void configure(InstanceId id, Optional<String> value) {
    database.write(tx -> {
      instances.configure(tx, id, Map.of(Instance.SUBSCRIPTION_ID, value));
      return id;
    });
  }

  /// Where the provider calls for this instance [docs].
  private URI inbound(Instance instance, Secret<String> secret) {
    return URI.create(
        "%s%s/events/%s/%s?%s=%s"
            .formatted(
                address.origin(),
                Paths.BASE,
                instance.element().key(),
                Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(instance.id().toString().getBytes(StandardCharsets.US_ASCII)),
                SECRET,
                secret.reveal()));
  }
}
