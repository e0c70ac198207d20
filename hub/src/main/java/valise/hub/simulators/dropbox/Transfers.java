package valise.hub.simulators.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The calls whose body, either way, is a file, and whose argument stands in a header.
final class Transfers {

  private static final String[] COMMIT = {
    "path",
    "mode",
    "autorename",
    "client_modified",
    "mute",
    "property_groups",
    "strict_conflict",
    "content_hash"
  };

  private final Drive drive;
  private final Contents contents;
  private final Rpc rpc;
  private final InstantSource clock;

  Transfers(Drive drive, Contents contents, Rpc rpc, InstantSource clock) {
    this.drive = drive;
    this.contents = contents;
    this.rpc = rpc;
    this.clock = clock;
  }

  static boolean takes(String route) {
    return Set.of(
            "files/upload",
            "files/upload_session/start",
            "files/upload_session/append_v2",
            "files/upload_session/finish",
            "files/download")
        .contains(route);
  }

  /// The answer of a call that sends a file.
  JsonNode receive(String route, Arguments arguments, InputStream body) throws IOException {
    return switch (route) {
      case "files/upload" -> {
        String name = Drive.newId();
        contents.append(name, body);
        yield commit(arguments.only(COMMIT), name);
      }
      case "files/upload_session/start" -> {
        arguments.only("close", "session_type", "content_hash");
        String session = "pid_upload_session_" + Drive.newId();
        contents.append(session, body);
        yield JsonNodeFactory.instance.objectNode().put("session_id", session);
      }
      case "files/upload_session/append_v2" -> {
        continued(arguments.only("cursor", "close", "content_hash"), body);
        yield JsonNodeFactory.instance.nullNode();
      }
      default -> {
        String session = continued(arguments.only("cursor", "commit", "content_hash"), body);
        yield commit(arguments.part("commit").only(COMMIT), session);
      }
    };
  }

  private String continued(Arguments arguments, InputStream body) throws IOException {
    Arguments cursor = arguments.part("cursor");
    String session = cursor.text("session_id");
    if (!session.matches("pid_upload_session_[A-Za-z0-9_-]+") || contents.size(session) == 0) {
      throw Problem.endpoint("lookup_failed", "not_found");
    }
    long have = contents.size(session);
    if (cursor.number("offset", 0, 0, Long.MAX_VALUE) != have) {
      ObjectNode error = JsonNodeFactory.instance.objectNode();
      error.put(".tag", "incorrect_offset");
      error.put("correct_offset", have);
      throw Problem.endpoint("incorrect_offset", error);
    }
    contents.append(session, body);
    return session;
  }

  private JsonNode commit(Arguments arguments, String stored) throws IOException {
    String path = arguments.path("path");
    if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/") || path.contains("//")) {
      throw Problem.upload(stored, "malformed_path");
    }
    Instant modified =
        arguments
            .find("client_modified")
            .map(text -> date(arguments, text))
            .orElse(clock.instant());
    String rev = drive.nextRev();
    Contents.Stored kept = contents.keep(stored, rev);
    Node.Content content =
        new Node.Content(rev, kept.size(), kept.hash(), modified, clock.instant());
    String mode = arguments.tag("mode", "add");
    Optional<Node> there = drive.find(path);
    Drive.Taken taken =
        mode.equals("overwrite")
            ? Drive.Taken.REPLACE
            : arguments.flag("autorename", false) ? Drive.Taken.RENAME : Drive.Taken.REFUSE;
    String kind = there.filter(Node::isFolder).isPresent() ? "folder" : "file";
    return drive
        .putFile(
            path,
            taken,
            arguments.flag("strict_conflict", false),
            content,
            Problem.upload(stored, "conflict", kind))
        .json(false);
  }

  private static Instant date(Arguments arguments, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw arguments.bad("client_modified: time data '" + text + "' does not match format");
    }
  }

  /// Sends a file, or the part of it that a range names.
  void send(Arguments arguments, Exchange exchange, Optional<Long> most) throws IOException {
    Node file = rpc.file(arguments.only("path", "rev").path("path"), "path");
    exchange.set("Dropbox-API-Result", ascii(file.json(false).toString()));
    send(file.content().orElseThrow(), exchange, most);
  }

  void send(Node.Content content, Exchange exchange, Optional<Long> most) throws IOException {
    exchange.set("Content-Type", "application/octet-stream");
    exchange.set("ETag", "W/\"" + content.rev() + "\"");
    exchange.set("Accept-Ranges", "bytes");
    Optional<long[]> range = exchange.header("Range").flatMap(it -> range(it, content.size()));
    try (InputStream in = contents.open(content.rev())) {
      if (range.isPresent()) {
        long from = range.get()[0];
        long to = range.get()[1];
        in.skipNBytes(from);
        exchange.set("Content-Range", "bytes " + from + "-" + to + "/" + content.size());
        exchange.stream(206, in, to - from + 1, most);
      } else {
        exchange.stream(200, in, content.size(), most);
      }
    }
  }

  private static Optional<long[]> range(String header, long size) {
    if (!header.matches("bytes=\\d{1,18}-\\d{0,18}")) {
      return Optional.empty();
    }
    String[] ends = header.substring("bytes=".length()).split("-", -1);
    long from = Long.parseLong(ends[0]);
    long to = ends[1].isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(ends[1]));
    return from <= to ? Optional.of(new long[] {from, to}) : Optional.empty();
  }

  /// JSON fit for a header: everything beyond ASCII is escaped.
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder();
    for (char c : json.toCharArray()) {
      text.append(c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return text.toString();
  }
}
