package valise.files.shares;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.ShareId;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Which recipients of requests are to be reminded, and which shares are about to end: for whoever
/// writes to people.
///
/// The vendor tells of a frequency, an interval and a last date, not of their units. Here an
/// interval is days between reminders, and the frequency how many there are at most [inferred].
@Component
public final class Reminders {

  private static final int BATCH = 200;

  private final Database database;
  private final Reach reach;
  private final InstantSource clock;

  Reminders(Database database, Reach reach, InstantSource clock) {
    this.database = database;
    this.reach = reach;
    this.clock = clock;
  }

  /// A request whose time has come.
  ///
  /// @param waitedFor those named who have not sent anything; never empty
  public record Due(Share share, List<Alias> waitedFor) {

    public Due {
      waitedFor = List.copyOf(waitedFor);
    }
  }

  /// All requests of which somebody is to be reminded now. Who reminds says so with [#reminded], in
  /// the transaction that stores the letters.
  public List<Due> due() {
    Instant now = clock.instant();
    List<Due> due = new ArrayList<>();
    Optional<ShareId> after = Optional.empty();
    while (true) {
      Optional<ShareId> from = after;
      List<Share> batch = database.read(sql -> ShareStore.tracking(sql, now, from, BATCH));
      if (batch.isEmpty()) {
        return due;
      }
      after = Optional.of(batch.getLast().id());
      batch.stream()
          .filter(share -> isTime(share, now))
          .forEach(share -> database.read(sql -> due(sql, share)).ifPresent(due::add));
    }
  }

  private static boolean isTime(Share share, Instant now) {
    Share.Tracking tracking = share.tracking();
    boolean more =
        tracking.frequency() == Share.UNLIMITED || tracking.reminders() < tracking.frequency();
    Instant last =
        tracking.remindedAt().or(() -> share.sent().map(Share.Sent::at)).orElse(share.createdAt());
    return more && !now.isBefore(last.plus(Duration.ofDays(tracking.interval())));
  }

  private Optional<Due> due(DSLContext sql, Share share) {
    return reach
        .of(sql, share)
        .filter(Reach.Reached::leadsAnywhere)
        .map(reached -> new Due(reached.share(), waitedFor(sql, share.id())))
        .filter(due -> !due.waitedFor().isEmpty());
  }

  /// Those a request names who have not sent anything.
  public List<Alias> waitedFor(DSLContext sql, ShareId share) {
    return AliasStore.of(sql, share).stream()
        .filter(alias -> alias.origin() == Alias.Origin.INVITED)
        .filter(alias -> alias.uploadedAt().isEmpty())
        .toList();
  }

  /// Keeps account of a reminder. False when somebody else reminded meanwhile.
  public boolean reminded(Tx tx, Share share) {
    Instant now = clock.instant();
    return ShareStore.hold(tx, share.id())
        .filter(there -> there.tracking().reminders() == share.tracking().reminders())
        .map(there -> {
          ShareStore.reminded(tx, share.id(), now);
          return true;
        })
        .orElse(false);
  }

  /// Shares that work at `from` and will not at `until`, in the order of their ids.
  ///
  /// @param after the last one of the page before
  public List<Share> ending(Instant from, Instant until, Optional<ShareId> after, int limit) {
    return database.read(sql -> ShareStore.ending(sql, from, until, after, limit));
  }
}
