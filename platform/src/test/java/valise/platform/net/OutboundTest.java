package valise.platform.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests to receivers of every kind, over real sockets on the loopback.
class OutboundTest {

  private static final Limits PATIENT = Limits.within(Duration.ofSeconds(20));
  private static final Limits BRIEF = Limits.within(Duration.ofMillis(400));

  /// Only this one address is open, so that the rest of the loopback is as closed as ever.
  private final Outbound outbound =
      new Outbound(new Reach(false, List.of(Cidr.parse("127.0.0.1"))), "valise-test");

  @AfterEach
  void close() {
    outbound.close();
  }

  private Reply post(Receiver receiver, Limits limits) {
    return outbound.send(
        OutboundRequest.postJson(receiver.uri("/hook?a=b"), "{\"é\":1}").with("X-One", "1"),
        limits);
  }

  private static void assertFailed(Reply reply, Reply.Kind kind) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.kind()).isEqualTo(kind));
  }

  private static Reply.Answered answered(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return (Reply.Answered) reply;
  }

  @Test
  void aRequestArrivesAsItWasMeantAndTheAnswerComesBack() throws IOException {
    try (Receiver receiver =
        new Receiver(
            Receiver.says(
                "HTTP/1.1 202 Ok\r\nX-Two: 2\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"))) {
      Reply.Answered answer = answered(post(receiver, PATIENT));

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.successful()).isTrue();
      assertThat(answer.header("x-two")).contains("2");
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.cut()).isFalse();
      assertThat(receiver.heads())
          .singleElement()
          .satisfies(head ->
              assertThat(head)
                  .startsWith("POST /hook?a=b HTTP/1.1\r\n")
                  .contains("X-One: 1\r\n", "User-Agent: valise-test\r\n")
                  .contains("Content-Type: application/json; charset=utf-8\r\n")
                  .doesNotContainIgnoringCase("accept-encoding")
                  .endsWith("{\"é\":1}"));
    }
  }

  @Test
  void aFailingStatusIsAnAnswerLikeAnyOther() throws IOException {
    try (Receiver receiver = new Receiver(Receiver.status(503))) {
      assertThat(answered(post(receiver, PATIENT)).status()).isEqualTo(503);
    }
    // Neither was tried again behind our back.
    try (Receiver receiver = new Receiver(Receiver.status(429))) {
      post(receiver, PATIENT);
      assertThat(receiver.heads()).hasSize(1);
    }
  }

  @Test
  void whoeverDripsIsHungUpOnAtTheDeadline() throws IOException {
    List<Receiver.Behaviour> slow =
        List.of(
            Receiver.stalls(),
            Receiver.drips(""),
            Receiver.drips("HTTP/1.1 200 Ok\r\nX-Long: "),
            Receiver.drips("HTTP/1.1 200 Ok\r\nContent-Length: 100000\r\n\r\n"));
    for (Receiver.Behaviour behaviour : slow) {
      try (Receiver receiver = new Receiver(behaviour)) {
        long began = System.nanoTime();
        assertFailed(post(receiver, BRIEF), Reply.Kind.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void noMoreOfAnEndlessAnswerIsReadThanMayBeKept() throws IOException {
    try (Receiver receiver =
        new Receiver((socket, out) -> {
          out.write(
              "HTTP/1.1 200 Ok\r\nContent-Length: 9000000000000\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
          byte[] block = new byte[8192];
          while (true) {
            out.write(block);
          }
        })) {
      Reply.Answered answer = answered(post(receiver, PATIENT.withMaxBytes(1000)));

      assertThat(answer.body()).hasSize(1000);
      assertThat(answer.cut()).isTrue();
    }
  }

  @Test
  void anEndlessHeadIsNoAnswer() throws IOException {
    try (Receiver receiver =
        new Receiver((socket, out) -> {
          out.write("HTTP/1.1 200 Ok\r\n".getBytes(StandardCharsets.ISO_8859_1));
          while (true) {
            out.write("X-More: and more\r\n".getBytes(StandardCharsets.ISO_8859_1));
          }
        })) {
      assertFailed(post(receiver, PATIENT), Reply.Kind.NOT_HTTP);
    }
  }

  @Test
  void eachWayNotToAnswerHasAName() throws IOException {
    try (Receiver receiver = new Receiver(Receiver.resets())) {
      assertFailed(post(receiver, PATIENT), Reply.Kind.CUT);
      receiver.behave((socket, out) -> {});
      assertFailed(post(receiver, PATIENT), Reply.Kind.CUT);
      receiver.behave(Receiver.says("HTTP/1.1 200 Ok\r\nContent-Length: 10\r\n\r\nhalf"));
      assertFailed(post(receiver, PATIENT), Reply.Kind.CUT);
      receiver.behave(Receiver.says("HTTP/1.1 200 Ok\r\nContent-Length: many\r\n\r\n"));
      assertFailed(post(receiver, PATIENT), Reply.Kind.NOT_HTTP);
      URI tls = URI.create(receiver.uri("/").toString().replace("http:", "https:"));
      assertFailed(outbound.send(OutboundRequest.get(tls), PATIENT), Reply.Kind.TLS);
    }
    try (Receiver unvouched = Receiver.unvouched(Receiver.status(200))) {
      assertFailed(post(unvouched, PATIENT), Reply.Kind.TLS);
      assertThat(unvouched.heads()).noneMatch(head -> head.contains("POST"));
    }
    int closed;
    try (ServerSocket free = new ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + closed + "/");
    assertFailed(outbound.send(OutboundRequest.get(nobody), PATIENT), Reply.Kind.NOT_CONNECTED);
  }

  private static Receiver.Behaviour redirect(int status, String to) {
    return Receiver.says(
        "HTTP/1.1 "
            + status
            + " Go\r\nLocation: "
            + to
            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aRedirectIsTheAnswerUnlessItIsAskedToBeFollowed() throws IOException {
    try (Receiver target = new Receiver(Receiver.status(200));
        Receiver receiver = new Receiver(redirect(307, target.uri("/elsewhere").toString()))) {
      assertThat(answered(post(receiver, PATIENT)).status()).isEqualTo(307);
      assertThat(target.heads()).isEmpty();

      assertThat(answered(post(receiver, PATIENT.following(1))).status()).isEqualTo(200);
      assertThat(target.heads())
          .singleElement()
          .satisfies(head ->
              assertThat(head)
                  .startsWith("POST /elsewhere ")
                  .endsWith("{\"é\":1}")
                  // What was meant for one origin is not told to another.
                  .doesNotContain("X-One"));
      receiver.behave(redirect(303, "/again"));
      assertThat(post(receiver, PATIENT.following(2)))
          .isInstanceOfSatisfying(
              Reply.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reply.Reason.TOO_MANY_REDIRECTS));
      assertThat(receiver.heads().getLast()).startsWith("GET /again ").contains("X-One: 1");
    }
  }

  @Test
  void aRedirectInwardIsRefusedLikeTheFirstAddressWouldBe() throws IOException {
    for (String inward : List.of("http://127.0.0.2:1/", "http://10.0.0.1/", "file:///etc/passwd")) {
      try (Receiver receiver = new Receiver(redirect(302, inward))) {
        assertThat(post(receiver, PATIENT.following(5))).isInstanceOf(Reply.Refused.class);
      }
    }
  }

  @Test
  void proxiesOfTheEnvironmentAreNotUsed() throws IOException {
    System.setProperty("http.proxyHost", "127.0.0.9");
    System.setProperty("http.proxyPort", "9");
    System.setProperty("socksProxyHost", "127.0.0.9");
    try (Receiver receiver = new Receiver(Receiver.status(204))) {
      assertThat(answered(post(receiver, PATIENT)).status()).isEqualTo(204);
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
      System.clearProperty("socksProxyHost");
    }
  }

  // --- streamed bodies ---------------------------------------------------------------------------

  private static final Patience STEADY =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), 0);
  private static final Patience HASTY =
      new Patience(Duration.ofMillis(300), Duration.ofSeconds(20), 0);

  private Opening open(Receiver receiver, Optional<StreamedBody> body, Patience patience) {
    return outbound.open(
        new OutboundRequest("PUT", receiver.uri("/file"), List.of(), Optional.empty(), new byte[0]),
        body,
        patience);
  }

  private static Optional<StreamedBody> streamed(InputStream bytes) {
    return Optional.of(
        new StreamedBody(bytes, OptionalLong.of(5), Optional.of("application/octet-stream")));
  }

  @Test
  void aBodyIsStreamedThereAndTheAnswerBack() throws IOException {
    try (Receiver receiver =
        new Receiver(
            Receiver.says(
                "HTTP/1.1 200 Ok\r\nX-Two: 2\r\nContent-Length: 6\r\nConnection: close\r\n\r\nanswer"))) {
      Opening opening =
          open(receiver, streamed(new ByteArrayInputStream("bytes".getBytes(UTF_8))), STEADY);

      assertThat(opening).isInstanceOf(Opened.class);
      try (Opened opened = (Opened) opening) {
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.header("x-two")).contains("2");
        assertThat(opened.body().readAllBytes()).asString(UTF_8).isEqualTo("answer");
      }
      assertThat(receiver.heads().getFirst())
          .contains("Content-Length: 5\r\n", "application/octet-stream")
          .endsWith("bytes");
    }
  }

  @Test
  void aBodyThatBreaksIsNotEndedInGoodOrder() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    InputStream breaking =
        new InputStream() {
          private int left = 50_000;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("the client went away");
            }
            left--;
            return 'x';
          }
        };
    try (Receiver receiver =
        new Receiver((socket, out) -> {
          StringBuilder all = new StringBuilder();
          try {
            for (int c = socket.getInputStream().read(); c >= 0; ) {
              all.append((char) c);
              c = socket.getInputStream().read();
            }
          } catch (IOException reset) {
            // Broken is as good as over.
          }
          got.complete(all.toString());
        })) {
      assertThatThrownBy(() ->
              open(
                  receiver,
                  Optional.of(new StreamedBody(breaking, OptionalLong.empty(), Optional.empty())),
                  STEADY))
          .isInstanceOf(UncheckedIOException.class);

      assertThat(got.get(20, TimeUnit.SECONDS)).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void aBodyWhoseOwnSourceBreaksIsNotTheStrangersFault() throws IOException {
    InputStream breaks =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the client went away");
          }
        };
    try (Receiver receiver = new Receiver(Receiver.stalls())) {
      assertThatThrownBy(() -> open(receiver, streamed(breaks), STEADY))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the client went away");
    }
  }

  @Test
  void aStrangerWhoFallsSilentIsHungUpOn() throws IOException {
    try (Receiver receiver = new Receiver(Receiver.stalls())) {
      assertThat(open(receiver, Optional.empty(), HASTY))
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed -> assertThat(failed.kind()).isEqualTo(Reply.Kind.TIMED_OUT));
    }
    try (Receiver receiver =
        new Receiver((socket, out) -> {
          out.write("HTTP/1.1 200 Ok\r\nContent-Length: 9\r\n\r\nhalf".getBytes(UTF_8));
          out.flush();
          socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        })) {
      try (Opened opened = (Opened) open(receiver, Optional.empty(), HASTY)) {
        assertThatThrownBy(() -> opened.body().readAllBytes()).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void streamsAreSentNoFurtherThanOtherRequests() {
    Opening opening =
        outbound.open(
            OutboundRequest.get(URI.create("http://10.0.0.1/")), Optional.empty(), STEADY);

    assertThat(opening)
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reply.Reason.OUT_OF_REACH));
  }
}
