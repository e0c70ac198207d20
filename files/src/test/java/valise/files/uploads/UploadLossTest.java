package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.files.items.Item;
import valise.files.items.Tree;
import valise.files.uploads.UploadServer.Reply;
import valise.files.uploads.UploadServer.Upload;
import valise.platform.blob.BlobId;
import valise.platform.blob.FaultyBlobs;

/// How servers lose files, and that this one does not.
class UploadLossTest {

  private UploadServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = UploadServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Upload threaded(String name, int size) {
    return server.open(
        "method=threaded&raw=true&overwrite=true&fileName=" + name + "&fileSize=" + size);
  }

  private byte[] stored(Reply finished) {
    assertThat(finished.ok()).as(finished.text()).isTrue();
    return server.content(finished.file().path("id").asString());
  }

  @Test
  void aTruncatedFileIsNotCompleteWhenTheSecondChunkLandsOnABoundary() {
    byte[] whole = bytes(3_000, 1);
    Upload upload = server.open("method=streamed&raw=true&fileName=s&fileSize=3000");
    upload.chunk(0, Arrays.copyOf(whole, 1_000));
    byte[] second = Arrays.copyOfRange(whole, 1_000, 2_000);

    Reply early = upload.chunk(1_000, second, UploadServer.md5(second), "&finish=true");

    assertThat(early.ok()).isFalse();
    assertThat(server.named("s")).isEmpty();
    byte[] third = Arrays.copyOfRange(whole, 2_000, 3_000);
    assertThat(stored(upload.chunk(2_000, third, UploadServer.md5(third), "&finish=true")))
        .isEqualTo(whole);
  }

  @Test
  void theDeclaredLengthIsNotOverwrittenByAPartialOne() {
    byte[] whole = bytes(2_000, 1);
    Upload upload = threaded("d", 2_000);
    byte[] first = Arrays.copyOf(whole, 1_000);
    upload.chunk(0, first, UploadServer.md5(first), "&filesize=1000&finish=true");

    assertThat(upload.finish("&filesize=1000").at("errorMessage").asString())
        .startsWith("Bytes are missing from 1000");
    upload.chunk(1_000, Arrays.copyOfRange(whole, 1_000, 2_000));
    assertThat(stored(upload.finish("&filesize=1000"))).isEqualTo(whole);
  }

  @Test
  void aFileIsNotStuckWhenItsSessionWasDeletedHalfWay() {
    Upload first = threaded("x", 2_000);
    first.chunk(0, bytes(1_000, 1));
    Upload again = server.open("method=threaded&raw=true&fileName=x&fileSize=2000&startOver=true");

    assertThat(first.finish("").at("errorCode").asInt()).isEqualTo(605);
    assertThat(first.chunk(1_000, bytes(1_000, 2)).at("errorCode").asInt()).isEqualTo(605);
    byte[] whole = bytes(2_000, 3);
    again.chunk(0, whole);
    assertThat(stored(again.finish(""))).isEqualTo(whole);
    assertThat(server.blobCount()).isEqualTo(1);
  }

  @Test
  void metadataIsNotDurableBeforeData() {
    Upload upload = threaded("m", 1_000);
    server.blobs.become(sound -> FaultyBlobs.over(sound).failingSync());
    assertThat(upload.chunk(0, bytes(1_000, 1)).status()).isEqualTo(500);
    server.blobs.heal();
    assertThat(upload.finish("").ok()).isFalse();
    Upload standard = server.open("raw=true&fileName=m2");
    server.blobs.become(sound -> FaultyBlobs.over(sound).failingSync());
    assertThat(standard.standard(bytes(10, 1)).status()).isEqualTo(500);
    assertThat(server.named("m2")).isEmpty();
  }

