package valise.hub.simulators.dropbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A file or a folder at one time. Its place is the path as people wrote it; two paths that differ
/// in case only are the same place.
///
/// @param content of a file; a folder has none
record Node(String id, String path, Optional<Content> content) {

  /// One revision of a file.
  record Content(
      String rev, long size, String hash, Instant clientModified, Instant serverModified) {}

  static String key(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  String key() {
    return key(path);
  }

  boolean isFolder() {
    return content.isEmpty();
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Node at(String other) {
    return new Node(id, other, content);
  }

  /// As answers show it, with its kind as `.tag` where the answer's type is the union.
  ObjectNode json(boolean tagged) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (tagged) {
      json.put(".tag", isFolder() ? "folder" : "file");
    }
    json.put("name", name());
    json.put("id", id);
    content.ifPresent(it -> {
      json.put("client_modified", seconds(it.clientModified()));
      json.put("server_modified", seconds(it.serverModified()));
      json.put("rev", it.rev());
      json.put("size", it.size());
    });
    json.put("path_lower", key());
    json.put("path_display", path);
    content.ifPresent(it -> {
      json.put("is_downloadable", true);
      json.put("content_hash", it.hash());
    });
    return json;
  }

  /// What is told of a place where nothing is any more.
  static ObjectNode deleted(String path) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(".tag", "deleted");
    json.put("name", path.substring(path.lastIndexOf('/') + 1));
    json.put("path_lower", key(path));
    json.put("path_display", path);
    return json;
  }

  /// The vendor's dates have no fractions.
  static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
