package valise.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.hub.events.Event;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.net.Cidr;
import valise.platform.net.PretendInternet;
import valise.platform.net.Reach;
import valise.platform.net.Receiver;

/// Receivers that behave as strangers do, at addresses that are public as far as we can tell. No
/// packet leaves the loopback.
class ReceiverModesTest {

  private static final String HOST = "receiver.example";
  private static final String INSIDE = "10.20.30.40";

  private final FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub");
  private final Receiver receiver = new Receiver(Receiver.status(200));
  private final PretendInternet internet =
      new PretendInternet(receiver).name(HOST, PretendInternet.PUBLIC);
  private Office office = office(Reach.PUBLIC_ONLY);
  private Dispatcher node = office.node("one");
  private int instance = 12;

  ReceiverModesTest() throws IOException {}

  private Office office(Reach reach) {
    return new Office(fresh.database(), internet.outbound(reach));
  }

  @AfterEach
  void close() throws IOException {
    office.close();
    receiver.close();
    fresh.close();
  }

  /// Under another opinion on what may be reached.
  private void reach(Reach reach) {
    office.close();
    office = office(reach);
    node = office.node("one");
  }

  /// Nobody waits for longer.
  private void patience(Duration time) {
    node = office.node("one", DeliverySettings.DEFAULT.withPatience(time));
  }

  private record Told(State state, Attempt attempt) {}

  /// One event to the receiver, sent once.
  private Told tell(String uri) {
    Subscription made = office.subscribe(++instance, URI.create(uri));
    Event event = office.happen(instance, 1).getFirst();
    node.step();
    return told(made, event);
  }

  private Told tell() {
    return tell("http://" + HOST + "/in?key=1");
  }

  private Told told(Subscription subscription, Event event) {
    Delivery delivery =
        office
            .deliveries
            .list(Deliveries.Filter.of(Office.ACCOUNT).of(event.id()), 0, 1)
            .getFirst();
    return new Told(
        delivery.state(), office.deliveries.attempts(subscription.id(), event.id()).getLast());
  }

  @Test
  void aCertificateThatNobodyVouchesForEndsItBeforeAnythingIsSaid() throws IOException {
    try (Receiver tls = Receiver.unvouched(Receiver.status(200))) {
      PretendInternet there = new PretendInternet(tls).name(HOST, PretendInternet.PUBLIC);
      try (Office own = new Office(fresh.database(), there.outbound(Reach.PUBLIC_ONLY))) {
        Subscription made = own.subscribe(12, URI.create("https://" + HOST + "/in"));
        Event event = own.happen(12, 1).getFirst();
        own.node("one").step();

        assertThat(there.connected()).containsExactly(PretendInternet.PUBLIC);
        assertThat(tls.heads()).noneMatch(head -> head.contains("POST"));
        assertThat(own.states()).containsExactly(State.RETRY);
        assertThat(own.deliveries.attempts(made.id(), event.id()).getFirst().outcome())
            .startsWith("tls: ");
      }
    }
  }

