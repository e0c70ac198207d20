package valise.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The packaged server and a client of it.
final class Valise implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final String bearer;
  private final String home;

  private Valise(Server server, String bearer, String home) {
    this.server = server;
    this.bearer = bearer;
    this.home = home;
  }

  static Valise start(Path project, Path data, String... options)
      throws IOException, InterruptedException {
    return startWith("", project, data, options);
  }

  /// @param java options for the JVM beside its usual ones
  static Valise startWith(String java, Path project, Path data, String... options)
      throws IOException, InterruptedException {
    int port = Machine.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                project.resolve("valise").toString(),
                "serve",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
    command.addAll(List.of(options));
    Server server =
        Server.start(
            "valise",
            port,
            data.resolveSibling(data.getFileName() + ".log"),
            command,
            java.isEmpty() ? Map.of() : Map.of("VALISE_JAVA_OPTS", java));
    JsonNode first = JSON.readTree(Files.readString(data.resolve("first-start.json")));
    String form =
        "grant_type=password&client_id=%s&client_secret=%s&username=%s&password=%s"
            .formatted(
                form(first, "clientId"),
                form(first, "clientSecret"),
                form(first, "email"),
                form(first, "password"));
    try (Http http = new Http(port)) {
      String type = "Content-Type: application/x-www-form-urlencoded\r\n";
      JsonNode token = JSON.readTree(http.send("POST", "/oauth/token", type, form).ok().body());
      String bearer = "Authorization: Bearer " + token.get("access_token").stringValue() + "\r\n";
      JsonNode home = JSON.readTree(http.send("GET", "/sf/v3/Items", bearer, "").ok().body());
      return new Valise(server, bearer, home.get("Id").stringValue());
    }
  }

  private static String form(JsonNode node, String name) {
    return URLEncoder.encode(node.get(name).stringValue(), StandardCharsets.UTF_8);
  }

  Server server() {
    return server;
  }

  String bearer() {
    return bearer;
  }

  /// The id of the admin's home folder.
  String home() {
    return home;
  }

  JsonNode call(Http http, String method, String path, String body) throws IOException {
    String headers = bearer + "Content-Type: application/json\r\n";
    String answer = http.send(method, "/sf/v3/" + path, headers, body).ok().body();
    return answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer);
  }

  String folder(Http http, String parent, String name) throws IOException {
    return call(http, "POST", "Items(" + parent + ")/Folder", "{\"Name\":\"" + name + "\"}")
        .get("Id")
        .stringValue();
  }

  static String target(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /// Uploads a whole file with the standard method, as rclone does a small one.
  void standard(Http http, String folder, String name, FileChannel file, long length)
      throws IOException {
    String body =
        "{\"method\":\"standard\",\"raw\":true,\"fileName\":\"" + name + "\",\"overwrite\":true}";
    JsonNode spec = call(http, "POST", "Items(" + folder + ")/Upload2", body);
    String chunk = target(spec.get("ChunkUri").stringValue()) + "&fmt=json";
    JsonNode answer = JSON.readTree(http.sendFile("POST", chunk, "", file, 0, length).ok().body());
    if (answer.get("error").booleanValue()) {
      throw new IOException("upload refused: " + answer);
    }
  }

  /// What a threaded upload took.
  record Uploaded(double seconds, double finishSeconds) {}

  /// The MD5s a threaded client sends, computed before the clock starts.
  record Hashes(long chunkBytes, List<String> chunks, String whole) {

    static Hashes of(Path file, long chunkBytes) throws IOException {
      try (FileChannel in = FileChannel.open(file)) {
        MessageDigest whole = MessageDigest.getInstance("MD5");
        List<String> chunks = new ArrayList<>();
        java.nio.ByteBuffer block = java.nio.ByteBuffer.allocate((int) chunkBytes);
        while (in.read(block.clear()) > 0) {
          while (block.hasRemaining() && in.read(block) > 0) {
            continue;
          }
          block.flip();
          whole.update(block.duplicate());
          MessageDigest chunk = MessageDigest.getInstance("MD5");
          chunk.update(block);
          chunks.add(HexFormat.of().formatHex(chunk.digest()));
        }
        return new Hashes(chunkBytes, chunks, HexFormat.of().formatHex(whole.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Uploads with the threaded method over four connections: chunk hashes, file hash, finish.
  Uploaded threaded(String folder, String name, Path path, Hashes hashes)
      throws IOException, InterruptedException {
    long size = Files.size(path);
    String body =
        "{\"method\":\"threaded\",\"raw\":true,\"fileName\":\"%s\",\"fileSize\":%d,\"threadCount\":4,\"overwrite\":true}"
            .formatted(name, size);
    long start = System.nanoTime();
    try (FileChannel file = FileChannel.open(path);
        Http http = new Http(server.port());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      JsonNode spec = call(http, "POST", "Items(" + folder + ")/Upload2", body);
      String chunkUri = target(spec.get("ChunkUri").stringValue());
      List<Future<?>> sent = new ArrayList<>();
      ThreadLocal<Http> connection =
          ThreadLocal.withInitial(() -> {
            try {
              return new Http(server.port());
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      for (int i = 0; i < hashes.chunks().size(); i++) {
        long offset = i * hashes.chunkBytes();
        long length = Math.min(hashes.chunkBytes(), size - offset);
        String target =
            chunkUri
                + "&index=%d&byteOffset=%d&hash=%s&fmt=json"
                    .formatted(i, offset, hashes.chunks().get(i));
        sent.add(
            threads.submit(
                () -> connection.get().sendFile("POST", target, "", file, offset, length).ok()));
      }
      for (Future<?> each : sent) {
        each.get();
      }
      long finish = System.nanoTime();
      String finishUri = target(spec.get("FinishUri").stringValue()) + "&respformat=json&filehash=";
      JsonNode answer =
          JSON.readTree(http.send("POST", finishUri + hashes.whole(), "", "").ok().body());
      long end = System.nanoTime();
      if (answer.get("error").booleanValue()) {
        throw new IOException("finish refused: " + answer);
      }
      String md5 = answer.get("value").get(0).get("md5").stringValue();
      if (!md5.equals(hashes.whole())) {
        throw new IOException("the server has other bytes: " + md5);
      }
      return new Uploaded((end - start) / 1e9, (end - finish) / 1e9);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /// A fresh download link, as path and query.
  String downloadTarget(Http http, String item) throws IOException {
    return target(
        call(http, "GET", "Items(" + item + ")/Download?redirect=false", "")
            .get("DownloadUrl")
            .stringValue());
  }

  String byName(Http http, String folder, String name) throws IOException {
    return call(http, "GET", "Items(" + folder + ")/ByPath?path=/" + name, "")
        .get("Id")
        .stringValue();
  }

  @Override
  public void close() {
    server.close();
  }
}
