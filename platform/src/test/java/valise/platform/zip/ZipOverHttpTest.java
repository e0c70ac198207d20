package valise.platform.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.http.Delivery;
import valise.platform.http.Digests;
import valise.platform.http.Disposition;
import valise.platform.http.Loopback;
import valise.platform.http.RegionOfBytes;
import valise.platform.http.Representation;

class ZipOverHttpTest {

  @Test
  void anArchiveCutOffIsResumedFromAnotherLayoutOfTheSameEntries(@TempDir Path folder)
      throws Exception {
    Delivery delivery = new Delivery(InstantSource.fixed(Instant.EPOCH));
    try (Loopback server =
            Loopback.serving(
                folder,
                (request, response) -> {
                  ZipLayout zip =
                      ZipLayout.of(
                          List.of(
                              new ZipLayout.File(
                                  "a", new RegionOfBytes((byte) 1), 0xa505df1bL, Instant.EPOCH)));
                  delivery.send(
                      new Representation(
                          zip,
                          "application/zip",
                          zip.etag(),
                          Instant.EPOCH,
                          Disposition.attachment("a.zip"),
                          Digests.NONE),
                      request,
                      response);
                });
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder get = HttpRequest.newBuilder(server.uri());
      HttpResponse<byte[]> whole =
          client.send(get.build(), HttpResponse.BodyHandlers.ofByteArray());
      HttpResponse<byte[]> head =
          client.send(
              get.copy().header("Range", "bytes=0-49").build(),
              HttpResponse.BodyHandlers.ofByteArray());
      HttpResponse<byte[]> rest =
          client.send(
              get.copy()
                  .header("Range", "bytes=50-")
                  .header("If-Range", head.headers().firstValue("ETag").orElseThrow())
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(rest.statusCode()).isEqualTo(206);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      joined.writeBytes(head.body());
      joined.writeBytes(rest.body());
      assertThat(joined.toByteArray()).isEqualTo(whole.body());
    }
  }
}
