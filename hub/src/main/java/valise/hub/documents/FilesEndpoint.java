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
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import valise.hub.ids.ElementCaller;
import valise.hub.mapping.Arriving;
import valise.hub.mapping.Engine;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.platform.Refusal;

/// `/files`: every operation by path and by id [docs].
@Endpoint
@HubResource
final class FilesEndpoint {

  private final Documents documents;
  private final HubLinks links;

  FilesEndpoint(Documents documents, HubLinks links) {
    this.documents = documents;
    this.links = links;
  }

  @PostMapping({"/files", "/hubs/documents/files"})
  ResponseEntity<Map<String, Object>> upload(ElementCaller caller, HttpServletRequest request) {
    Asked asked = new Asked(request);
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

  @GetMapping({"/files", "/hubs/documents/files"})
  void download(ElementCaller caller, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    send(caller, new Asked(request).path(), request, response);
  }

  @GetMapping({"/files/{id}", "/hubs/documents/files/{id}"})
  void downloadById(
      ElementCaller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    send(caller, new Target.ById(id), request, response);
  }

  private void send(
      ElementCaller caller, Target target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.reach(target, Kind.FILE);
    Engine.Outcome outcome =
        cabinet.download(item, Optional.ofNullable(request.getHeader("Range")));
    outcome.content().orElseThrow().passOn(nameOf(item), response);
  }

  static String nameOf(Item item) {
    return item.file()
        .map(CloudFile::name)
        .or(() -> item.path().map(HubPath::name))
        .filter(name -> !name.isEmpty())
        .orElse("file");
  }

  @DeleteMapping({"/files", "/hubs/documents/files"})
  void delete(ElementCaller caller, HttpServletRequest request) {
    remove(caller, new Asked(request).path());
  }

  @DeleteMapping({"/files/{id}", "/hubs/documents/files/{id}"})
  void deleteById(ElementCaller caller, @PathVariable String id) {
    remove(caller, new Target.ById(id));
  }

  private void remove(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.delete(cabinet.require(target, Kind.FILE));
  }

  @PostMapping({"/files/copy", "/hubs/documents/files/copy"})
  ResponseEntity<Map<String, Object>> copy(
      ElementCaller caller, @RequestBody Bodies.Place body, HttpServletRequest request) {
    return copied(caller, new Asked(request).path(), body, request);
  }

  @PostMapping({"/files/{id}/copy", "/hubs/documents/files/{id}/copy"})
  ResponseEntity<Map<String, Object>> copyById(
      ElementCaller caller,
      @PathVariable String id,
      @RequestBody Bodies.Place body,
      HttpServletRequest request) {
    return copied(caller, new Target.ById(id), body, request);
  }

  private ResponseEntity<Map<String, Object>> copied(
      ElementCaller caller, Target target, Bodies.Place body, HttpServletRequest request) {
    Asked asked = new Asked(request);
    Cabinet cabinet = documents.open(caller.instance());
    HubPath to = body.required();
    return Answers.one(
        cabinet.copy(cabinet.require(target, Kind.FILE), to, asked.flag("overwrite")), asked);
  }

  @GetMapping({"/files/metadata", "/hubs/documents/files/metadata"})
  ResponseEntity<Map<String, Object>> metadata(ElementCaller caller, HttpServletRequest request) {
    return described(caller, new Asked(request).path(), request);
  }

  @GetMapping({"/files/{id}/metadata", "/hubs/documents/files/{id}/metadata"})
  ResponseEntity<Map<String, Object>> metadataById(
      ElementCaller caller, @PathVariable String id, HttpServletRequest request) {
    return described(caller, new Target.ById(id), request);
  }

  private ResponseEntity<Map<String, Object>> described(
      ElementCaller caller, Target target, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    return Answers.described(cabinet, cabinet.require(target, Kind.FILE), new Asked(request));
  }

  @PatchMapping({"/files/metadata", "/hubs/documents/files/metadata"})
  ResponseEntity<Map<String, Object>> change(
      ElementCaller caller, @RequestBody Bodies.Change body, HttpServletRequest request) {
    return changed(caller, new Asked(request).path(), body, request);
  }

  @PatchMapping({"/files/{id}/metadata", "/hubs/documents/files/{id}/metadata"})
  ResponseEntity<Map<String, Object>> changeById(
      ElementCaller caller,
      @PathVariable String id,
      @RequestBody Bodies.Change body,
      HttpServletRequest request) {
    return changed(caller, new Target.ById(id), body, request);
  }

  private ResponseEntity<Map<String, Object>> changed(
      ElementCaller caller, Target target, Bodies.Change body, HttpServletRequest request) {
    Asked asked = new Asked(request);
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    Optional<List<String>> tags = body.tags().value().map(labels::settable);
    CloudFile changed =
        cabinet.change(cabinet.require(target, Kind.FILE), body.change(), asked.flag("overwrite"));
    return Answers.one(tags.map(it -> labels.tag(changed, it)).orElse(changed), asked);
  }

  @GetMapping({"/files/links", "/hubs/documents/files/links"})
  Map<String, Object> link(ElementCaller caller, HttpServletRequest request) {
    return links.make(caller.instance(), new Asked(request).path(), Kind.FILE, request);
  }

  @GetMapping({"/files/{id}/links", "/hubs/documents/files/{id}/links"})
  Map<String, Object> linkById(
      ElementCaller caller, @PathVariable String id, HttpServletRequest request) {
    return links.make(caller.instance(), new Target.ById(id), Kind.FILE, request);
  }

  @DeleteMapping({"/files/links", "/hubs/documents/files/links"})
  void unlink(ElementCaller caller, HttpServletRequest request) {
    unlinked(caller, new Asked(request).path());
  }

  @DeleteMapping({"/files/{id}/links", "/hubs/documents/files/{id}/links"})
  void unlinkById(ElementCaller caller, @PathVariable String id) {
    unlinked(caller, new Target.ById(id));
  }

  private void unlinked(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.run("unlink", Map.of("item", cabinet.require(target, Kind.FILE).seen()));
  }

  @GetMapping({"/files/revisions", "/hubs/documents/files/revisions"})
  List<Map<String, Object>> revisions(ElementCaller caller, HttpServletRequest request) {
    return history(caller, new Asked(request).path(), request);
  }

  @GetMapping({"/files/{id}/revisions", "/hubs/documents/files/{id}/revisions"})
  List<Map<String, Object>> revisionsById(
      ElementCaller caller, @PathVariable String id, HttpServletRequest request) {
    return history(caller, new Target.ById(id), request);
  }

  private List<Map<String, Object>> history(
      ElementCaller caller, Target target, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    Optional<HubPath> path = item.path();
    CloudFile.View view = new Asked(request).view();
    return cabinet.run("revisions", Map.of("item", item.seen())).records().stream()
        .map(record -> cabinet.described(record, path, Optional.empty()))
        .map(revision -> revision.file().orElseThrow().json(view))
        .toList();
  }

  @GetMapping({"/files/revisions/{revision}", "/hubs/documents/files/revisions/{revision}"})
  Map<String, Object> revision(
      ElementCaller caller, @PathVariable String revision, HttpServletRequest request) {
    return past(caller, new Asked(request).path(), revision, request);
  }

  @GetMapping({
    "/files/{id}/revisions/{revision}",
    "/hubs/documents/files/{id}/revisions/{revision}"
  })
  Map<String, Object> revisionById(
      ElementCaller caller,
      @PathVariable String id,
      @PathVariable String revision,
      HttpServletRequest request) {
    return past(caller, new Target.ById(id), revision, request);
  }

  private Map<String, Object> past(
      ElementCaller caller, Target target, String revision, HttpServletRequest request) {
    if (!revision.matches("[A-Za-z0-9_:-]{1,100}")) {
      throw Refusal.noSuchThing("The revision '" + revision + "'");
    }
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    Map<String, Object> record =
        cabinet.run("revision", Map.of("item", item.seen(), "revision", revision)).record();
    return cabinet
        .described(record, item.path(), Optional.empty())
        .file()
        .orElseThrow()
        .json(new Asked(request).view());
  }
}
