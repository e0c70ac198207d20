package valise.files.notices;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.ids.ShareId;
import valise.files.shares.Alias;
import valise.files.shares.Reminders;
import valise.files.shares.Share;
import valise.platform.db.Database;
import valise.platform.jobs.Job;
import valise.platform.jobs.Outcome;

/// Looks from time to time for what nothing happens to tell of: requests of which somebody is to be
/// reminded, and shares that are about to end.
@Component
final class Rounds {

  private static final int BATCH = 200;
  private static final Duration FORGET_AFTER = Duration.ofDays(45);

  private final Database database;
  private final InstantSource clock;
  private final Reminders reminders;
  private final Idle idle;
  private final ShareOrders orders;
  private final NoticeSettings settings;

  Rounds(
      Database database,
      InstantSource clock,
      Reminders reminders,
      Idle idle,
      ShareOrders orders,
      NoticeSettings settings) {
    this.database = database;
    this.clock = clock;
    this.reminders = reminders;
    this.idle = idle;
    this.orders = orders;
    this.settings = settings;
  }

  /// Reminds those who were asked for files and sent none.
  Outcome remind(Job job) {
    int reminded = 0;
    for (Reminders.Due due : reminders.due()) {
      reminded +=
          database.write(tx -> {
            if (!reminders.reminded(tx, due.share())) {
              return 0;
            }
            // Somebody may have sent something since it was looked for.
            List<Alias> waitedFor = reminders.waitedFor(tx.sql(), due.share().id());
            waitedFor.forEach(alias -> orders.remind(tx, due.share(), alias));
            return waitedFor.size();
          });
    }
    job.line().put("reminded", reminded);
    return Outcome.done();
  }

  /// Tells creators of shares that end soon while something is not fetched, or not sent.
  Outcome announceEnds(Job job) {
    Instant now = clock.instant();
    int told = 0;
    Optional<ShareId> after = Optional.empty();
    while (true) {
      List<Share> batch = reminders.ending(now, now.plus(settings.endingAhead()), after, BATCH);
      if (batch.isEmpty()) {
        break;
      }
      after = Optional.of(batch.getLast().id());
      for (Share share : batch) {
        told += announceEnd(share) ? 1 : 0;
      }
    }
    job.line().put("told", told);
    return Outcome.done();
  }

  private boolean announceEnd(Share share) {
    Instant end = share.policy().expiresAt().orElseThrow();
    boolean brief =
        Duration.between(share.createdAt(), end).compareTo(settings.endingMinLife()) <= 0;
    if (brief) {
      return false;
    }
    return database.write(tx -> {
      if (idle.of(tx.sql(), share).isEmpty() || !NoticeStore.told(tx, share.id(), end)) {
        return false;
      }
      orders.ending(tx, share);
      return true;
    });
  }

  /// Forgets what is of no use any more.
  Outcome forget(Job job) {
    Instant before = clock.instant().minus(FORGET_AFTER);
    int rows =
        database.write(
            tx -> NoticeStore.removeBefore(tx, before) + NoticeStore.forgetEndsBefore(tx, before));
    job.line().put("rows", rows);
    return Outcome.done();
  }
}
