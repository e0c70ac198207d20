package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import valise.hub.events.Events;
import valise.hub.ids.EventId;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;

/// Forgets events and notifications after 30 days, with all that is known of their deliveries; the
/// vendor kept them for 7 [docs]. A few at a time, so that nobody waits for it.
@Component
final class ExpiredEventSweep {

  static final Duration KEPT = Duration.ofDays(30);

  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 500;

  private final Database database;
  private final Events events;
  private final InstantSource clock;
  private final DeliveryStore deliveries = new DeliveryStore();
  private final NotificationStore notifications = new NotificationStore();
  private final RedeliveryStore redeliveries = new RedeliveryStore();

  ExpiredEventSweep(Database database, Events events, Jobs jobs, InstantSource clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
    jobs.every(
        Duration.ofHours(1),
        "hub.events.expire",
        job -> {
          job.line().put("events", sweep());
          return Outcome.done();
        });
  }

  /// How many were forgotten.
  int sweep() {
    Instant before = clock.instant().minus(KEPT);
    int gone = 0;
    List<EventId> batch = events.before(before, BATCH);
    for (int i = 0; i < MOST_BATCHES && !batch.isEmpty(); i++) {
      List<EventId> ids = batch;
      database.write(tx -> {
        deliveries.remove(tx, ids);
        notifications.unmark(tx, ids);
        events.remove(tx, ids);
        return ids;
      });
      gone += ids.size();
      batch = events.before(before, BATCH);
    }
    return gone + sweepNotifications(before);
  }

  private int sweepNotifications(Instant before) {
    int gone = 0;
    boolean more = true;
    while (more) {
      int some =
          database.write(tx -> {
            List<EventId> ids = notifications.before(tx.sql(), before, BATCH);
            deliveries.remove(tx, ids);
            notifications.remove(tx, ids);
            redeliveries.forget(tx, before);
            return ids.size();
          });
      gone += some;
      more = some == BATCH;
    }
    return gone;
  }
}
