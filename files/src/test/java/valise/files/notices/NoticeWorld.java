package valise.files.notices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Message;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.watch.Journal;

/// A server of its own with an account, in which people send, ask and upload over the API, and what
/// is mailed to whom.
final class NoticeWorld implements AutoCloseable {

  final FilesServer server = FilesServer.start();
  final Office office = Office.in(server);
  final Caller admin = server.as(office.admin().id());
  final String folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Relay relay =
      new Relay(
          server.database(), server.bean(Outbox.class), server.clock(), Journal.silent(), "test");

  NoticeWorld() {
    server.bean(Notices.class).schedule(server.bean(Jobs.class), relay);
    folder = folder("root", "Plans");
    work();
  }

  // --- doing -------------------------------------------------------------------------------------

  static JsonNode done(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return reply.json();
  }

  static String made(Reply reply) {
    return done(reply).path("Id").asString();
  }

  String folder(String parent, String name) {
    return made(admin.post("/Items(" + parent + ")/Folder", "{\"Name\":\"" + name + "\"}"));
  }

  /// Uploads a file of its own name into a folder, and gives its id.
  ///
  /// @param more parameters, each with an ampersand in front
  String upload(Caller by, String name, String more) {
    return upload(by, "/Items(" + folder + ")", name, name.getBytes(StandardCharsets.UTF_8), more);
  }

  /// The same into a folder or a share.
  String upload(Caller by, String into, String name, byte[] bytes, String more) {
    String wish = into + "/Upload?method=standard&raw=true&fileName=" + name + more;
    String address = done(by.post(wish, "")).path("ChunkUri").asString();
    HttpResponse<String> reply = send("POST", address + "&fmt=json", bytes);
    if (!reply.body().contains("\"error\":false")) {
      throw new AssertionError(reply.body());
    }
    server.quiet();
    String uploaded = reply.body();
    int at = uploaded.indexOf("\"id\":\"") + 6;
    return uploaded.substring(at, uploaded.indexOf('"', at));
  }

  /// Follows a link to its bytes.
  void download(Caller by, String path, String... headers) {
    Reply reply = by.get(path);
    if (reply.status() != 302) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    send(
        "GET",
        reply.response().headers().firstValue("Location").orElseThrow(),
        new byte[0],
        headers);
    server.quiet();
  }

  private HttpResponse<String> send(String method, String url, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Puts somebody onto the list of the folder.
  ///
  /// @param flags members of the line, each with a comma in front
  void list(String principal, String flags) {
    done(
        admin.post(
            "/Items(" + folder + ")/AccessControls",
            "{\"Principal\":{\"Id\":\"%s\"},\"CanDownload\":true,\"CanUpload\":true%s}"
                .formatted(principal, flags)));
  }

  void set(AccountSetting setting, String value) {
    server
        .database()
        .write(tx -> {
          server.bean(Accounts.class).set(tx, office.account().id(), Map.of(setting, value));
          return true;
        });
  }

  // --- what comes of it --------------------------------------------------------------------------

  /// Does all background work that is due.
  void work() {
    while (relay.step() + server.step() > 0) {
      // What one did may be more work for the other.
    }
  }

  /// The same after some time.
  void after(Duration time) {
    server.clock().advance(time);
    work();
  }

  /// What was mailed since this was asked last.
  List<Message> mails() {
    work();
    List<Message> all = server.mail().all();
    server.mail().forget();
    return all;
  }

  /// Addresses and subjects of what was mailed since it was asked last, such as `bob: Hello`.
  List<String> mailed() {
    return mails().stream().map(mail -> name(mail) + ": " + mail.subject()).sorted().toList();
  }

  private static String name(Message mail) {
    String address = mail.to().getFirst().email();
    return address.substring(0, address.indexOf('@'));
  }

  static Optional<Message> to(List<Message> mails, User user) {
    String address = user.email().orElseThrow().text();
    return mails.stream().filter(mail -> mail.to().getFirst().email().equals(address)).findFirst();
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
