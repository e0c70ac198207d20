package valise.hub.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// What has happened at the providers, in the order in which it was noticed.
@Component
public final class Events {

  /// Events this far apart are not worth fetching what lies between them.
  private static final int NEAR = 16;

  private final Database database;
  private final List<OnRecorded> listeners;
  private final InstantSource clock;
  private final EventStore store = new EventStore();

  Events(Database database, List<OnRecorded> listeners, InstantSource clock) {
    this.database = database;
    this.listeners = List.copyOf(listeners);
    this.clock = clock;
  }

  /// Records what was found, and tells those who listen, all in `tx`.
  public List<Event> record(Tx tx, Origin origin, List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long sequence = store.take(tx, origin.instance(), findings.size());
    List<Event> events = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      events.add(event(origin, new EventId(origin.instance(), sequence++), finding, now));
    }
    store.insert(tx, events);
    listeners.forEach(listener -> listener.recorded(tx, origin, events));
    return events;
  }

  private static Event event(Origin origin, EventId id, Finding finding, Instant now) {
    return new Event(
        id,
        origin.account(),
        origin.elementKey(),
        finding.resource(),
        finding.objectKey(),
        finding.objectId(),
        finding.otherId(),
        finding.revision(),
        finding.kind(),
        finding.facts(),
        finding.date(),
        now,
        finding.trace().route(),
        finding.trace().before(),
        finding.trace().after(),
        finding.raw(),
        Envelope.of(origin, id, finding, now));
  }

  public Optional<Event> find(EventId id) {
    return database.read(sql -> store.find(sql, id));
  }

  /// The events of an instance after a sequence number, in order; 0 is before the first.
  public List<Event> after(InstanceId instance, long sequence, int max) {
    return database.read(sql -> store.after(sql, instance, sequence, max));
  }

  public List<Event> search(EventQuery query) {
    return database.read(sql -> store.search(sql, query));
  }

  /// The oldest events, if they were noticed before a moment.
  public List<EventId> before(Instant moment, int max) {
    return database.read(sql -> store.olderThan(sql, moment, max));
  }

  /// Forgets events; whoever keeps something about them forgets that in the same transaction.
  public void remove(Tx tx, List<EventId> ids) {
    store.remove(tx, ids);
  }

  /// How many events of an account were noticed in each stretch of `step`.
  public List<Count> counts(AccountId account, Instant from, Instant to, Duration step) {
    return database.read(sql -> store.counts(sql, account, from, to, step.toMillis()));
  }

  /// The notifications of these events, in as few queries as their places allow. One that is no
  /// longer kept is missing.
  public Map<EventId, String> bodies(DSLContext sql, Collection<EventId> ids) {
    Map<InstanceId, SortedSet<Long>> wanted = new HashMap<>();
    ids.forEach(
        id -> wanted.computeIfAbsent(id.instance(), key -> new TreeSet<>()).add(id.sequence()));
    Map<EventId, String> bodies = new TreeMap<>();
    wanted.forEach((instance, sequences) -> {
      long first = 0;
      long last = 0;
      for (long sequence : sequences) {
        if (last > 0 && sequence - last > NEAR) {
          add(sql, instance, first, last, bodies);
          last = 0;
        }
        first = last == 0 ? sequence : first;
        last = sequence;
      }
      add(sql, instance, first, last, bodies);
    });
    return bodies;
  }

  private void add(
      DSLContext sql, InstanceId instance, long first, long last, Map<EventId, String> bodies) {
    store.bodies(sql, instance, first, last).forEach(body -> bodies.put(body.id(), body.text()));
  }
}