  @Test
  void aWholeAnswerCountsThoughTheConnectionIsResetAfterIt() {
    receiver.behave((socket, out) -> {
      out.write(
          "HTTP/1.1 200 Ok\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      // Until the other side has read it and says so by hanging up or by a next request.
      socket.getInputStream().read();
      socket.setSoLinger(true, 0);
      socket.close();
    });
    assertThat(tell().state()).isEqualTo(State.DELIVERED);
    // What was kept open is not used again, or tried once more on another connection by ourselves.
    receiver.heads().clear();
    receiver.behave(Receiver.status(200));
    office.happen(instance, 1);
    node.step();
    assertThat(receiver.heads()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whoHangsUpWithoutAWordIsTriedAgain() {
    receiver.behave(Receiver.resets());

    Told told = tell();

    assertThat(told.state()).isEqualTo(State.RETRY);
    assertThat(told.attempt().outcome()).startsWith("cut: ");
  }

  @Test
  void halfAnAnswerIsNone() {
    receiver.behave((socket, out) -> {
      out.write(
          "HTTP/1.1 200 Ok\r\nContent-Length: 10\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      socket.setSoLinger(true, 0);
      socket.close();
    });

    Told told = tell();

    assertThat(told.state()).isEqualTo(State.RETRY);
    assertThat(told.attempt().outcome()).startsWith("cut: ");
  }

  @Test
  void anEndlessAnswerIsReadNoFurtherThanItIsKept() throws InterruptedException {
    CountDownLatch hungUp = new CountDownLatch(1);
    receiver.behave((socket, out) -> {
      out.write(
          "HTTP/1.1 200 Ok\r\nContent-Length: 9000000000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[64 << 10];
      try {
        while (true) {
          out.write(block);
        }
      } finally {
        hungUp.countDown();
      }
    });

    assertThat(tell().state()).isEqualTo(State.DELIVERED);
    assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static byte[] zipped(int megabytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < megabytes; i++) {
        zip.write(block);
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void anAnswerThatWouldUnfoldIsNotUnfolded(int status) throws IOException {
    byte[] body = zipped(20);
    receiver.behave((socket, out) -> {
      out.write(
          ("HTTP/1.1 "
                  + status
                  + " Done\r\nContent-Encoding: gzip\r\nContent-Length: "
                  + body.length
                  + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
    });

    Told told = tell();

    assertThat(told.state()).isEqualTo(status == 200 ? State.DELIVERED : State.RETRY);
    assertThat(told.attempt().answer().length()).isLessThanOrEqualTo(4_000);
    assertThat(receiver.heads().getFirst()).doesNotContainIgnoringCase("accept-encoding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://169.254.169.254/latest", "http://10.0.0.1/", "/again", "http://[::1]/"})
  void aRedirectLeadsNowhere(String to) {
    receiver.behave(
        Receiver.says(
            "HTTP/1.1 301 Moved\r\nLocation: "
                + to
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

    Told told = tell();

    assertThat(told.state()).isEqualTo(State.RETRY);
    assertThat(told.attempt().outcome()).isEqualTo("answered 301");
    assertThat(internet.connected()).containsExactly(PretendInternet.PUBLIC);
    assertThat(receiver.heads()).hasSize(1);
  }

  @Test
  void aNameServerThatDoesNotAnswerCostsOneAttempt() {
    CountDownLatch over = new CountDownLatch(1);
    internet.answersAfter(() -> {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    patience(Duration.ofMillis(300));

    Told told = tell();
    over.countDown();

    assertThat(told.state()).isEqualTo(State.RETRY);
    assertThat(told.attempt().outcome()).startsWith("timed out");
    assertThat(internet.connected()).isEmpty();
  }

  @Test
  void aNameThatLeadsInwardOnASecondLookGainsNothing() {
    internet.name(HOST, PretendInternet.PUBLIC, INSIDE);
    receiver.behave(Receiver.status(500));
    Subscription made = office.subscribe(12, URI.create("http://" + HOST + "/in"));
    Event event = office.happen(12, 1).getFirst();
    node.step();
    assertThat(internet.connected()).containsExactly(PretendInternet.PUBLIC);

    office.clock.advance(Duration.ofSeconds(5));
    node.step();

    assertThat(internet.connected()).containsExactly(PretendInternet.PUBLIC);
    Attempt second = told(made, event).attempt();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.outcome())
        .isEqualTo("not asked: '" + HOST + "' lies in a network that may not be reached.");
    assertThat(second.answer()).isEmpty();
  }

  @Test
  void oneAddressInsideAmongPublicOnesIsEnoughToSendNothing() {
    internet.name(HOST, PretendInternet.PUBLIC + " " + INSIDE);

    Told told = tell();

    assertThat(internet.connected()).isEmpty();
    assertThat(told.attempt().outcome()).doesNotContain(INSIDE).doesNotContain("PRIVATE");
  }

  @Test
  void whatAReceiverSaidIsKeptButNotOfOneInsideThatTheOperatorLetsThrough() {
    receiver.behave(
        Receiver.says(
            "HTTP/1.1 500 No\r\nContent-Length: 12\r\nConnection: close\r\n\r\nintern words"));
    Told outside = tell();
    assertThat(outside.attempt().answer()).isEqualTo("intern words");

    reach(new Reach(false, List.of(Cidr.parse("10.20.0.0/16"))));
    internet.name(HOST, INSIDE);
    Told inside = tell();

    assertThat(internet.connected()).containsExactly(PretendInternet.PUBLIC, INSIDE);
    assertThat(inside.state()).isEqualTo(State.RETRY);
    assertThat(inside.attempt().status()).isEqualTo(500);
    assertThat(inside.attempt().outcome()).isEqualTo("answered 500");
    assertThat(inside.attempt().answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-intern_words\r\n\r\n",
        "HTTP/1.1 intern_words\r\n\r\n",
        "HTTP/1.1 200 Ok\r\nintern_words\r\n\r\n"
      })
  void whatIsNoHttpIsNotQuoted(String answer) {
    receiver.behave(Receiver.says(answer));

    Told told = tell();

    assertThat(told.attempt().outcome()).doesNotContain("intern_words");
    assertThat(told.attempt().answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoAsksForTimeInSecondsOrUntilADateGetsIt(boolean date) {
    String until =
        date
            ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                office.clock.instant().plusSeconds(9).atOffset(ZoneOffset.UTC))
            : "9";
    receiver.behave(
        Receiver.says(
            "HTTP/1.1 429 Slow\r\nRetry-After: "
                + until
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    tell();

    office.clock.advance(Duration.ofSeconds(7));
    assertThat(node.step()).as("after the scheduled 4 s").isZero();
    office.clock.advance(Duration.ofSeconds(2));
    assertThat(node.step()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"86400", "Fri, 31 Dec 2100 23:59:59 GMT", "soon", "-1", "99999999999"})
  void whoAsksForMoreTimeThanToTheNextStepOrForNoneAtAllIsAskedByThen(String wish) {
    receiver.behave(
        Receiver.says(
            "HTTP/1.1 503 Later\r\nRetry-After: "
                + wish
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    tell();

    office.clock.advance(Duration.ofSeconds(18));

    assertThat(node.step()).isEqualTo(1);
  }

  @Test
  void whoDripsOrSaysNothingIsHungUpOn() {
    patience(Duration.ofMillis(300));
    for (Receiver.Behaviour slow :
        List.of(
            Receiver.stalls(),
            Receiver.drips("HTTP/1.1 200 OK\r\nX-Long: "),
            Receiver.drips("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"))) {
      receiver.behave(slow);

      Told told = tell();

      assertThat(told.state()).isEqualTo(State.RETRY);
      assertThat(told.attempt().outcome()).startsWith("timed out");
    }
  }
}
