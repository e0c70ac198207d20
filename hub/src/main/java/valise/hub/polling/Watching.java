package valise.hub.polling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.instances.ConfigurationRule;
import valise.hub.instances.Draft;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.hub.intake.Doorbell;
import valise.hub.intake.Intake;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// What is watched: begins and ends with instances.
///
/// An instance whose provider calls by webhook is polled too, but seldom: a call may be lost, and
/// of some changes none is made.
@Component
public final class Watching implements InstanceListener, ConfigurationRule, Doorbell {

  private static final Duration SELDOM = Duration.ofMinutes(15);

  private final Database database;
  private final InstanceSources sources;
  private final Intake intake;
  private final PollBell bell;
  private final InstantSource clock;
  private final PollStore store = new PollStore();

  Watching(
      Database database,
      InstanceSources sources,
      Intake intake,
      PollBell bell,
      InstantSource clock) {
    this.database = database;
    this.sources = sources;
    this.intake = intake;
    this.bell = bell;
    this.clock = clock;
  }

  @Override
  public void check(Draft draft) {
    if (!draft.flag(Instance.EVENTS_ENABLED)) {
      return;
    }
    String type = draft.value(Instance.VENDOR_TYPE).orElse("").strip().toLowerCase(Locale.ROOT);
    if (!List.of("", "polling", "webhook", "webhooks").contains(type)) {
      throw bad(Instance.VENDOR_TYPE, "must be 'polling' or 'webhook'");
    }
    for (PolledResource polled : PollerConfiguration.of(draft::value).resources()) {
      if (!sources.serves(draft.element(), polled)) {
        throw bad(
            PollerConfiguration.CONFIGURATION,
            "names the resource '%s', which the element '%s' cannot be polled for"
                .formatted(polled.name(), draft.element().key()));
      }
    }
  }

  private static Refusal bad(String key, String what) {
    return Refusal.malformed("BAD_POLLER_CONFIGURATION", "'" + key + "' " + what + ".");
  }

  @Override
  public void created(Tx tx, Instance instance) {
    watch(tx, instance);
  }

  @Override
  public void changed(Tx tx, Instance before, Instance after) {
    watch(tx, after);
  }

  @Override
  public void deleted(Tx tx, Instance instance) {
    store.keepOnly(tx, instance.id(), List.of());
    intake.forget(tx, instance.id());
  }

  private void watch(Tx tx, Instance instance) {
    if (instance.disabled()) {
      // What is known stays known until it is enabled again.
      return;
    }
    if (!instance.eventsEnabled()) {
      store.keepOnly(tx, instance.id(), List.of());
      return;
    }
    PollerConfiguration configuration = PollerConfiguration.of(instance::value);
    boolean called =
        instance
            .value(Instance.VENDOR_TYPE)
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .startsWith("webhook");
    Duration interval =
        called && configuration.interval().compareTo(SELDOM) < 0
            ? SELDOM
            : configuration.interval();
    Instant now = clock.instant();
    configuration
        .resources()
        .forEach(polled ->
            store.watch(
                tx,
                instance.id(),
                polled.name(),
                instance.account(),
                instance.element().key(),
                interval,
                now));
    store.keepOnly(
        tx, instance.id(), configuration.resources().stream().map(PolledResource::name).toList());
    tx.afterCommit(bell::ring);
  }

  @Override
  public boolean ring(InstanceId instance) {
    Instant now = clock.instant();
    return database.write(tx -> {
      boolean any = store.ring(tx, instance, now) > 0;
      tx.afterCommit(bell::ring);
      return any;
    });
  }

  /// What of an instance is watched, and how that goes.
  public List<Watch> of(InstanceId instance) {
    return database.read(sql -> store.of(sql, instance));
  }

  /// What failed so often that it is only tried once a day.
  public List<Watch> paused(AccountId account) {
    return database.read(sql -> store.paused(sql, account));
  }
}
