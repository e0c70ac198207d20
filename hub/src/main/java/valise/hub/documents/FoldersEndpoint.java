package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
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
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.hub.wire.PageRequest;

/// `/folders`: every operation by path and by id [docs].
@Endpoint
@HubResource
final class FoldersEndpoint {

  private final Documents documents;
  private final Lists lists;
  private final HubLinks links;

  FoldersEndpoint(Documents documents, Lists lists, HubLinks links) {
    this.documents = documents;
    this.lists = lists;
    this.links = links;
  }

  @PostMapping({"/folders", "/hubs/documents/folders"})
  ResponseEntity<Map<String, Object>> make(
      ElementCaller caller, @RequestBody Bodies.Place body, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    List<String> tags = labels.settable(body.tags().orElse(List.of()));
    CloudFile folder =
        cabinet.makeFolder(body.required(), body.description().value().filter(it -> !it.isBlank()));
    return Answers.one(labels.tagNew(folder, tags), new Asked(request));
  }

  @DeleteMapping({"/folders", "/hubs/documents/folders"})
  void delete(ElementCaller caller, HttpServletRequest request) {
    remove(caller, new Asked(request).path());
  }

  @DeleteMapping({"/folders/{id}", "/hubs/documents/folders/{id}"})
  void deleteById(ElementCaller caller, @PathVariable String id) {
    remove(caller, new Target.ById(id));
  }

  private void remove(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.delete(cabinet.require(target, Kind.FOLDER));
  }

  @GetMapping({"/folders/contents", "/hubs/documents/folders/contents"})
  ResponseEntity<List<Map<String, Object>>> contents(
      ElementCaller caller, PageRequest page, HttpServletRequest request) {
    return listed(caller, new Asked(request).path(), page, request);
  }

  @GetMapping({"/folders/{id}/contents", "/hubs/documents/folders/{id}/contents"})
  ResponseEntity<List<Map<String, Object>>> contentsById(
      ElementCaller caller, @PathVariable String id, PageRequest page, HttpServletRequest request) {
    return listed(caller, new Target.ById(id), page, request);
  }

  private ResponseEntity<List<Map<String, Object>>> listed(
      ElementCaller caller, Target target, PageRequest page, HttpServletRequest request) {
    Asked asked = new Asked(request);
    return Answers.page(lists.contents(caller.instance(), target, asked, page), asked);
  }

  @GetMapping({"/folders/metadata", "/hubs/documents/folders/metadata"})
  ResponseEntity<Map<String, Object>> metadata(ElementCaller caller, HttpServletRequest request) {
    return described(caller, new Asked(request).path(), request);
  }

  @GetMapping({"/folders/{id}/metadata", "/hubs/documents/folders/{id}/metadata"})
  ResponseEntity<Map<String, Object>> metadataById(
      ElementCaller caller, @PathVariable String id, HttpServletRequest request) {
    return described(caller, new Target.ById(id), request);
  }

  private ResponseEntity<Map<String, Object>> described(
      ElementCaller caller, Target target, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    return Answers.described(cabinet, cabinet.require(target, Kind.FOLDER), new Asked(request));
  }

  @PatchMapping({"/folders/metadata", "/hubs/documents/folders/metadata"})
  ResponseEntity<Map<String, Object>> change(
      ElementCaller caller, @RequestBody Bodies.Change body, HttpServletRequest request) {
    return changed(caller, new Asked(request).path(), body, request);
  }

  @PatchMapping({"/folders/{id}/metadata", "/hubs/documents/folders/{id}/metadata"})
  ResponseEntity<Map<String, Object>> changeById(
      ElementCaller caller,
      @PathVariable String id,
      @RequestBody Bodies.Change body,
      HttpServletRequest request) {
    return changed(caller, new Target.ById(id), body, request);
  }

  private ResponseEntity<Map<String, Object>> changed(
      ElementCaller caller, Target target, Bodies.Change body, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    Optional<List<String>> tags = body.tags().value().map(labels::settable);
    CloudFile changed = cabinet.change(cabinet.require(target, Kind.FOLDER), body.change(), false);
    return Answers.one(tags.map(it -> labels.tag(changed, it)).orElse(changed), new Asked(request));
  }

  @PostMapping({"/folders/copy", "/hubs/documents/folders/copy"})
  ResponseEntity<Map<String, Object>> copy(
      ElementCaller caller, @RequestBody Bodies.Place body, HttpServletRequest request) {
    return copied(caller, new Asked(request).path(), body, request);
  }

  @PostMapping({"/folders/{id}/copy", "/hubs/documents/folders/{id}/copy"})
  ResponseEntity<Map<String, Object>> copyById(
      ElementCaller caller,
      @PathVariable String id,
      @RequestBody Bodies.Place body,
      HttpServletRequest request) {
    return copied(caller, new Target.ById(id), body, request);
  }

  private ResponseEntity<Map<String, Object>> copied(
      ElementCaller caller, Target target, Bodies.Place body, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    HubPath to = body.required();
    return Answers.one(
        cabinet.copy(cabinet.require(target, Kind.FOLDER), to, false), new Asked(request));
  }

  @GetMapping({"/folders/links", "/hubs/documents/folders/links"})
  Map<String, Object> link(ElementCaller caller, HttpServletRequest request) {
    return links.make(caller.instance(), new Asked(request).path(), Kind.FOLDER, request);
  }
}
