package valise.files.shares;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Rights;
import valise.files.groups.Principals;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.NewFile;
import valise.files.items.NewNode;
import valise.files.items.Tree;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;

/// An account with files to share, on a running server.
final class ShareWorld {

  final FilesServer server;
  final Office office;
  final FilesServer.Caller admin;
  private final HttpClient client = HttpClient.newHttpClient();

  ShareWorld(FilesServer server) {
    this.server = server;
    this.office = Office.in(server);
    this.admin = server.as(office.admin().id());
  }

  Principal principal(User user) {
    return server.bean(Principals.class).of(user.id()).orElseThrow();
  }

  ItemId folder(String parent, String name) {
    return server
        .bean(Tree.class)
        .add(principal(office.admin()), parent, NewNode.named(name), false)
        .item()
        .id();
  }

  Item file(ItemId folder, String name, String text) {
    return file(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file of the administrator's; when there is one of that name, its next version.
  Item file(ItemId folder, String name, byte[] bytes) {
    BlobStore blobs = server.bean(BlobStore.class);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    try {
      BlobId blob = blobs.create();
      try (BlobStore.Writing writing = blobs.write(blob)) {
        writing.write(ByteBuffer.wrap(bytes), 0);
      }
      String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
      NewFile file =
          new NewFile(
              name,
              name,
              new Item.Content(blob, bytes.length, md5, crc.getValue()),
              "",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NewFile.OnCollision.NEW_VERSION);
      return server
          .database()
          .write(tx ->
              server
                  .bean(Tree.class)
                  .addFile(tx, office.account().id(), office.admin().id(), folder, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void grant(User to, ItemId folder, Rights rights) {
    Principal granter = principal(office.admin());
    server
        .database()
        .write(tx -> {
          var lineage = server.bean(Items.class).locate(tx.sql(), granter, folder).lineage();
          server
              .bean(Access.class)
              .put(
                  tx,
                  lineage,
                  new Entry(folder, PrincipalId.of(to.id()), rights, false, false, false));
          return folder;
        });
  }

  /// A Send share of these items, made by the administrator.
  ///
  /// @param more members of the body, each with a comma in front
  String send(String more, ItemId... items) {
    return send(admin, more, items);
  }

  String send(FilesServer.Caller by, String more, ItemId... items) {
    String list =
        String.join(",", List.of(items).stream().map(id -> "{\"Id\":\"" + id + "\"}").toList());
    return made(
        by.post("/Shares", "{\"ShareType\":\"Send\",\"Items\":[" + list + "]" + more + "}"));
  }

  String request(String more, ItemId folder) {
    return request(admin, more, folder);
  }

  String request(FilesServer.Caller by, String more, ItemId folder) {
    return made(
        by.post(
            "/Shares",
            "{\"ShareType\":\"Request\",\"Parent\":{\"Id\":\"" + folder + "\"}" + more + "}"));
  }

  static String made(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return reply.at("Id").asString();
  }

  /// An answer with bytes.
  record Bytes(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// Names and texts of what an archive holds.
    Map<String, String> entries() {
      Map<String, String> entries = new LinkedHashMap<>();
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(response.body()))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return entries;
    }
  }

  /// Where a redirect leads.
  static String location(Reply reply) {
    if (reply.status() != 302) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return reply.response().headers().firstValue("Location").orElseThrow();
  }

  Bytes fetch(String url, String... headers) {
    return send("GET", url, new byte[0], headers);
  }

  Bytes send(String method, String url, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      server.quiet();
      return new Bytes(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