  @Test
  void aDiskThatFillsInTheMiddleOfAChunkLosesNothingAcknowledged() {
    byte[] whole = bytes(400_000, 1);
    Upload upload = threaded("full", 400_000);
    byte[] first = Arrays.copyOf(whole, 200_000);
    byte[] second = Arrays.copyOfRange(whole, 200_000, 400_000);
    assertThat(upload.chunk(0, first).ok()).isTrue();
    server.blobs.become(sound -> FaultyBlobs.over(sound).fullAfter(150_000));

    Reply refused = upload.chunk(200_000, second);

    assertThat(refused.status()).isEqualTo(507);
    assertThat(refused.at("error").asBoolean()).isTrue();
    server.blobs.heal();
    assertThat(upload.chunk(200_000, second).ok()).isTrue();
    assertThat(stored(upload.finish(""))).isEqualTo(whole);
  }

  @Test
  void aDiskThatFillsDuringAStandardUploadLeavesNothing() {
    Upload upload = server.open("raw=true&fileName=st");
    server.blobs.become(sound -> FaultyBlobs.over(sound).fullAfter(50_000));
    assertThat(upload.standard(bytes(100_000, 1)).status()).isEqualTo(507);
    server.blobs.heal();
    assertThat(server.blobCount()).isZero();
    assertThat(stored(upload.standard(bytes(100_000, 1)))).isEqualTo(bytes(100_000, 1));
  }

  @Test
  void aCommitThatIsRefusedLeavesASessionThatCanGoOn() {
    byte[] whole = bytes(1_000, 1);
    Upload upload = server.open("method=threaded&raw=true&fileName=late&fileSize=1000");
    upload.chunk(0, whole);
    Reply other = server.open("raw=true&fileName=late").standard(bytes(5, 2));

    Reply refused = upload.finish("");
    assertThat(refused.status()).isEqualTo(409);
    server.bean(Tree.class).delete(server.owner, other.file().path("id").asString(), false);
    server.restart();
    assertThat(stored(upload.finish(""))).isEqualTo(whole);
  }

  @Test
  void aNetworkCutIsNotAShorterFile() throws IOException {
    Upload standard = server.open("raw=true&overwrite=true&fileName=cut");
    Upload streamed = server.open("method=streamed&raw=true&overwrite=true&fileName=cut");
    cut(standard.chunkPath(), 60_000, 100_000);
    cut(streamed.chunkPath() + "&index=0&byteOffset=0&finish=true", 60_000, 100_000);
    assertThat(server.named("cut")).isEmpty();
    byte[] whole = bytes(100_000, 1);
    assertThat(stored(streamed.chunk(0, whole, UploadServer.md5(whole), "&finish=true")))
        .isEqualTo(whole);
  }

