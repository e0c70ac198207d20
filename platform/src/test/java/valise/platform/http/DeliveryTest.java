package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {

  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37Z");
  private static final byte[] BYTES = new byte[100_000];

  static {
    new Random(3).nextBytes(BYTES);
  }

  /// As long as one likes, all zeros, written in blocks.
  private record Endless(long length) implements Region {
    @Override
    public void writeTo(OutputStream out, long offset, long count) throws IOException {
      byte[] block = new byte[64 * 1024];
      for (long left = count; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    }
  }

  private final Delivery delivery =
      new Delivery(InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
  private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
  private Region region = new RegionOfBytes(BYTES);
  private Digests digests = Digests.NONE;
  private Loopback server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start(@TempDir Path folder) {
    server =
        Loopback.serving(
            folder,
            (request, response) -> {
              Representation what =
                  new Representation(
                      region,
                      "text/html",
                      ETag.strong("v1"),
                      MODIFIED,
                      Disposition.attachment("a.html"),
                      digests);
              try {
                outcomes.add(delivery.send(what, request, response));
              } catch (IOException e) {
                outcomes.add(e);
                if (response.isCommitted()) {
                  errorPage(response);
                }
                throw e;
              }
            });
  }

  /// What a careless error renderer does.
  private static void errorPage(HttpServletResponse response) {
    try {
      response.getOutputStream().write(new byte[1000]);
      response.flushBuffer();
    } catch (IOException refused) {
      // Refused or swallowed: either is well.
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<byte[]> send(String method, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri()).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private Object outcome() throws InterruptedException {
    return outcomes.poll(20, TimeUnit.SECONDS);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void theWholeIsSentWithAllThatKeepsItHarmless() throws Exception {
    HttpResponse<byte[]> response = send("GET");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BYTES);
    assertThat(header(response, "Content-Length")).isEqualTo("100000");
    assertThat(header(response, "Content-Type")).isEqualTo("text/html");
    assertThat(header(response, "ETag")).isEqualTo("\"v1\"");
    assertThat(header(response, "Last-Modified")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(response, "Content-Disposition"))
        .startsWith("attachment; filename=\"a.html\"");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Content-Security-Policy"))
        .isEqualTo("sandbox; default-src 'none'");
    assertThat(outcome()).isEqualTo(new Delivery.Complete(200, List.of(new ByteRange(0, 100_000))));
  }

  @Test
  void headHasTheHeadersOfGetAndNoBytes() throws Exception {
    HttpResponse<byte[]> response = send("HEAD", "Range", "bytes=0-1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo("100000");
    assertThat(header(response, "ETag")).isEqualTo("\"v1\"");
    assertThat(response.body()).isEmpty();
    assertThat(outcome()).isEqualTo(new Delivery.WithoutBytes(200));
  }

  @Test
  void oneRangeIsThatSlice() throws Exception {
    HttpResponse<byte[]> response = send("GET", "Range", "bytes=10-20");
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes 10-20/100000");
    assertThat(header(response, "Content-Length")).isEqualTo("11");
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, 10, 21));
    assertThat(outcome()).isEqualTo(new Delivery.Complete(206, List.of(new ByteRange(10, 11))));
  }

  @Test
  void severalRangesArePartsOfExactlyTheLengthAnnounced() throws Exception {
    HttpResponse<byte[]> response = send("GET", "Range", "bytes=50000-50099,0-9,-5");
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(header(response, "Content-Length"))
        .isEqualTo(String.valueOf(response.body().length));
    String type = header(response, "Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String body = new String(response.body(), StandardCharsets.ISO_8859_1);
    String boundary = type.substring(type.indexOf('=') + 1);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int[] range : new int[][] {{50_000, 50_099}, {0, 9}, {99_995, 99_999}}) {
      expected.writeBytes(
          ((expected.size() == 0 ? "--" : "\r\n--")
                  + boundary
                  + "\r\nContent-Type: text/html\r\nContent-Range: bytes "
                  + range[0]
                  + "-"
                  + range[1]
                  + "/100000\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      expected.write(BYTES, range[0], range[1] - range[0] + 1);
    }
    assertThat(body)
        .isEqualTo(expected.toString(StandardCharsets.ISO_8859_1) + "\r\n--" + boundary + "--\r\n");
    assertThat(((Delivery.Complete) outcome()).bytes()).isEqualTo(115);
  }

  @Test
  void aRangeBeyondTheEndIsRefused() throws Exception {
    HttpResponse<byte[]> response = send("GET", "Range", "bytes=100000-");
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */100000");
    assertThat(outcome()).isEqualTo(new Delivery.WithoutBytes(416));
  }

  @Test
  void conditionsDecideOverTheWire() throws Exception {
    assertThat(send("GET", "If-None-Match", "\"v1\"").statusCode()).isEqualTo(304);
    assertThat(send("GET", "If-Match", "\"v2\"").statusCode()).isEqualTo(412);
    assertThat(send("GET", "If-Range", "\"v2\"", "Range", "bytes=0-1").statusCode()).isEqualTo(200);
    assertThat(send("GET", "If-Range", "\"v1\"", "Range", "bytes=0-1").statusCode()).isEqualTo(206);
  }

  @Test
  void anEmptyFileIsDeliveredWhole() throws Exception {
    region = new RegionOfBytes(new byte[0]);
    HttpResponse<byte[]> response = send("GET");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(outcome()).isEqualTo(new Delivery.Complete(200, List.of()));
  }

  @Test
  void aPostIsAnsweredWholeWhateverRangeItNames() throws Exception {
    HttpResponse<byte[]> response = send("POST", "Range", "bytes=0-1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).hasSize(100_000);
  }

  @Test
  void digestsCoverTheWholeAndNeverAPart() throws Exception {
    digests = Digests.NONE.withMd5(new byte[16]).withSha256(new byte[32]);
    String md5 = "md5=:AAAAAAAAAAAAAAAAAAAAAA==:";
    HttpResponse<byte[]> whole = send("GET", "Want-Repr-Digest", "md5=10");
    assertThat(header(whole, "Repr-Digest")).isEqualTo(md5);
    assertThat(header(whole, "Content-Digest")).startsWith("sha-256=:");
    HttpResponse<byte[]> part = send("GET", "Range", "bytes=0-1");
    assertThat(header(part, "Repr-Digest")).startsWith("sha-256=:");
    assertThat(part.headers().map()).doesNotContainKey("content-digest");
  }

  @Test
  void aClientThatHangsUpIsACutAndNoException() throws Exception {
    region = new Endless(10L << 30);
    try (Socket socket = server.connect()) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      socket.setSoLinger(true, 0);
    }
    Object outcome = outcome();
    assertThat(outcome).isInstanceOf(Delivery.Cut.class);
    assertThat(((Delivery.Cut) outcome).bytes()).isBetween(90_000L, 1L << 30);
  }

  @Test
  void bytesThatCannotBeReadNeverBecomeAWholeAnswer() throws Exception {
    region =
        new Region() {
          @Override
          public long length() {
            return BYTES.length;
          }

          @Override
          public void writeTo(OutputStream out, long offset, long length) throws IOException {
            out.write(BYTES, 0, BYTES.length - 10);
            throw new EOFException("damaged");
          }
        };
    try (Socket socket = server.connect()) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      Matcher head = Pattern.compile("\r\n\r\n").matcher(answer);
      assertThat(head.find()).isTrue();
      assertThat(answer.substring(0, head.end())).contains("Content-Length: 100000");
      assertThat(answer.length() - head.end()).isLessThan(100_000);
    }
    assertThat(outcome())
        .isInstanceOfSatisfying(
            IOException.class,
            failure -> {
              assertThat(failure).hasMessageContaining("damaged").hasNoCause();
              assertThat(failure.getSuppressed()).hasExactlyElementsOfTypes(EOFException.class);
            });
  }

  @Test
  void bytesThatCannotBeOpenedLeaveTheAnswerToTheFront() throws Exception {
    region =
        new Region() {
          @Override
          public long length() {
            return 10;
          }

          @Override
          public void writeTo(OutputStream out, long offset, long length) throws IOException {
            throw new EOFException("damaged");
          }
        };
    HttpResponse<byte[]> response = send("GET");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().map())
        .doesNotContainKeys("etag", "content-disposition", "accept-ranges");
    assertThat(header(response, "Content-Length")).isNotEqualTo("10");
  }
}
