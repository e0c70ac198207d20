package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingBodyTest {

  private static InputStream bytes(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  private static InputStream failing(int after, IOException failure) {
    return new InputStream() {
      private int left = after;

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
          left = -1;
          throw failure;
        }
        int n = Math.min(left, length);
        left -= Math.max(0, n);
        return n;
      }

      @Override
      public int read() throws IOException {
        throw new AssertionError("read in blocks");
      }
    };
  }

  private static BodyCutException.How how(IncomingBody body) {
    try {
      body.readAllBytes();
      throw new AssertionError("it ended in good order");
    } catch (BodyCutException e) {
      return e.how();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBodyOfItsDeclaredLengthIsWhole() throws IOException {
    IncomingBody body = IncomingBody.of(bytes(10), OptionalLong.of(10), 10);
    assertThat(body.readAllBytes()).hasSize(10);
    assertThat(body.whole()).isTrue();
    assertThat(body.received()).isEqualTo(10);
  }

  @Test
  void aBodyOfUndeclaredLengthIsWholeWhenItEnds() throws IOException {
    IncomingBody body = IncomingBody.of(bytes(10), OptionalLong.empty(), 10);
    assertThat(body.readAllBytes()).hasSize(10);
    assertThat(body.whole()).isTrue();
  }

  @Test
  void anEndBeforeTheDeclaredLengthIsACut() throws IOException {
    assertThat(how(IncomingBody.of(bytes(9), OptionalLong.of(10), 10)))
        .isEqualTo(BodyCutException.How.SHORT);
  }

  @Test
  void aSlowBodyAndABrokenOneHaveNames() throws IOException {
    assertThat(
            how(IncomingBody.of(failing(3, new SocketTimeoutException()), OptionalLong.of(10), 10)))
        .isEqualTo(BodyCutException.How.TIMED_OUT);
    assertThat(how(IncomingBody.of(failing(3, new IOException("reset")), OptionalLong.of(10), 10)))
        .isEqualTo(BodyCutException.How.RESET);
  }

  @Test
  void aBrokenBodyStaysBrokenEvenIfTheStreamThenEndsPeacefully() throws IOException {
    IncomingBody body =
        IncomingBody.of(failing(3, new IOException("reset")), OptionalLong.empty(), 10);
    assertThat(how(body)).isEqualTo(BodyCutException.How.RESET);
    assertThat(how(body)).isEqualTo(BodyCutException.How.RESET);
    assertThat(body.whole()).isFalse();
  }

  @Test
  void tooLargeIsRefusedBeforeAByteIsRead() {
    assertThatThrownBy(
            () -> IncomingBody.of(failing(3, new IOException("read")), OptionalLong.of(11), 10))
        .isInstanceOfSatisfying(
            BodyTooLargeException.class, e -> assertThat(e.limit()).isEqualTo(10));
  }

  @Test
  void anUndeclaredBodyIsStoppedAtTheLimit() throws IOException {
    IncomingBody body = IncomingBody.of(bytes(11), OptionalLong.empty(), 10);
    assertThatThrownBy(body::readAllBytes).isInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void moreThanDeclaredIsRefused() throws IOException {
    IncomingBody body = IncomingBody.of(bytes(6), OptionalLong.of(5), 10);
    assertThatThrownBy(body::readAllBytes)
        .isInstanceOfSatisfying(
            BodyTooLargeException.class, e -> assertThat(e.limit()).isEqualTo(5));
  }

  /// What became of the body of a request sent byte for byte over a real connection.
  private static String overTheWire(Path folder, String request, boolean thenClose)
      throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Loopback server =
        Loopback.serving(
            folder,
            (received, response) -> {
              try {
                IncomingBody body = IncomingBody.of(received, 1000);
                seen.add("whole " + body.readAllBytes().length + " " + body.declared());
              } catch (BodyCutException cut) {
                seen.add("cut " + cut.how() + " " + cut.received());
              } catch (BodyTooLargeException large) {
                seen.add("too large");
              }
            })) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (thenClose) {
          socket.shutdownOutput();
        }
        return seen.poll(20, TimeUnit.SECONDS);
      }
    }
  }

  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  @Test
  void aDeclaredBodyArrives(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, POST + "Content-Length: 5\r\n\r\nhello", false))
        .isEqualTo("whole 5 OptionalLong[5]");
  }

  @Test
  void aChunkedBodyArrives(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, CHUNKED + "5\r\nhello\r\n0\r\n\r\n", false))
        .isEqualTo("whole 5 OptionalLong.empty");
  }

  @Test
  void aRequestWithoutABodyIsWholeAndEmpty(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, POST + "\r\n", false)).startsWith("whole 0");
  }

  @Test
  void aDeclaredBodyThatStopsIsCut(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, POST + "Content-Length: 5\r\n\r\nhell", true))
        .isEqualTo("cut RESET 4");
  }

  @Test
  void aChunkedBodyWithoutItsLastChunkIsCut(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, CHUNKED + "5\r\nhello\r\n", true)).isEqualTo("cut RESET 5");
  }

  @Test
  void aChunkedBodyThatMakesNoSenseIsCut(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, CHUNKED + "5\r\nhello\r\nxyz\r\n\r\n", false))
        .isEqualTo("cut RESET 5");
  }

  @Test
  void aBodyThatStallsTimesOut(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, POST + "Content-Length: 5\r\n\r\nhell", false))
        .isEqualTo("cut TIMED_OUT 4");
  }

  @Test
  void aBodyDeclaredTooLargeIsRefused(@TempDir Path folder) throws Exception {
    assertThat(overTheWire(folder, POST + "Content-Length: 1001\r\n\r\n", false))
        .isEqualTo("too large");
  }
}
