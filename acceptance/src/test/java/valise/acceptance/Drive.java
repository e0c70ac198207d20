package valise.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The API's calls on files, each an exchange and nothing more: what the server answers is what
/// comes back.
record Drive(Caller caller) {

  /// What a listing says of a file or folder.
  record Entry(
      String id,
      String name,
      boolean folder,
      long bytes,
      long files,
      String md5,
      String created,
      String progenyEdited) {

    static Entry of(JsonNode node) {
      return new Entry(
          node.path("Id").asString(),
          node.path("Name").asString(),
          node.path("odata.type").asString().endsWith(".Folder"),
          node.path("FileSizeBytes").asLong(0),
          node.path("FileCount").asLong(0),
          node.path("Hash").asString(""),
          node.path("CreationDate").asString(""),
          node.path("ProgenyEditDate").asString(""));
    }
  }

  /// Where the bytes of one upload go.
  record Specification(String chunkUri, String finishUri, boolean resume, long resumeOffset) {}

  static String item(String id) {
    return "/sf/v3/Items(" + id + ")";
  }

  static String json(Map<String, ?> members) {
    ObjectNode object = Answer.JSON.createObjectNode();
    members.forEach((name, value) -> object.set(name, Answer.JSON.valueToTree(value)));
    return object.toString();
  }

  String home() throws IOException {
    return caller.get("/sf/v3/Items").ok().string("Id");
  }

  Answer makeFolder(String parent, String name) throws IOException {
    return caller.post(item(parent) + "/Folder?overwrite=false", json(Map.of("Name", name)));
  }

  String folder(String parent, String name) throws IOException {
    return makeFolder(parent, name).ok().string("Id");
  }

  Answer open(String parent, Map<String, ?> wish) throws IOException {
    return caller.post(item(parent) + "/Upload2", json(wish));
  }

  static Specification specification(Answer answer) {
    JsonNode node = answer.ok().json();
    return new Specification(
        node.path("ChunkUri").asString(""),
        node.path("FinishUri").asString(""),
        node.path("IsResume").asBoolean(false),
        node.path("ResumeOffset").asLong(0));
  }

  /// The standard method with raw bytes, as rclone sends a small file.
  Answer upload(String parent, String name, byte[] bytes) throws IOException {
    Answer opened =
        open(
            parent, Map.of("method", "standard", "raw", true, "fileName", name, "overwrite", true));
    return opened.status() == 200
        ? caller.bytes(specification(opened).chunkUri() + "&fmt=json", bytes)
        : opened;
  }

  /// The id of a file that was uploaded whole.
  String file(String parent, String name, byte[] bytes) throws IOException {
    return uploaded(upload(parent, name, bytes));
  }

  /// The id in the last answer of an upload, which must be a success.
  static String uploaded(Answer answer) {
    JsonNode node = answer.ok().json();
    if (node.path("error").asBoolean(true)) {
      throw new AssertionError("upload refused: " + answer);
    }
    return node.path("value").path(0).path("id").asString();
  }

  Answer chunk(Specification to, int index, long offset, byte[] bytes) throws IOException {
    return caller.bytes(
        to.chunkUri()
            + "&index="
            + index
            + "&byteOffset="
            + offset
            + "&hash="
            + Content.md5(bytes)
            + "&fmt=json",
        bytes);
  }

  Answer finish(Specification to, String md5) throws IOException {
    return caller.bytes(to.finishUri() + "&respformat=json&filehash=" + md5, new byte[0]);
  }

  List<Entry> children(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode each : caller.get(item(folder) + "/Children").ok().json().path("value")) {
      entries.add(Entry.of(each));
    }
    return entries;
  }

  Entry entry(String id) throws IOException {
    return Entry.of(caller.get(item(id)).ok().json());
  }

  Answer byPath(String folder, String path) throws IOException {
    return caller.get(item(folder) + "/ByPath?path=" + Caller.encode(path));
  }

  byte[] download(String id) throws IOException {
    String url = caller.get(item(id) + "/Download?redirect=false").ok().string("DownloadUrl");
    return caller.get(url).ok().body();
  }

  Answer rename(String id, String name) throws IOException {
    return caller.patch(item(id), json(Map.of("Name", name, "FileName", name)));
  }

  Answer move(String id, String parent) throws IOException {
    return caller.patch(item(id), json(Map.of("Parent", Map.of("Id", parent))));
  }

  Answer remove(String id) throws IOException {
    return caller.delete(item(id) + "?singleversion=false&forceSync=true");
  }

  /// Everything that is to be seen of a folder and all below it.
  String snapshot(String folder) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    look(folder, "", seen);
    return seen.toString();
  }

  private void look(String at, String path, Map<String, String> seen) throws IOException {
    seen.put(path + "/", entry(at).toString());
    for (Entry each : children(at)) {
      seen.put(path + "/" + each.name(), each.toString());
      if (each.folder()) {
        look(each.id(), path + "/" + each.name(), seen);
      }
    }
  }
}
