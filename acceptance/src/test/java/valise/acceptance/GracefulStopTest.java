package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// SIGTERM while somebody downloads slowly and somebody uploads slowly.
class GracefulStopTest {

  private static final int SIZE = 24 << 20;
  private static final int BLOCK = 1 << 20;

  @Test
  void aDownloadEndsWholeAndAnUploadGoesOnAfterTheNextStart() throws IOException {
    try (PackagedServer server =
        PackagedServer.fresh("stop", Map.of("VALISE_SHUTDOWN_GRACE", "20s"))) {
      Drive drive = new Drive(Caller.admin(server));
      String folder = drive.folder(drive.home(), "stop");
      byte[] content = Content.of(50, SIZE);
      String file = drive.file(folder, "slow.bin", content);
      Drive.Specification upload =
          Drive.specification(
              drive.open(
                  folder,
                  Map.of(
                      "method",
                      "threaded",
                      "raw",
                      true,
                      "fileName",
                      "upload.bin",
                      "fileSize",
                      3 * BLOCK,
                      "canResume",
                      true)));
      drive.chunk(upload, 0, 0, Content.part(51, 0, BLOCK)).ok();
      String url =
          drive
              .caller()
              .get(Drive.item(file) + "/Download?redirect=false")
              .ok()
              .string("DownloadUrl");

      try (Wire down = new Wire(server.port());
          Wire up = new Wire(server.port())) {
        say(down, "GET " + target(url), "");
        InputStream in = down.in();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        received.write(in.readNBytes(1 << 16));
        say(
            up,
            "POST " + target(upload.chunkUri()) + "&index=1&byteOffset=" + BLOCK + "&fmt=json",
            "Content-Length: " + BLOCK + "\r\n");
        up.say(Content.part(51, BLOCK, BLOCK + BLOCK / 2));

        server.askToStop();
        while (received.size() < SIZE) {
          byte[] more = in.readNBytes(1 << 20);
          if (more.length == 0) {
            break;
          }
          received.write(more);
          PackagedServer.pause(100);
        }
        assertThat(endsWith(received.toByteArray(), content)).as("the download is whole").isTrue();
      }
      assertThat(server.await(40)).as(server.log()).isIn(0, 143);

      server.start();
      assertThat(drive.children(folder)).extracting(Drive.Entry::name).containsExactly("slow.bin");
      drive.chunk(upload, 1, BLOCK, Content.part(51, BLOCK, 2 * BLOCK)).ok();
      drive.chunk(upload, 2, 2 * BLOCK, Content.part(51, 2 * BLOCK, 3 * BLOCK)).ok();
      String md5 = Content.md5(Content.of(51, 3 * BLOCK));
      String uploaded = Drive.uploaded(drive.finish(upload, md5));
      assertThat(Content.md5(drive.download(uploaded))).isEqualTo(md5);
      PackagedServer.Ended fsck = server.command("fsck");
      assertThat(fsck.status()).as(fsck.output()).isZero();
    }
  }

  /// Head and body were read as one.
  private static boolean endsWith(byte[] received, byte[] content) {
    return received.length > content.length
        && Arrays.equals(
            content,
            0,
            content.length,
            received,
            received.length - content.length,
            received.length);
  }

  private static void say(Wire wire, String request, String headers) throws IOException {
    wire.say(
        (request + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private static String target(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }
}
