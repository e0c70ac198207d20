package valise.platform.mail;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;

/// Mail that is written down with the change it tells of and sent afterwards, by jobs: at least
/// once, tried again with growing pauses for about two days, then kept as a dead job that an
/// operator can revive.
///
/// What the mail server refuses for good, such as an address that does not exist, is not tried
/// again. The whole message lies in the database until it is sent; one that carries a secret is
/// better composed by a job of its own.
public final class Outgoing {

  /// The name of the queue.
  public static final String QUEUE = "mail.outgoing";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Jobs jobs;
  private final Mailer mailer;

  /// Registers itself with `jobs`, so before they start.
  public Outgoing(Jobs jobs, Mailer mailer) {
    this.jobs = jobs;
    this.mailer = mailer;
    jobs.handle(
        JobQueue.named(QUEUE)
            .withLease(Duration.ofMinutes(2))
            .withRetries(24, Duration.ofSeconds(10), Duration.ofHours(3)),
        this::send);
  }

  /// Sends a message once `tx` is durable. Each recipient gets one of their own: they do not see
  /// each other, and one bad address keeps nobody else's from arriving.
  public void enqueue(Tx tx, Message message) {
    for (Address to : message.to()) {
      Message own =
          new Message(
              message.from(),
              message.replyTo(),
              List.of(to),
              message.subject(),
              message.text(),
              message.html());
      jobs.enqueue(tx, QUEUE, UUID.randomUUID().toString(), MAPPER.writeValueAsString(own));
    }
  }

  private Outcome send(Job job) {
    Message message = MAPPER.readValue(job.payload(), Message.class);
    try {
      mailer.send(message);
    } catch (MailFailedException e) {
      if (!e.permanent()) {
        throw e;
      }
      job.line().put("mail", "refused").failure(e);
    }
    return Outcome.done();
  }
}
