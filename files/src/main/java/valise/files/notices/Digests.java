package valise.files.notices;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
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

  Digests(Database database, Jobs jobs, InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// Adds lines, and asks for the mail.
  void add(Tx tx, Digest digest, Digest.News news) {
    int place = 0;
    for (ItemId item : news.items()) {
      NoticeStore.add(
          tx,
          new Line(
              UUID.randomUUID().toString(),
              digest.key(),
              news.kind(),
              item,
              news.actor(),
              news.closes(),
              news.at(),
              place++));
    }
    // Whoever composes it knows when it is due.
    jobs.enqueue(tx, digest.queue(), digest.key(), digest.payload());
  }

  /// Composes the mail once it is time.
  Composition compose(Job job, Pace pace, Function<List<Line>, Optional<Message>> writer) {
    List<Line> lines = database.read(sql -> NoticeStore.lines(sql, job.key(), MOST_LINES));
    if (lines.isEmpty()) {
      return Composition.nothing();
    }
    boolean full = lines.size() == MOST_LINES;
    Instant due = pace.due(lines);
    if (!full && clock.instant().isBefore(due)) {
      return new Composition.NotYet(due);
    }
    Consumer<Tx> done =
        tx -> {
          NoticeStore.remove(tx, lines);
          if (full) {
            jobs.enqueue(tx, job.queue(), job.key(), job.payload());
          }
        };
    return writer
        .apply(lines)
        .<Composition>map(message -> new Composition.Ready(message, done))
        .orElseGet(() -> new Composition.Nothing(done));
  }
}
