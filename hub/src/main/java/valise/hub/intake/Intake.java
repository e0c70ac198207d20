package valise.hub.intake;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.hub.elements.Change;
import valise.hub.elements.KnownObjects;
import valise.hub.events.Event;
import valise.hub.events.Events;
import valise.hub.ids.InstanceId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Turns what providers say into events, once each.
@Component
public final class Intake {

  private final Database database;
  private final Events events;
  private final LedgerStore store = new LedgerStore();

  Intake(Database database, Events events) {
    this.database = database;
    this.events = events;
  }

  /// Takes a page in: compares it with what is known, records the difference as events, and what is
  /// known from now on. All in `tx`, so that the caller's cursor moves with it.
  public List<Event> take(Tx tx, Look look, List<Change> changes) {
    if (changes.isEmpty()) {
      return List.of();
    }
    InstanceId instance = look.origin().instance();
    Comparison comparison =
        new Comparison(
            look,
            store.load(tx.sql(), instance, look.resource(), keys(changes)),
            new Comparison.Around() {
              @Override
              public Collection<LedgerRow> at(String place) {
                return store.at(tx.sql(), instance, look.resource(), place);
              }

              @Override
              public Collection<LedgerRow> below(String path) {
                return store.below(tx.sql(), instance, look.resource(), path);
              }
            });
    comparison.take(changes);
    store.save(tx, instance, look.resource(), comparison.changed());
    return events.record(tx, look.origin(), comparison.findings());
  }

  private static Set<String> keys(List<Change> changes) {
    Set<String> keys = new LinkedHashSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Seen seen -> {
          keys.add(seen.key());
          seen.formerKey().ifPresent(keys::add);
        }
        case Change.Gone gone -> keys.add(gone.key());
        case Change.GoneFrom from -> {}
        case Change.Marked marked -> keys.add(marked.key());
      }
    }
    return keys;
  }

  /// What is known of an instance's objects, as it is at each question.
  public KnownObjects known(InstanceId instance, String resource) {
    return new KnownObjects() {
      @Override
      public Optional<String> mark(String key) {
        return database.read(sql -> store.mark(sql, instance, resource, key));
      }

      @Override
      public List<Known> at(String place) {
        return database.read(sql -> store.at(sql, instance, resource, place)).stream()
            .map(row -> new Known(row.key(), row.folder(), Fingerprint.parse(row.print()).name()))
            .toList();
      }

      @Override
      public String hash(String name) {
        return Fingerprint.name(name);
      }
    };
  }

  /// The keys of objects that the sweep of this epoch did not meet, in order, after `key`.
  public List<String> unmet(InstanceId instance, String resource, long epoch, String key, int max) {
    return database.read(sql -> store.unmet(sql, instance, resource, epoch, key, max)).stream()
        .map(LedgerRow::key)
        .toList();
  }

  /// Forgets all that is known of an instance.
  public void forget(Tx tx, InstanceId instance) {
    store.forget(tx, instance);
  }
}
