package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.events.Event;
import valise.hub.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.evidence.Assumed;
import valise.platform.net.Cidr;
import valise.platform.net.Reach;
import valise.platform.net.Receiver;

/// From a recorded event to a receiver, and back to what is known of it.
@EveryDatabase({"platform", "hub"})
class DeliveryTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;
  private final Office office;
  private final Dispatcher node;
  private final Receiver receiver;

  DeliveryTest(Database database) throws IOException {
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

  private static Map<String, String> headers(String request) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : request.substring(0, request.indexOf("\r\n\r\n")).lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        headers.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return headers;
  }

  private static String body(String request) {
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }

  private static String hmac(String key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anEventReachesItsReceiverOnceAsASignedNotification() throws Exception {
    office.subscribe(12, receiver.uri("/in"), Credentials.signedWith("123456"));
    Event event = office.happen(12, 1).getFirst();

    assertThat(node.step()).isEqualTo(1);
    assertThat(node.step()).isZero();

    assertThat(receiver.heads()).hasSize(1);
    String request = receiver.heads().getFirst();
    assertThat(request).startsWith("POST /in HTTP/1.1");
    Map<String, String> headers = headers(request);
    assertThat(headers)
        .containsEntry("Elements-Webhook-Id", event.id().text())
        .containsEntry("webhook-id", event.id().text())
        .containsEntry("Elements-Webhook-Signature", "sha256=" + hmac("123456", body(request)));
    assertThat(headers.get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + hmac(
                    "123456",
                    event.id().text()
                        + "."
                        + headers.get("webhook-timestamp")
                        + "."
                        + body(request)));
    JsonNode message = JSON.readTree(body(request)).path("message");
    assertThat(JSON.readTree(body(request)).path("topic").asString())
        .isEqualTo("instance-12-sharefile-events");
    assertThat(message.path("eventId").asString()).isEqualTo(event.id().text());
    assertThat(message.path("instanceId").asLong()).isEqualTo(12);
    assertThat(message.path("raw").path("documents").get(0).path("Id").asString()).isEqualTo("o0");
    JsonNode told = message.path("events").get(0);
    assertThat(told.path("eventType").asString()).isEqualTo("CREATED");
    assertThat(told.path("objectId").asString()).isEqualTo("o0");
    assertThat(told.path("objectType").asString()).isEqualTo("documents");
    assertThat(told.path("sequence").asLong()).isEqualTo(1);
    assertThat(office.states()).containsExactly(State.DELIVERED);
  }

  @Test
  void nothingIsSentOfAnEventThatWasNotCommitted() {
    office.subscribe(12, receiver.uri("/in"));
    try {
      database.write(tx -> {
        office.events.record(tx, Office.origin(12), List.of(office.found("x")));
        throw new IllegalStateException("no");
      });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no");
    }

    assertThat(node.step()).isZero();
    assertThat(office.happen(12, 1).getFirst().id().sequence()).isEqualTo(1);
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim =
          "what fails is tried again 4, 16, 64, ... 262144 s after its first failure, and then queued",
      from = "the older of the vendor's two texts, whose numbers agree with each other")
  void aFailedDeliveryIsTriedAgainAtThePublishedTimesAfterItsFirstFailureAndThenQueued() {
    receiver.behave(Receiver.status(500));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 1);
    Instant first = office.clock.instant();
    node.step();

    List<Duration> offsets = new ArrayList<>();
    for (int x = 1; x <= 9; x++) {
      Duration offset = Duration.ofSeconds(1L << (2 * x));
      office.clock.set(first.plus(offset).minusMillis(1));
      assertThat(node.step()).as("before retry " + x).isZero();
      office.clock.set(first.plus(offset.multipliedBy(11).dividedBy(10)).plusMillis(1));
      assertThat(node.step()).as("retry " + x).isEqualTo(1);
      offsets.add(offset);
    }

    assertThat(offsets.getLast()).isEqualTo(Duration.ofSeconds(262_144));
    assertThat(receiver.heads()).hasSize(10);
    assertThat(receiver.heads().stream().map(it -> headers(it).get("Elements-Webhook-Id")))
        .containsOnly(headers(receiver.heads().getFirst()).get("Elements-Webhook-Id"));
    assertThat(office.states()).containsExactly(State.QUEUED);
    Subscription after = office.subscriptions.list(Office.ACCOUNT).getFirst();
    assertThat(after.active()).isFalse();
    assertThat(after.inactiveReason())
        .hasValueSatisfying(why -> assertThat(why).contains("10 times").contains("answered 500"));
  }

  @Test
  void whatHappensAfterTheReceiverWasGivenUpIsQueuedAndComesInOrderWhenItIsMadeActive() {
    office.settings.put("notification.webhook.failure.policy", "queue");
    receiver.behave(Receiver.status(503));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 1);
    node.step();
    List<Event> later = office.happen(12, 3);
    assertThat(node.step()).isZero();
    assertThat(office.states()).hasSize(4).containsOnly(State.QUEUED);

    receiver.behave(Receiver.status(200));
    receiver.heads().clear();
    int count =
        office.deliveries.reactivate(
            Deliveries.Filter.of(Office.ACCOUNT)
                .at(receiver.uri("/in").toString())
                .in(State.QUEUED));

    assertThat(count).isEqualTo(4);
    assertThat(node.step()).isEqualTo(4);
    assertThat(receiver.heads().stream().map(it -> headers(it).get("Elements-Webhook-Id")).skip(1))
        .containsExactlyElementsOf(later.stream().map(event -> event.id().text()).toList());
    assertThat(office.states()).containsOnly(State.DELIVERED);
  }

  @Test
  void aReceiverThatIsGoneIsToldNothingMore() {
    receiver.behave(Receiver.status(410));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 3);

    node.step();
    office.happen(12, 3);
    node.step();

    assertThat(receiver.heads()).hasSize(1);
    assertThat(office.states()).hasSize(6).containsOnly(State.QUEUED);
    assertThat(office.subscriptions.list(Office.ACCOUNT).getFirst().active()).isFalse();
    assertThat(office.givenUp).as("told once").hasSize(1);
  }

  @Test
  void aRedirectIsAFailureAndIsNotFollowed() throws IOException {
    try (Receiver other = new Receiver(Receiver.status(200))) {
      receiver.behave(
          Receiver.says(
              "HTTP/1.1 302 Found\r\nLocation: "
                  + other.uri("/")
                  + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      office.subscribe(12, receiver.uri("/in"));
      office.happen(12, 1);

      node.step();

      assertThat(other.heads()).isEmpty();
      assertThat(office.states()).containsExactly(State.RETRY);
    }
  }

  @Test
  void aReceiverThatAsksForTimeGetsItButNeverLessThanTheScheduleNorMoreThanTheNextStep() {
    receiver.behave(
        Receiver.says(
            "HTTP/1.1 429 Slow\r\nRetry-After: 9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 1);
    node.step();

    office.clock.advance(Duration.ofSeconds(8));
    assertThat(node.step()).isZero();
    office.clock.advance(Duration.ofSeconds(1));
    assertThat(node.step()).isEqualTo(1);
  }

  @Test
  void aDeadReceiverIsLeftAloneAndWhatWaitsUsesUpNoRetries() {
    receiver.behave(Receiver.status(500));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 50);

    int first = node.step();
    assertThat(first).isEqualTo(10);
    office.clock.advance(Duration.ofSeconds(14));
    assertThat(node.step()).isZero();
    office.clock.advance(Duration.ofSeconds(1));
    assertThat(node.step()).as("one probe").isEqualTo(1);

    receiver.behave(Receiver.status(200));
    office.clock.advance(Duration.ofSeconds(30));
    assertThat(node.step()).isEqualTo(50);
    assertThat(office.states()).hasSize(50).containsOnly(State.DELIVERED);
  }

  @Test
  void theBreakerSurvivesARestart() {
    receiver.behave(Receiver.status(500));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 50);
    node.step();

    assertThat(office.node("two").step()).isZero();
  }

  @Test
  void whatIsAboutOnePayloadSaysNothingOfTheReceiver() {
    receiver.behave(Receiver.status(422));
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 30);

    assertThat(node.step()).isEqualTo(30);
  }

  @Test
  void anAddressOutOfReachIsNotAskedAndNothingOfItIsTold() {
    try (Office strict = new Office(database, new Reach(false, List.of(Cidr.parse("127.0.0.9"))))) {
      strict.subscribe(12, receiver.uri("/in"));
      Event event = strict.happen(12, 1).getFirst();

      strict.node("one").step();

      assertThat(receiver.heads()).isEmpty();
      Delivery delivery =
          strict.deliveries.list(Deliveries.Filter.of(Office.ACCOUNT), 0, 10).getFirst();
      Attempt attempt = strict.deliveries.attempts(delivery.subscription(), event.id()).getFirst();
      assertThat(attempt.outcome()).startsWith("not asked");
      assertThat(attempt.answer()).isEmpty();
    }
  }

  @Test
  void aChangedKeySignsAtOnceAndTheFormerOneBesideItForADay() throws Exception {
    Subscription made = office.subscribe(12, receiver.uri("/in"), Credentials.signedWith("former"));
    office.subscriptions.change(
        Office.ACCOUNT,
        made.id(),
        Office.wish(12, receiver.uri("/in"), Credentials.signedWith("new")));
    office.happen(12, 1);
    node.step();
    String during = receiver.heads().getLast();
    office.clock.advance(Duration.ofHours(25));
    office.happen(12, 1);
    node.step();
    String after = receiver.heads().getLast();

    assertThat(headers(during).get("Elements-Webhook-Signature"))
        .isEqualTo("sha256=" + hmac("new", body(during)));
    String signed =
        headers(during).get("webhook-id")
            + "."
            + headers(during).get("webhook-timestamp")
            + "."
            + body(during);
    assertThat(headers(during).get("webhook-signature"))
        .isEqualTo("v1," + hmac("new", signed) + " v1," + hmac("former", signed));
    assertThat(headers(after).get("webhook-signature")).doesNotContain(" ");
  }

  @Test
  void anOrderedReceiverGetsNothingBeforeWhatFailed() {
    office.subscriptions.add(
        new Subscriptions.Wish(
            Office.ACCOUNT,
            new UserId(7),
            java.util.Optional.empty(),
            Channel.WEBHOOK,
            List.of(Office.origin(12).topic()),
            receiver.uri("/in"),
            true,
            true,
            Credentials.NONE));
    List<Event> events = office.happen(12, 3);
    receiver.behave(Receiver.status(500));
    assertThat(node.step()).isEqualTo(1);
    receiver.behave(Receiver.status(200));
    office.clock.advance(Duration.ofSeconds(5));

    assertThat(node.step()).isEqualTo(3);
    assertThat(receiver.heads().stream().map(it -> headers(it).get("Elements-Webhook-Id")).skip(1))
        .containsExactlyElementsOf(events.stream().map(event -> event.id().text()).toList());
  }

  @Test
  void aDeliveryThatWasMadeCanBeAskedForAgainUnderItsOldId() {
    office.subscribe(12, receiver.uri("/in"));
    Event event = office.happen(12, 2).getFirst();
    node.step();

    Redelivery asked = office.redeliveries.ask(Deliveries.Filter.of(Office.ACCOUNT).of(event.id()));
    office.jobs.step();

    assertThat(asked.expected()).isEqualTo(1);
    assertThat(node.step()).isEqualTo(1);
    assertThat(headers(receiver.heads().getLast()))
        .containsEntry("Elements-Webhook-Id", event.id().text())
        .containsEntry("Valise-Attempt", "2");
  }

  @Test
  void aNodeThatWasPausedPastItsLeaseCannotRecordWhatItDid() {
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 1);
    Dispatcher paused = office.node("paused");
    paused.lookOnly();
    office.clock.advance(Duration.ofMinutes(2));
    receiver.behave(Receiver.status(500));
    Dispatcher other = office.node("other");
    assertThat(other.step()).isEqualTo(1);
    assertThat(office.states()).containsExactly(State.RETRY);

    // It wakes up with what it had read, and sends it: at least once.
    receiver.behave(Receiver.status(200));
    paused.step();

    assertThat(office.states()).containsExactly(State.RETRY);
  }

  @Test
  void whatWasHeldByANodeThatDiedIsSentByAnotherWhenItsLeaseEnds() {
    office.subscribe(12, receiver.uri("/in"));
    office.happen(12, 5);
    office.node("dead").lookOnly();

    assertThat(node.step()).isZero();
    office.clock.advance(DeliverySettings.DEFAULT.lease());
    assertThat(node.step()).isEqualTo(5);
  }

  @Test
  void aReceiverGetsOnlyWhatIsAnnouncedUnderItsTopics() {
    office.subscribe(12, receiver.uri("/in"));
    office.happen(13, 3);

    assertThat(node.step()).isZero();
  }

  @Test
  void runningForRealEverythingArrivesAndIsRecordedOnce() throws Exception {
    List<URI> urls = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      urls.add(receiver.uri("/" + i));
      office.subscribe(i, urls.getLast());
    }
    node.start();
    for (int round = 0; round < 10; round++) {
      for (int i = 1; i <= 5; i++) {
        office.happen(i, 20);
      }
    }
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (office.deliveries.count(Deliveries.Filter.of(Office.ACCOUNT).in(State.DELIVERED)) < 1_000
        && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    node.stop(Duration.ofSeconds(5));

    assertThat(receiver.heads()).hasSize(1_000);
    assertThat(receiver.heads().stream().map(it -> headers(it).get("webhook-id")).distinct())
        .hasSize(1_000);
    assertThat(office.deliveries.count(Deliveries.Filter.of(Office.ACCOUNT).in(State.DELIVERED)))
        .isEqualTo(1_000);
  }
}
