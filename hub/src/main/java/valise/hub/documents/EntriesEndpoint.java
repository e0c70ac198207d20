package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;

/// What can be done with files and with folders alike, by path and by id [docs].
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class EntriesEndpoint {

  private final Documents documents;
  private final HubLinks links;

  EntriesEndpoint(Documents documents, HubLinks links) {
    this.documents = documents;
    this.links = links;
  }

  @GetMapping({
    "/files/metadata", "/files/{id}/metadata",
    "/folders/metadata", "/folders/{id}/metadata"
  })
  ResponseEntity<Map<String, Object>> metadata(
      ElementCaller caller, Target target, Kind kind, Asked asked) {
    Cabinet cabinet = documents.open(caller.instance());
    return Answers.described(cabinet, cabinet.require(target, kind), asked);
  }

  /// Renames, moves, describes and tags. Folders are never written over [assumed].
  @PatchMapping({
    "/files/metadata", "/files/{id}/metadata",
    "/folders/metadata", "/folders/{id}/metadata"
  })
  ResponseEntity<Map<String, Object>> change(
      ElementCaller caller,
      Target target,
      Kind kind,
      Asked asked,
      @RequestBody Bodies.Change body) {
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    Optional<List<String>> tags = body.tags().value().map(labels::settable);
    CloudFile changed =
        cabinet.change(cabinet.require(target, kind), body.change(), overwrite(kind, asked));
    return Answers.one(tags.map(it -> labels.tag(changed, it)).orElse(changed), asked);
  }

  @PostMapping({"/files/copy", "/files/{id}/copy", "/folders/copy", "/folders/{id}/copy"})
  ResponseEntity<Map<String, Object>> copy(
      ElementCaller caller, Target target, Kind kind, Asked asked, @RequestBody Bodies.Place body) {
    Cabinet cabinet = documents.open(caller.instance());
    HubPath to = body.required();
    Item item = cabinet.require(target, kind);
    return Answers.one(cabinet.copy(item, to, overwrite(kind, asked)), asked);
  }

  private static boolean overwrite(Kind kind, Asked asked) {
    return kind == Kind.FILE && asked.flag("overwrite");
  }

  @DeleteMapping({"/files", "/files/{id}", "/folders", "/folders/{id}"})
  void delete(ElementCaller caller, Target target, Kind kind) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.delete(cabinet.require(target, kind));
  }

  @GetMapping({"/files/links", "/files/{id}/links", "/folders/links"})
  Map<String, Object> link(
      ElementCaller caller, Target target, Kind kind, HttpServletRequest request) {
    return links.make(caller.instance(), target, kind, request);
  }

  @DeleteMapping({"/files/links", "/files/{id}/links"})
  void unlink(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.run("unlink", Map.of("item", cabinet.require(target, Kind.FILE).seen()));
  }
}
