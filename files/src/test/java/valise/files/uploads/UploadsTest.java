package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.files.uploads.UploadServer.Reply;
import valise.files.uploads.UploadServer.Upload;

/// What clients send and what they get, method by method.
class UploadsTest {

  private static UploadServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = UploadServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] part(byte[] all, int from, int to) {
    return Arrays.copyOfRange(all, from, to);
  }

  @Test
  void theStandardUploadOfRclone() {
    byte[] bytes = bytes(100_000, 1);
    Reply specification =
        server.api(
            "POST",
            "/Items(" + server.folder + ")/Upload2",
            """
            {"method":"standard","raw":true,"fileName":"a.bin","overwrite":true,
             "ClientCreatedDate":"2024-01-02T03:04:05.123456789+02:00",
             "ClientModifiedDate":"2024-01-02T03:04:05.123456789+02:00","tool":"rclone/v1.60"}\
            """,
            "owner");
    assertThat(specification.at("Method").asString()).isEqualTo("Standard");
    assertThat(specification.at("IsResume").asBoolean(true)).isFalse();
    assertThat(specification.at("FinishUri").isNull()).isTrue();

    Reply reply =
        server.send("POST", server.upload(specification.json()).chunkPath() + "&fmt=json", bytes);

    assertThat(reply.ok()).isTrue();
    assertThat(reply.file().path("size").asLong()).isEqualTo(100_000);
    assertThat(reply.file().path("md5").asString()).isEqualTo(UploadServer.md5(bytes));
    assertThat(reply.file().path("parentid").asString()).isEqualTo(server.folder.value());
    String id = reply.file().path("id").asString();
    assertThat(server.content(id)).isEqualTo(bytes);
    Reply item = server.api("GET", "/Items(" + id + ")", "", "owner");
    assertThat(item.at("Hash").asString()).isEqualTo(UploadServer.md5(bytes));
    assertThat(item.at("ClientModifiedDate").asString()).startsWith("2024-01-02T01:04:05");
  }

  @Test
  void theThreadedUploadOfRclone() {
    byte[] bytes = bytes(3_000_000, 2);
    Upload upload =
        server.open("method=threaded&raw=true&fileName=t.bin&fileSize=3000000&overwrite=true");
    String whole =
        "&finish=true&fileSize=3000000&fileHash=" + UploadServer.md5(bytes) + "&fmt=json";
    byte[] last = part(bytes, 2_000_000, 3_000_000);
    assertThat(upload.chunk(2_000_000, last, UploadServer.md5(last), whole).ok()).isTrue();
    assertThat(server.named("t.bin")).isEmpty();
    assertThat(upload.chunk(0, part(bytes, 0, 1_000_000)).ok()).isTrue();
    assertThat(upload.chunk(1_000_000, part(bytes, 1_000_000, 2_000_000)).ok()).isTrue();
    assertThat(upload.chunk(3_000_000, new byte[0]).ok()).isTrue();

    Reply reply = upload.finish("");

    assertThat(reply.ok()).as(reply.text()).isTrue();
    assertThat(server.content(reply.file().path("id").asString())).isEqualTo(bytes);
    assertThat(upload.finish("").text()).isEqualTo(reply.text());
    assertThat(server.send("GET", upload.finishPath() + "&respformat=json", new byte[0]).text())
        .isEqualTo(reply.text());
  }

  @Test
  void theStreamedUploadOfJava() {
    byte[] bytes = bytes(250_000, 3);
    Upload upload =
        server.open(
            "method=Streamed&raw=true&fileName=j.bin&fileSize=250000&batchId=&batchLast=false"
                + "&canResume=true&startOver=false&unzip=false&tool=SFJavaSDK&overwrite=true&title="
                + "&details=&isSend=false&sendGuid=&opid=&threadCount=1&responseFormat=json"
                + "&notify=false&clientCreatedDateUTC=Sat%20Nov%2021%2007:47:05%20UTC%202026"
                + "&clientModifiedDateUTC=Sat%20Nov%2021%2007:47:05%20UTC%202026");
    Reply reply = new Reply(0, "{}");
    for (int at = 0; at < 250_000; at += 100_000) {
      byte[] chunk = part(bytes, at, Math.min(250_000, at + 100_000));
      String hash = UploadServer.md5(chunk);
      boolean last = at == 200_000;
      reply =
          server.send(
              "POST",
              upload.chunkPath()
                  + "&filehash="
                  + hash
                  + "&finish="
                  + (last ? 1 : 0)
                  + (last ? "&isbatchlast=true" : "")
                  + "&fmt=json&hash="
                  + hash
                  + "&filesize=250000&index="
                  + at / 100_000
                  + "&byteOffset="
                  + at,
              chunk);
      assertThat(reply.ok()).as(reply.text()).isTrue();
    }
    assertThat(server.content(reply.file().path("id").asString())).isEqualTo(bytes);
  }

  @Test
  void anEmptyFileOfEachMethod() {
    assertThat(
            server
                .open("raw=true&fileName=e0")
                .standard(new byte[0])
                .file()
                .path("size")
                .asLong(-1))
        .isZero();
    Upload streamed = server.open("method=streamed&raw=true&fileName=e1&fileSize=0");
    assertThat(
            streamed
                .chunk(0, new byte[0], UploadServer.md5(new byte[0]), "&finish=1")
                .file()
                .path("md5")
                .asString())
        .isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    Upload threaded = server.open("method=threaded&raw=true&fileName=e2&fileSize=0");
    threaded.chunk(0, new byte[0]);
    assertThat(
            server.send("GET", threaded.finishPath(), new byte[0]).file().path("size").asLong(-1))
        .isZero();
  }

  @Test
  void theFormOfTheVendorsSamples() {
    Reply specification = server.api("GET", "/Items(" + server.folder + ")/Upload", "", "owner");
    String form =
        "--b\r\nContent-Disposition: form-data; name=File1; filename=\"C:\\\\tmp\\\\sample.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nhello\r\n--b--";
    Reply reply =
        server.send(
            "POST",
            server.upload(specification.json()).chunkPath(),
            form.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "multipart/form-data, boundary=b");
    assertThat(reply.ok()).as(reply.text()).isTrue();
    assertThat(reply.file().path("filename").asString()).isEqualTo("sample.txt");
    assertThat(server.content(reply.file().path("id").asString()))
        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
  }
}
