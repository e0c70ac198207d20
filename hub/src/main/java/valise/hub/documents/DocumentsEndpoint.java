package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// What is neither about one file nor about one folder: search, storage, the person, discovery, the
/// provider's shares, and the feed that pollers read.
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class DocumentsEndpoint {

  private final Documents documents;
  private final Lists lists;
  private final InstantSource clock;

  DocumentsEndpoint(Documents documents, Lists lists, InstantSource clock) {
    this.documents = documents;
    this.lists = lists;
    this.clock = clock;
  }

  @GetMapping("/search")
  ResponseEntity<List<Map<String, Object>>> search(
      ElementCaller caller, PageRequest page, Asked asked) {
    return Answers.page(lists.search(caller.instance(), asked, page), asked);
  }

  @GetMapping("/storage")
  Map<String, Object> storage(ElementCaller caller) {
    return shown(documents.open(caller.instance()).run("storage", Map.of()).record());
  }

  @GetMapping("/me")
  Map<String, Object> me(ElementCaller caller) {
    return shown(documents.open(caller.instance()).run("me", Map.of()).record());
  }

  @GetMapping("/ping")
  Map<String, Object> ping(ElementCaller caller) {
    documents.open(caller.instance()).run("ping", Map.of());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("dateTime", clock.instant().toString());
    answer.put("endpoint", documents.elementKey(caller.instance()));
    answer.put("valid", true);
    return answer;
  }

  @GetMapping("/objects")
  List<String> objects(ElementCaller caller) {
    return documents.open(caller.instance()).objectNames();
  }

  @GetMapping("/objects/{object}/metadata")
  Map<String, Object> object(ElementCaller caller, @PathVariable String object) {
    List<Map<String, Object>> fields =
        documents.open(caller.instance()).mapping().objects().get(object);
    if (fields == null) {
      throw Refusal.noSuchThing("The object '" + object + "'");
    }
    return Map.of("fields", fields);
  }

  @GetMapping("/share")
  ResponseEntity<List<Map<String, Object>>> shares(
      ElementCaller caller, PageRequest page, HttpServletRequest request) {
    Map<String, Object> query = query(request);
    query.put("pageSize", page.size());
    query.put("offset", page.offset());
    List<Map<String, Object>> shares =
        documents.open(caller.instance()).run("shares", Map.of("query", query)).records();
    return ResponseEntity.ok()
        .header("Elements-Returned-Count", Integer.toString(shares.size()))
        .body(shares);
  }

  @PostMapping("/share")
  Map<String, Object> share(
      ElementCaller caller, @RequestBody Map<String, Object> body, HttpServletRequest request) {
    return documents
        .open(caller.instance())
        .run("share", Map.of("query", query(request), "body", body))
        .record();
  }

  private static Map<String, Object> query(HttpServletRequest request) {
    Map<String, Object> query = new HashMap<>();
    request.getParameterMap().forEach((name, values) -> query.put(name, values[0]));
    return query;
  }

  /// Everything that changed since the moment, in one answer: what changed is known only once all
  /// of it was looked at.
  @GetMapping("/events/poll/documents")
  ResponseEntity<List<Map<String, Object>>> changes(ElementCaller caller, Asked asked) {
    List<Map<String, Object>> changes = lists.changes(caller.instance(), asked);
    return ResponseEntity.ok()
        .header("Elements-Returned-Count", Integer.toString(changes.size()))
        .header("Elements-Total-Count", Integer.toString(changes.size()))
        .body(changes);
  }

  private static Map<String, Object> shown(Map<String, Object> record) {
    Map<String, Object> shown = new LinkedHashMap<>();
    record.forEach((name, value) -> {
      if (value != null) {
        shown.put(name, value);
      }
    });
    return shown;
  }
}
