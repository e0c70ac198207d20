package valise.files.notices;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Composition;
import valise.platform.mail.Message;

/// Mails that tell of several things together: each thing is a line, each mail a job, and what the
/// job is called is what its lines belong to.
@Component
final class Digests {

  /// A mail that would be longer is two.
  static final int MOST_LINES = 2_000;

  private final Database database;
  private final Jobs jobs;
  private final InstantSource clock;
  private final NoticeSettings settings;

  Digests(Database database, Jobs jobs, InstantSource clock, NoticeSettings settings) {
    this.database = database;
    this.jobs = jobs;
    this.clock = clock;
    this.settings = settings;
  }

  /// Adds a line, and asks for the mail.
  ///
  /// @param payload what the job needs to know beside its lines
  void add(
      Tx tx,
      String queue,
      String digest,
      String payload,
      Line.Kind kind,
      ItemId item,
      Optional<UserId> actor,
      boolean closes) {
    Instant now = clock.instant();
    NoticeStore.add(
        tx, new Line(UUID.randomUUID().toString(), digest, kind, item, actor, closes, now));
    jobs.enqueue(tx, queue, digest, payload, closes ? now : now.plus(settings.quiet()));
  }

  /// Composes the mail once it is time.
  ///
  /// @param interval over which lines are gathered; zero means until it is quiet
  Composition compose(Job job, Duration interval, Function<List<Line>, Optional<Message>> writer) {
    List<Line> lines = database.read(sql -> NoticeStore.lines(sql, job.key(), MOST_LINES));
    if (lines.isEmpty()) {
      return Composition.nothing();
    }
    Instant due = due(lines, interval);
    if (clock.instant().isBefore(due)) {
      return new Composition.NotYet(due);
    }
    Consumer<Tx> done =
        tx -> {
          NoticeStore.remove(tx, lines);
          if (lines.size() == MOST_LINES) {
            jobs.enqueue(tx, job.queue(), job.key(), job.payload());
          }
        };
    return writer
        .apply(lines)
        .<Composition>map(message -> new Composition.Ready(message, done))
        .orElseGet(() -> new Composition.Nothing(done));
  }

  private Instant due(List<Line> lines, Duration interval) {
    Instant first = lines.getFirst().at();
    if (interval.isPositive()) {
      return first.plus(interval);
    }
    if (lines.size() == MOST_LINES || lines.stream().anyMatch(Line::closes)) {
      return first;
    }
    Instant quiet = lines.getLast().at().plus(settings.quiet());
    Instant latest = first.plus(settings.longestWait());
    return quiet.isBefore(latest) ? quiet : latest;
  }
}
