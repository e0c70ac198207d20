package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.mapping.Arriving;
import valise.hub.mapping.Engine;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.platform.Refusal;

/// What can be done with files alone, by path and by id [docs]: content, revisions, locks.
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class FilesEndpoint {

  private final Documents documents;

  FilesEndpoint(Documents documents) {
    this.documents = documents;
  }

  // --- content -----------------------------------------------------------------------------------

  @PostMapping("/files")
  ResponseEntity<Map<String, Object>> upload(
      ElementCaller caller, Asked asked, HttpServletRequest request) {
    if (!(asked.path() instanceof Target.ByPath(HubPath path))) {
      throw new IllegalStateException("A path is a path");
    }
    boolean overwrite = asked.flag("overwrite");
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    List<String> tags = labels.settable(asked.tags());
    CloudFile file =
        Arriving.read(
            request,
            asked.size("size"),
            upload ->
                cabinet.upload(
                    path, overwrite, asked.text("description"), upload.content(), upload.atMost()));
    return Answers.one(labels.tagNew(file, tags), asked);
  }

  @GetMapping({"/files", "/files/{id}"})
  void download(
      ElementCaller caller, Target target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    send(documents.open(caller.instance()), target, request, response);
  }

  /// Sends a file's content, or the range of it that is asked for.
  static void send(
      Cabinet cabinet, Target target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Item item = cabinet.reach(target, Kind.FILE);
    Engine.Outcome outcome =
        cabinet.download(item, Optional.ofNullable(request.getHeader("Range")));
    outcome.content().orElseThrow().passOn(nameOf(item), response);
  }

  private static String nameOf(Item item) {
    return item.file()
        .map(CloudFile::name)
        .or(() -> item.path().map(HubPath::name))
        .filter(name -> !name.isEmpty())
        .orElse("file");
  }

  // --- revisions ---------------------------------------------------------------------------------

  @GetMapping({"/files/revisions", "/files/{id}/revisions"})
  List<Map<String, Object>> revisions(ElementCaller caller, Target target, Asked asked) {
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    return cabinet.run("revisions", Map.of("item", item.seen())).records().stream()
        .map(record -> shown(cabinet, item, record, asked))
        .toList();
  }

  @GetMapping({"/files/revisions/{revision}", "/files/{id}/revisions/{revision}"})
  Map<String, Object> revision(
      ElementCaller caller, Target target, @PathVariable String revision, Asked asked) {
    if (!revision.matches("[A-Za-z0-9_:-]{1,100}")) {
      throw Refusal.noSuchThing("The revision '" + revision + "'");
    }
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    Map<String, Object> arguments = Map.of("item", item.seen(), "revision", revision);
    return shown(cabinet, item, cabinet.run("revision", arguments).record(), asked);
  }

  private static Map<String, Object> shown(
      Cabinet cabinet, Item item, Map<String, Object> record, Asked asked) {
    return cabinet
        .described(record, item.path(), Optional.empty())
        .file()
        .orElseThrow()
        .json(asked.view());
  }

  // --- locks -------------------------------------------------------------------------------------

  /// While a file is locked, others cannot change it. By path too [assumed].
  @PutMapping({"/files/lock", "/files/{id}/lock"})
  ResponseEntity<Map<String, Object>> lock(ElementCaller caller, Target target, Asked asked) {
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    cabinet.run("lock", Map.of("item", item.seen()));
    return Answers.described(cabinet, item, asked);
  }

  @DeleteMapping({"/files/lock", "/files/{id}/lock"})
  void unlock(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.run("unlock", Map.of("item", cabinet.require(target, Kind.FILE).seen()));
  }
}
