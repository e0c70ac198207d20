package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.hub.events.Event;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.net.Receiver;

/// Deliveries that somebody wants sent once more.
@EveryDatabase({"platform", "hub"})
class RedeliveryTest {

  private static final Deliveries.Filter DELIVERED =
      Deliveries.Filter.of(Office.ACCOUNT).in(State.DELIVERED);

  private final Database database;
  private final Office office;
  private final Dispatcher node;
  private final Receiver receiver;

  RedeliveryTest(Database database) throws IOException {
    this.database = database;
    this.office = new Office(database);
    this.node = office.node("one");
    this.receiver = new Receiver(Receiver.status(200));
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
    office.close();
  }

  /// Some events that arrived, in order.
  private List<String> delivered(int instance, int count) {
    if (office.subscriptions.list(Office.ACCOUNT).stream()
        .noneMatch(it -> it.instance().filter(id -> id.value() == instance).isPresent())) {
      office.subscribe(instance, receiver.uri("/in"));
    }
    List<Event> events = office.happen(instance, count);
    node.step();
    return events.stream().map(event -> event.id().text()).toList();
  }

  private List<String> arrived() {
    List<String> ids =
        receiver.heads().stream()
            .map(head ->
                head.lines()
                    .filter(line -> line.startsWith("webhook-id: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("webhook-id: ".length()))
            .toList();
    receiver.heads().clear();
    return ids;
  }

  /// Lets the job and the node work, a second at a time, and says what arrived.
  private List<String> seconds(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      office.jobs.step();
      node.step();
      all.addAll(arrived());
      office.clock.advance(Duration.ofSeconds(1));
    }
    return all;
  }

  @Test
  void allOfAFilterIsSentOnceMoreInOrderUnderItsOldIds() {
    List<String> ids = delivered(12, 200);
    arrived();

    Redelivery asked = office.redeliveries.ask(DELIVERED);

    assertThat(asked.expected()).isEqualTo(200);
    assertThat(seconds(6)).containsExactlyElementsOf(ids);
    Redelivery after = office.redeliveries.find(Office.ACCOUNT, asked.id());
    assertThat(after.progress()).isEqualTo(Redelivery.Progress.DONE);
    assertThat(after.released()).isEqualTo(200);
    assertThat(office.states()).hasSize(200).containsOnly(State.DELIVERED);
  }

  @Test
  void noMoreOfItIsUnderWayThanItsQuotaAndWhatJustHappenedGoesFirst() {
    delivered(12, 200);
    arrived();
    office.redeliveries.ask(DELIVERED);
    office.jobs.step();
    assertThat(office.states().stream().filter(State.CREATED::equals)).hasSize(Redeliveries.QUOTA);

    List<String> now = office.happen(12, 3).stream().map(event -> event.id().text()).toList();
    node.step();

    assertThat(arrived().subList(0, 3)).containsExactlyInAnyOrderElementsOf(now);
  }

  @Test
  void aReceiverThatDoesNotKeepUpIsGivenNoMore() {
    delivered(12, 200);
    receiver.behave(Receiver.status(500));
    arrived();
    office.redeliveries.ask(DELIVERED);

    assertThat(seconds(3)).hasSize(Redeliveries.QUOTA);
  }

  @Test
  void whatAProcessLeftUndoneAnotherGoesOnWith() {
    List<String> ids = delivered(12, 200);
    arrived();
    office.redeliveries.ask(DELIVERED);
    office.jobs.step();
    // It ends here. The other finds what was set going and what was not.
    List<String> all = new ArrayList<>();
    try (Office other = new Office(database)) {
      Dispatcher node = other.node("two");
      other.clock.set(office.clock.instant());
      for (int i = 0; i < 6; i++) {
        node.step();
        all.addAll(arrived());
        other.clock.advance(Duration.ofSeconds(1));
        other.jobs.step();
      }
    }
    assertThat(all).containsExactlyElementsOf(ids);
  }

  @Test
  void aTimeSpanAnInstanceAndAReceiverNarrowIt() {
    delivered(12, 2);
    office.clock.advance(Duration.ofHours(1));
    Instant from = office.clock.instant();
    List<String> meant = delivered(12, 3);
    delivered(13, 2);
    office.clock.advance(Duration.ofHours(1));
    Instant to = office.clock.instant();
    delivered(12, 2);
    arrived();
    Deliveries.Filter filter =
        DELIVERED
            .from(from)
            .to(to)
            .of(Office.origin(12).instance())
            .at(receiver.uri("/in").toString());

    assertThat(office.redeliveries.count(filter)).isEqualTo(3);
    assertThat(seconds(1)).isEmpty();
    office.redeliveries.ask(filter);
    assertThat(seconds(2)).containsExactlyElementsOf(meant);
    assertThat(office.redeliveries.ask(filter.at("http://127.0.0.1/other")).expected()).isZero();
  }

  @Test
  void whatHappensAfterItWasAskedForIsNotSentTwice() {
    delivered(12, 1);
    arrived();
    office.redeliveries.ask(DELIVERED);
    office.clock.advance(Duration.ofMillis(5));
    String later = delivered(12, 1).getFirst();

    assertThat(Stream.concat(arrived().stream(), seconds(3).stream()).filter(later::equals))
        .hasSize(1);
  }

  @Test
  void itSaysNothingOfTheReceiversHealthAndDoesNotEndIt() {
    delivered(12, 40);
    for (int status : new int[] {500, 410}) {
      receiver.behave(Receiver.status(status));
      arrived();
      office.redeliveries.ask(DELIVERED);
      seconds(100);

      assertThat(office.givenUp).isEmpty();
      Subscription subscription = office.subscriptions.list(Office.ACCOUNT).getFirst();
      assertThat(subscription.active()).as("after " + status).isTrue();
      assertThat(office.states()).as("after " + status).hasSize(40).containsOnly(State.QUEUED);
      // The breaker is closed: what happens is sent at once, all of it.
      receiver.behave(Receiver.status(200));
      office.deliveries.reactivate(Deliveries.Filter.of(Office.ACCOUNT).in(State.QUEUED));
      seconds(1);
      assertThat(office.states()).containsOnly(State.DELIVERED);
    }
  }

  @Test
  void aReceiverIsNotLeftAloneBecauseReplaysFailed() {
    delivered(12, 40);
    receiver.behave(Receiver.status(500));
    office.redeliveries.ask(DELIVERED);
    seconds(1);
    receiver.behave(Receiver.status(200));

    List<String> now = office.happen(12, 20).stream().map(event -> event.id().text()).toList();
    node.step();

    assertThat(arrived()).containsExactlyInAnyOrderElementsOf(now);
  }

  @Test
  void aProbeIsNotSpentOnWhatIsSentOnceMore() {
    delivered(12, 40);
    receiver.behave(Receiver.status(500));
    List<String> now = office.happen(12, 12).stream().map(event -> event.id().text()).toList();
    assertThat(node.step()).as("until it is left alone").isEqualTo(10);
    office.redeliveries.ask(DELIVERED);
    office.jobs.step();
    arrived();

    office.clock.advance(Duration.ofSeconds(15));
    node.step();

    assertThat(arrived()).hasSize(1).allSatisfy(id -> assertThat(now).contains(id));
  }

  @Test
  void itIsSignedWithTheKeyOfToday() {
    Subscription made = office.subscribe(12, receiver.uri("/in"), Credentials.signedWith("former"));
    office.happen(12, 1);
    node.step();
    String before = receiver.heads().getLast();
    office.subscriptions.change(
        Office.ACCOUNT,
        made.id(),
        Office.wish(12, receiver.uri("/in"), Credentials.signedWith("new")));
    office.redeliveries.ask(DELIVERED);
    office.jobs.step();
    node.step();
    String after = receiver.heads().getLast();

    String body = after.substring(after.indexOf("\r\n\r\n") + 4);
    assertThat(before).endsWith(body);
    assertThat(after)
        .contains(
            "Elements-Webhook-Signature: sha256="
                + Signer.plain("new")
                    .sign(new byte[0], body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void whoThinksBetterOfItStopsIt() {
    delivered(12, 200);
    arrived();
    Redelivery asked = office.redeliveries.ask(DELIVERED);
    office.jobs.step();

    office.redeliveries.stop(Office.ACCOUNT, asked.id());

    assertThat(seconds(4)).hasSize(Redeliveries.QUOTA);
    assertThat(office.redeliveries.find(Office.ACCOUNT, asked.id()).progress())
        .isEqualTo(Redelivery.Progress.STOPPED);
  }

  @Test
  void aReceiverThatWasGivenUpGetsNothing() {
    delivered(12, 1);
    receiver.behave(Receiver.status(410));
    office.happen(12, 1);
    node.step();
    arrived();

    assertThat(office.redeliveries.ask(DELIVERED).expected()).isZero();
    assertThat(seconds(2)).isEmpty();
  }

  @Test
  void ofWhatIsQueuedOnlyWhatIsMeantIsSent() {
    office.settings.put("notification.webhook.failure.policy", "queue");
    receiver.behave(Receiver.status(500));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 1);
    node.step();
    office.clock.advance(Duration.ofHours(1));
    String later = office.happen(12, 1).getFirst().id().text();
    receiver.behave(Receiver.status(200));
    arrived();

    office.deliveries.reactivate(
        Deliveries.Filter.of(Office.ACCOUNT)
            .in(State.QUEUED)
            .from(office.clock.instant().minusSeconds(1)));

    assertThat(seconds(1)).containsExactly(later);
    assertThat(office.states()).containsExactlyInAnyOrder(State.QUEUED, State.DELIVERED);
  }
}
