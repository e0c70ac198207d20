package valise.platform.mail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.HopelessException;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.jobs.PendingJob;

/// Mail that is asked for with the change it tells of and sent afterwards, by jobs: at least once,
/// tried again with growing pauses for about two days, then kept as a dead job that an operator can
/// revive. What the mail server refuses for good is dead at once.
///
/// A mail is either written down whole with [#enqueue], or composed when it is sent: then its queue
/// is named with [#composed], and asking for it is asking [Jobs] for a job there. What is composed
/// late tells only what is still so, and lays no secret into the database.
///
/// Whatever is tried leaves a line in `mail_log` for an operator: to whom, about what, and how it
/// went.
public final class Outgoing {

  /// The queue of mail that is written down whole.
  public static final String QUEUE = "mail.outgoing";

  private static final Duration KEPT = Duration.ofDays(30);
  private static final int MOST_PENDING = 10_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Composes mail. Called on a worker, outside of any transaction; it may begin one of its own.
  @FunctionalInterface
  public interface Composer {
    Composition compose(Job job);
  }

  private final Database database;
  private final InstantSource clock;
  private final Jobs jobs;
  private final Mailer mailer;
  private final List<String> queues = new ArrayList<>();

  /// Registers itself with `jobs`, so before they start.
  public Outgoing(Database database, InstantSource clock, Jobs jobs, Mailer mailer) {
    this.database = database;
    this.clock = clock;
    this.jobs = jobs;
    this.mailer = mailer;
    composed(QUEUE, job -> Composition.ready(MAPPER.readValue(job.payload(), Message.class)));
    jobs.every(Duration.ofHours(12), "mail.forget", this::forget);
  }

  /// Names who composes the mails of a queue. Before the jobs start.
  public void composed(String queue, Composer composer) {
    queues.add(queue);
    jobs.handle(
        JobQueue.named(queue)
            .withLease(Duration.ofMinutes(2))
            .withRetries(24, Duration.ofSeconds(10), Duration.ofHours(3)),
        job -> work(job, composer));
  }

  /// Sends a message once `tx` is durable. Each recipient gets one of their own: they do not see
  /// each other, and one bad address keeps nobody else's from arriving.
  public void enqueue(Tx tx, Message message) {
    for (Address to : message.to()) {
      Message own = message.only(to);
      jobs.enqueue(tx, QUEUE, own.id(), MAPPER.writeValueAsString(own));
    }
  }

  private Outcome work(Job job, Composer composer) {
    return switch (composer.compose(job)) {
      case Composition.NotYet(Instant at) -> Outcome.again(at);
      case Composition.Nothing(var instead) -> {
        database.write(tx -> {
          job.settle(tx, Outcome.done());
          MailLog.dropFailed(tx, job.id());
          instead.accept(tx);
          return true;
        });
        job.line().put("mail", "nothing");
        yield Outcome.done();
      }
      case Composition.Ready(Message message, var onceSent) -> {
        Message known = message.withId(idOf(job, message));
        send(job, known);
        database.write(tx -> {
          job.settle(tx, Outcome.done());
          MailLog.sent(tx, job.id(), known, clock.instant());
          onceSent.accept(tx);
          return true;
        });
        yield Outcome.done();
      }
    };
  }

  /// A message that goes out twice, because nobody knows that it went out, has one id; one that
  /// says something else has another.
  private static String idOf(Job job, Message message) {
    String what =
        String.join(
            "\n", job.id(), message.to().getFirst().email(), message.subject(), message.text());
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void send(Job job, Message message) {
    try {
      mailer.send(message);
    } catch (MailFailedException e) {
      database.write(tx -> {
        MailLog.failed(tx, job.id(), message, clock.instant());
        return true;
      });
      if (e.permanent()) {
        throw new HopelessException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private Outcome forget(Job job) {
    Instant before = clock.instant().minus(KEPT);
    List<String> stale =
        jobs.pending(queues, MOST_PENDING).stream()
            .filter(each -> each.due().isEmpty() && each.askedAt().isBefore(before))
            .map(PendingJob::id)
            .toList();
    stale.forEach(jobs::discard);
    job.line().put("given_up", stale.size());
    int forgotten = database.write(tx -> MailLog.removeBefore(tx, before));
    job.line().put("rows", forgotten);
    return Outcome.done();
  }

  // --- for operators -----------------------------------------------------------------------------

  /// How a mail stands.
  public enum State {
    /// Not tried yet.
    QUEUED,
    /// Failed, and to be tried again.
    RETRYING,
    /// Nobody takes it; it waits for an operator.
    FAILED,
    /// Somebody else is responsible for it.
    SENT
  }

  /// @param id for [#retry]
  /// @param to empty text when it was not tried yet; so are `subject` and `error`
  /// @param at when it was sent or last tried, or asked for
  /// @param nextTry empty when there will be none
  public record Sending(
      String id,
      String queue,
      State state,
      String to,
      String subject,
      Instant at,
      Optional<Instant> nextTry,
      int attempts,
      String error) {}

  /// Mail that is not sent, those that failed last.
  public List<Sending> unsent(int max) {
    List<PendingJob> pending = jobs.pending(queues, max);
    Map<String, MailLog.Line> tried =
        database.read(sql -> MailLog.failed(sql, pending.stream().map(PendingJob::id).toList()));
    return pending.stream()
        .map(job -> {
          Optional<MailLog.Line> line = Optional.ofNullable(tried.get(job.id()));
          State state =
              job.due().isEmpty()
                  ? State.FAILED
                  : job.lastError().isEmpty() ? State.QUEUED : State.RETRYING;
          return new Sending(
              job.id(),
              job.queue(),
              state,
              line.map(MailLog.Line::to).orElse(""),
              line.map(MailLog.Line::subject).orElse(""),
              line.map(MailLog.Line::at).orElse(job.askedAt()),
              job.due(),
              job.attempts(),
              job.lastError());
        })
        .sorted(Comparator.comparing(each -> each.state() == State.FAILED))
        .toList();
  }

  /// Mail that was sent in the last thirty days, the latest first.
  public List<Sending> sent(int max) {
    return database.read(sql -> MailLog.sent(sql, max)).stream()
        .map(line ->
            new Sending(
                line.job(),
                "",
                State.SENT,
                line.to(),
                line.subject(),
                line.at(),
                Optional.empty(),
                0,
                ""))
        .toList();
  }

  /// Has a mail that failed tried again at once. False when there is no such.
  public boolean retry(String id) {
    return jobs.pending(queues, MOST_PENDING).stream().anyMatch(each -> each.id().equals(id))
        && jobs.hasten(id);
  }
}
