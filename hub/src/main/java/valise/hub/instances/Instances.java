package valise.hub.instances;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.ElementUse;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.UserId;
import valise.hub.tenants.TenantListener;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;

/// The instances there are. They are made, and signed in anew, by [Provisioning].
@Component
public final class Instances implements ElementUse, TenantListener {

  private final Database database;
  private final InstanceStore store;
  private final News news;
  private final InstantSource clock;

  Instances(Database database, InstanceStore store, News news, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.news = news;
    this.clock = clock;
  }

  // --- reading -----------------------------------------------------------------------------------

  /// Whoever asks.
  public Optional<Instance> find(InstanceId id) {
    return database.read(sql -> store.find(sql, id));
  }

  /// Those of them that there are, ready to call their providers.
  public List<Ready> ready(Collection<InstanceId> ids) {
    return database.read(sql -> {
      Map<InstanceId, Grant> grants = store.grants(sql, ids);
      return store.find(sql, ids).stream()
          .map(it -> new Ready(it, Optional.ofNullable(grants.get(it.id()))))
          .toList();
    });
  }

  /// Inside a transaction.
  public Optional<Instance> find(Tx tx, InstanceId id) {
    return store.find(tx.sql(), id);
  }

  /// @throws Refusal when there is none, or the caller may not see it
  public Instance find(Caller caller, InstanceId id) {
    return find(id)
        .filter(it -> caller.sees(it.organization(), it.account(), it.owner()))
        .orElseThrow(() -> noInstance(id));
  }

  private static Refusal noInstance(InstanceId id) {
    return Refusal.noSuchThing("The instance with the id " + id);
  }

  /// A part of what the caller sees, the oldest first, and how much there is altogether.
  Page page(Caller caller, InstanceFilter filter, int from, int most) {
    return database.read(sql ->
        new Page(store.page(sql, caller, filter, from, most), store.count(sql, caller, filter)));
  }

  record Page(List<Instance> instances, int total) {}

  Optional<Instance> byToken(Secret<String> token) {
    return database.read(sql -> store.byToken(sql, token));
  }

  Secret<String> token(InstanceId id) {
    return database.read(sql -> store.token(sql, id));
  }

  /// A secret that an instance is configured with.
  public Optional<Secret<String>> secret(InstanceId id, String key) {
    return database.read(sql -> store.secret(sql, id, key));
  }

  /// The same of several instances at once; those that have none are left out.
  public Map<InstanceId, Secret<String>> secrets(Collection<InstanceId> ids, String key) {
    return ids.isEmpty() ? Map.of() : database.read(sql -> store.secrets(sql, ids, key));
  }

  /// The same inside a transaction.
  public Optional<Secret<String>> secret(Tx tx, InstanceId id, String key) {
    return store.secret(tx.sql(), id, key);
  }

  /// What is in force for a key, be it secret or not.
  Optional<String> inForce(Instance instance, String key) {
    return instance.secretKeys().contains(key)
        ? secret(instance.id(), key).map(Secret::reveal)
        : instance.value(key);
  }

  /// Everything that is in force for an instance, secrets and its access token too: for what an
  /// element's own definition does at its provider.
  public Map<String, String> everything(Instance instance) {
    Map<String, String> all = new LinkedHashMap<>();
    for (ConfigurationItem item : instance.element().configuration()) {
      instance.value(item.key()).ifPresent(value -> all.put(item.key(), value));
    }
    instance.configuration().forEach((key, value) -> value.ifPresent(it -> all.put(key, it)));
    for (String key : instance.secretKeys()) {
      secret(instance.id(), key).ifPresent(secret -> all.put(key, secret.reveal()));
    }
    grant(instance.id()).ifPresent(grant -> all.put("oauth.user.token", grant.access().reveal()));
    return all;
  }

  Optional<Grant> grant(InstanceId id) {
    return database.read(sql -> store.grant(sql, id));
  }

  @Override
  public boolean inUse(Tx tx, ElementId element) {
    return store.any(tx.sql(), element);
  }

  // --- changing ----------------------------------------------------------------------------------

  Instance setDisabled(Instance instance, boolean disabled) {
    return change(instance.id(), it -> it.withDisabled(disabled, clock.instant()));
  }

  /// Has calls written down in full for a while; no time ends it.
  Instance trace(Instance instance, Duration time) {
    return change(instance.id(), it -> it.tracedUntil(clock.instant().plus(time)));
  }

  private Instance change(InstanceId id, UnaryOperator<Instance> change) {
    return database.write(tx -> change(tx, id, change));
  }

  private Instance change(Tx tx, InstanceId id, UnaryOperator<Instance> change) {
    store.hold(tx, id);
    Instance before = store.find(tx.sql(), id).orElseThrow(() -> noInstance(id));
    Instance after = change.apply(before);
    store.update(tx, after);
    news.changed(tx, before, after);
    return after;
  }

  /// Sets what the hub itself keeps in an instance's configuration, such as the id of its webhook.
  /// Does nothing when the instance is gone.
  public void configure(Tx tx, InstanceId id, Map<String, Optional<String>> values) {
    store.hold(tx, id);
    store
        .find(tx.sql(), id)
        .ifPresent(before -> {
          values.forEach((key, value) ->
              store.set(
                  tx,
                  id,
                  key,
                  value,
                  before.element().item(key).filter(ConfigurationItem::secret).isPresent()));
          news.changed(tx, before, store.find(tx.sql(), id).orElseThrow());
        });
  }

  void delete(Instance instance) {
    news.leaving(instance);
    database.write(tx -> {
      store.hold(tx, instance.id());
      store
          .find(tx.sql(), instance.id())
          .ifPresent(there -> {
            news.deleted(tx, there);
            store.delete(tx, there.id());
          });
      return instance;
    });
  }

  @Override
  public void deactivated(Tx tx, AccountId account) {
    store.of(tx.sql(), account).forEach(instance -> disable(tx, instance));
  }

  @Override
  public void deactivated(Tx tx, UserId user) {
    store.of(tx.sql(), user).forEach(instance -> disable(tx, instance));
  }

  private void disable(Tx tx, Instance instance) {
    change(tx, instance.id(), it -> it.withDisabled(true, clock.instant()));
  }
}
