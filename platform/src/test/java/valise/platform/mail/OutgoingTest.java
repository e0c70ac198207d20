package valise.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            "a-message",
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

    assertThat(mailer.sent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.withId("a-message")).isEqualTo(message));
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

  private MailFailedException refusal() {
    return new MailFailedException("550 no such box", new IllegalStateException(), true);
  }

  @Test
  void whatIsRefusedForGoodIsNotTriedAgainUnlessAnOperatorSaysSo() {
    mailer.fail(refusal());
    enqueue(to("nobody@example.com"));
    jobs.step();
    mailer.fail(false);
    clock.advance(Duration.ofDays(3));
    jobs.step();
    assertThat(mailer.sent()).isEmpty();

    Outgoing.Sending failed = outgoing.unsent(10).getFirst();
    assertThat(failed.state()).isEqualTo(Outgoing.State.FAILED);
    assertThat(failed.to()).isEqualTo("nobody@example.com");
    assertThat(failed.subject()).isEqualTo("Grüße \"quoted\"");
    assertThat(failed.error()).contains("550 no such box");
    assertThat(outgoing.retry(failed.id())).isTrue();
    assertThat(outgoing.retry("another")).isFalse();
    jobs.step();

    assertThat(mailer.sent()).hasSize(1);
    assertThat(outgoing.unsent(10)).isEmpty();
    assertThat(outgoing.sent(10))
        .singleElement()
        .satisfies(sent -> assertThat(sent.to()).isEqualTo("nobody@example.com"));
  }

  @Test
  void anOperatorSeesWhatWaitsAndNeedNotWaitForTheNextAttempt() {
    mailer.fail(true);
    enqueue(to("bob@example.com"));
    assertThat(outgoing.unsent(10))
        .singleElement()
        .satisfies(mail -> assertThat(mail.state()).isEqualTo(Outgoing.State.QUEUED));
    jobs.step();
    Outgoing.Sending waiting = outgoing.unsent(10).getFirst();
    assertThat(waiting.state()).isEqualTo(Outgoing.State.RETRYING);
    assertThat(waiting.nextTry()).contains(clock.instant().plusSeconds(10));

    mailer.fail(false);
    assertThat(outgoing.retry(waiting.id())).isTrue();
    jobs.step();

    assertThat(mailer.sent()).hasSize(1);
  }

  @Test
  void aServerThatDiesAfterSendingSendsTheSameMessageOnceMore() {
    Jobs dying = new Jobs(database, clock, Journal.silent(), "dying");
    Outgoing cut =
        new Outgoing(
            database,
            clock,
            dying,
            message -> {
              mailer.send(message);
              throw new IllegalStateException("the power went");
            });
    database.write(tx -> {
      cut.enqueue(tx, to("bob@example.com"));
      return true;
    });
    dying.step();
    assertThat(mailer.sent()).hasSize(1);

    clock.advance(Duration.ofMinutes(1));
    jobs.step();

    assertThat(mailer.sent()).hasSize(2);
    assertThat(mailer.sent().get(1)).isEqualTo(mailer.sent().get(0));
  }

  @Test
  void aServerThatDiedBeforeSendingSendsWhenItIsBack() {
    enqueue(to("bob@example.com"));
    Jobs restarted = new Jobs(database, clock, Journal.silent(), "node");
    Outgoing again = new Outgoing(database, clock, restarted, mailer);

    restarted.step();

    assertThat(mailer.sentTo("bob@example.com")).hasSize(1);
    assertThat(again.unsent(10)).isEmpty();
  }

  @Test
  void whatIsComposedWhenItIsSentMayHaveNothingToSayOrWait() {
    Map<String, Composition> answers = new HashMap<>();
    List<String> ended = new ArrayList<>();
    Instant later = clock.instant().plusSeconds(60);
    answers.put("nothing", new Composition.Nothing(tx -> ended.add("nothing")));
    answers.put("later", new Composition.NotYet(later));
    answers.put("ready", new Composition.Ready(to("bob@example.com"), tx -> ended.add("ready")));
    outgoing.composed("test.letters", job -> answers.get(job.key()));
    database.write(tx -> {
      answers.keySet().forEach(key -> jobs.enqueue(tx, "test.letters", key, ""));
      return true;
    });

    jobs.step();
    assertThat(ended).containsExactlyInAnyOrder("nothing", "ready");
    assertThat(mailer.sent()).hasSize(1);

    answers.put("later", Composition.ready(to("cy@example.com")));
    clock.advance(Duration.ofSeconds(60));
    jobs.step();
    assertThat(mailer.sentTo("cy@example.com")).hasSize(1);
  }

  @Test
  void whatWasSentIsForgottenAfterAMonth() {
    enqueue(to("bob@example.com"));
    jobs.step();
    clock.advance(Duration.ofDays(29));
    jobs.step();
    assertThat(outgoing.sent(10)).hasSize(1);

    clock.advance(Duration.ofDays(2));
    jobs.step();
    assertThat(outgoing.sent(10)).isEmpty();
  }
}
