package valise.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.jobs.Jobs;
import valise.platform.watch.Journal;

@EveryDatabase("platform")
class OutgoingTest {

  private static final Address US = Address.of("valise@example.com", "Valise");

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final RecordingMailer mailer = new RecordingMailer();
  private final Jobs jobs;
  private final Outgoing outgoing;

  OutgoingTest(Database database) {
    this.database = database;
    this.jobs = new Jobs(database, clock, Journal.silent(), "node");
    this.outgoing = new Outgoing(database, clock, jobs, mailer);
  }

  private static Message to(String... addresses) {
    return new Message(
            US,
            Address.of("ann@example.com", "Ann"),
            List.of(addresses).stream().map(Address::of).toList(),
            "Grüße \"quoted\"",
            "Line one\nline two",
            "")
        .withHtml("<p>one</p>");
  }

  private void enqueue(Message message) {
    database.write(tx -> {
      outgoing.enqueue(tx, message);
      return true;
    });
  }

  @Test
  void aMessageArrivesAsItWasWritten() {
    Message message = to("bob@example.com");
    enqueue(message);

    jobs.step();

    assertThat(mailer.sent()).containsExactly(message);
  }

  @Test
  void aChangeThatIsUndoneTellsNobody() {
    assertThatThrownBy(() ->
            database.write(tx -> {
              outgoing.enqueue(tx, to("bob@example.com"));
              throw new IllegalStateException("undone");
            }))
        .isInstanceOf(IllegalStateException.class);

    jobs.step();

    assertThat(mailer.sent()).isEmpty();
  }

  @Test
  void recipientsDoNotSeeEachOther() {
    enqueue(to("bob@example.com", "cy@example.com"));

    jobs.step();

    assertThat(mailer.sent()).hasSize(2).allSatisfy(each -> assertThat(each.to()).hasSize(1));
    assertThat(mailer.sentTo("bob@example.com")).hasSize(1);
    assertThat(mailer.sentTo("cy@example.com")).hasSize(1);
  }

  @Test
  void aServerThatIsAwayIsTriedAgainLater() {
    mailer.fail(true);
    enqueue(to("bob@example.com"));
    jobs.step();
    mailer.fail(false);

    jobs.step();
    assertThat(mailer.sent()).isEmpty();

    clock.advance(Duration.ofSeconds(11));
    jobs.step();
    assertThat(mailer.sent()).hasSize(1);

    clock.advance(Duration.ofDays(1));
    jobs.step();
    assertThat(mailer.sent()).hasSize(1);
  }

  @Test
  void whatNobodyTakesForDaysIsKeptForTheOperator() {
    mailer.fail(true);
    enqueue(to("bob@example.com"));
    for (int hours = 0; hours < 100; hours++) {
      jobs.step();
      clock.advance(Duration.ofHours(3));
    }
    assertThat(jobs.dead(10)).hasSize(1);

    mailer.fail(false);
    assertThat(jobs.revive(jobs.dead(10).getFirst().id())).isTrue();
    jobs.step();
    assertThat(mailer.sent()).hasSize(1);
  }

  @Test
  void whatIsRefusedForGoodIsNotTriedAgain() {
    int[] attempts = {0};
    Jobs own = new Jobs(database, clock, Journal.silent(), "other");
    Outgoing refused =
        new Outgoing(
            own,
            message -> {
              attempts[0]++;
              throw new MailFailedException("no such box", new IllegalStateException(), true);
            });
    database.write(tx -> {
      refused.enqueue(tx, to("nobody@example.com"));
      return true;
    });

    own.step();
    clock.advance(Duration.ofDays(3));
    own.step();

    assertThat(attempts[0]).isEqualTo(1);
    assertThat(own.dead(10)).isEmpty();
  }
}