  /// Declares a length, sends less, and closes the sending side.
  private void cut(String path, int sent, int declared) throws IOException {
    try (Socket socket = server.connect()) {
      String head =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + declared
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes(sent, 1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void aFormWithoutItsLastBoundaryIsNotAShorterFile() {
    Upload upload = server.open("fileName=form");
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"form\"\r\n\r\nhalf of";
    Reply reply =
        server.send(
            "POST",
            upload.chunkPath(),
            form.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "multipart/form-data; boundary=b");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(server.named("form")).isEmpty();
  }

  @Test
  void aRestartInTheMiddleKeepsWhatWasAcknowledged() {
    byte[] whole = bytes(300_000, 1);
    Upload upload = threaded("r", 300_000);
    upload.chunk(200_000, Arrays.copyOfRange(whole, 200_000, 300_000));
    upload.chunk(0, Arrays.copyOf(whole, 100_000));
    server.restart();
    Upload resumed =
        server.open(
            "method=threaded&raw=true&overwrite=true&canResume=true&fileName=r&fileSize=300000");

    assertThat(resumed.id()).isEqualTo(upload.id());
    assertThat(resumed.specification.path("IsResume").asBoolean()).isTrue();
    assertThat(resumed.specification.path("ResumeOffset").asLong()).isEqualTo(100_000);
    assertThat(resumed.specification.path("ResumeFileHash").asString())
        .isEqualTo(UploadServer.md5(Arrays.copyOf(whole, 100_000)));
    // The address from before works as well.
    assertThat(upload.chunk(100_000, Arrays.copyOfRange(whole, 100_000, 200_000)).ok()).isTrue();
    assertThat(stored(resumed.finish("&filehash=" + UploadServer.md5(whole)))).isEqualTo(whole);
  }

  @Test
  void theAnswerIsTheSameAfterARestartAndMakesNoSecondVersion() {
    byte[] whole = bytes(1_000, 1);
    Upload upload = threaded("same", 1_000);
    upload.chunk(0, whole);
    Reply first = upload.finish("");
    server.restart();
    assertThat(upload.finish("").text()).isEqualTo(first.text());
    Upload standard = server.open("raw=true&overwrite=true&fileName=same2");
    Reply one = standard.standard(whole);
    assertThat(standard.standard(whole).text()).isEqualTo(one.text());
    assertThat(standard.standard(bytes(1_000, 2)).at("errorCode").asInt()).isEqualTo(605);
    assertThat(server.named("same2").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void unfinishedUploadsExpireAndTheirSpaceComesBack() {
    Upload upload = threaded("gone", 2_000);
    upload.chunk(0, bytes(1_000, 1));
    Uploads uploads = server.bean(Uploads.class);
    assertThat(server.blobCount()).isEqualTo(1);
    server.clock.advance(Duration.ofDays(6));
    upload.chunk(1_000, bytes(500, 1));
    server.clock.advance(Duration.ofDays(6));
    assertThat(uploads.sweep()).isZero();
    server.clock.advance(Duration.ofDays(2));
    assertThat(upload.chunk(1_500, bytes(500, 1)).at("errorMessage").asString())
        .isEqualTo("Unrecognized Upload ID");

    assertThat(uploads.sweep()).isEqualTo(1);

    assertThat(server.blobCount()).isZero();
    long held = server.database().read(sql -> uploads.unfinishedBytes(sql, server.account));
    assertThat(held).isZero();
  }

  @Test
  void theSweepOfOrphansKnowsWhatUnfinishedUploadsHold() {
    Upload upload = threaded("known", 2_000);
    upload.chunk(0, bytes(1_000, 1));
    Set<BlobId> all = new java.util.HashSet<>();
    try {
      server.blobs.forEach(stored -> all.add(stored.id()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Uploads uploads = server.bean(Uploads.class);
    Set<BlobId> known = server.database().read(sql -> uploads.known(sql, all));
    assertThat(known).isEqualTo(all).hasSize(1);
  }

  @Test
  void aWrongHashRefusesTheChunkAndHarmsNothing() {
    byte[] whole = bytes(2_000, 1);
    Upload upload = threaded("h", 2_000);
    upload.chunk(0, whole);
    byte[] garbage = bytes(1_000, 2);
    Reply refused = upload.chunk(500, garbage, "0".repeat(32), "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errorMessage").asString()).contains("hash");
    assertThat(stored(upload.finish(""))).isEqualTo(whole);
    Item item = server.named("h").orElseThrow();
    assertThat(item.size()).isEqualTo(2_000);
  }

  @Test
  void aRefusedChunkBehindTheEndDoesNotLengthenTheFile() {
    byte[] whole = bytes(1_000, 1);
    Upload upload = server.open("method=threaded&raw=true&fileName=tail");
    upload.chunk(0, whole);
    upload.chunk(1_000, bytes(500, 2), "0".repeat(32), "");
    assertThat(stored(upload.finish(""))).isEqualTo(whole);
  }

  @Test
  void aFileWhoseCommitWasMadeButNotAnsweredKeepsItsBytes() throws Exception {
    Upload upload = server.open("raw=true&fileName=lost");
    server.forgetful.loseAnswers(true);
    assertThat(upload.standard(bytes(10, 1)).status()).isEqualTo(500);
    server.forgetful.loseAnswers(false);

    assertThat(stored(upload.standard(bytes(10, 1)))).isEqualTo(bytes(10, 1));
  }
}
