package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Where;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// What is neither about one file nor about one folder: search, storage, the person, discovery, the
/// provider's shares, and the feed that pollers read.
@Endpoint
final class DocumentsEndpoint {

  /// The one field that the feed is asked by [seed].
  private static final String SINCE = "lastmodifieddate";

  private final Documents documents;
  private final InstantSource clock;

  DocumentsEndpoint(Documents documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  @GetMapping({"/search", "/hubs/documents/search"})
  ResponseEntity<List<Map<String, Object>>> search(
      ElementCaller caller, PageRequest page, HttpServletRequest request) {
    Asked asked = new Asked(request);
    Listings.Wish wish = asked.wish(page);
    if (!asked.tags().isEmpty()) {
      throw Refusal.malformed("NOT_AT_THIS_PROVIDER", "This provider does not search by tags.");
    }
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("text", asked.text("text").orElse(""));
    Optional<Instant> start = asked.date("startDate");
    Optional<Instant> end = asked.date("endDate");
    if (start.isPresent() != end.isPresent()) {
      throw Refusal.malformed(
          "PARAMETER_MISSING", "'startDate' and 'endDate' are given both or neither.");
    }
    start.ifPresent(at -> arguments.put("startDate", at.toString()));
    end.ifPresent(at -> arguments.put("endDate", at.toString()));
    if (asked.text("text").isEmpty() && start.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The parameter 'text' is missing.");
    }
    Cabinet cabinet = documents.open(caller.instance());
    Target within = new Target.ByPath(asked.text("path").map(HubPath::parse).orElse(HubPath.ROOT));
    arguments.put("item", cabinet.require(within, Kind.FOLDER).seen());
    Listings listings =
        new Listings(
            cabinet.mapping(),
            more -> {
              Map<String, Object> all = new HashMap<>(arguments);
              all.putAll(more);
              return cabinet.run("search", all);
            },
            record ->
                cabinet
                    .described(
                        cabinet.mapping().found(), record, Optional.empty(), Optional.empty())
                    .file()
                    .orElseThrow());
    Listing<CloudFile> found = listings.list(wish);
    if (!asked.flag("calculateFolderPath")) {
      return Answers.page(found, asked);
    }
    return Answers.page(
        found.with(
            found.items().stream().map(file -> cabinet.located(cabinet.item(file))).toList()),
        asked);
  }

  @GetMapping({"/storage", "/hubs/documents/storage"})
  Map<String, Object> storage(ElementCaller caller) {
    return shown(documents.open(caller.instance()).run("storage", Map.of()).record());
  }

  @GetMapping({"/me", "/hubs/documents/me"})
  Map<String, Object> me(ElementCaller caller) {
    return shown(documents.open(caller.instance()).run("me", Map.of()).record());
  }

  @GetMapping({"/ping", "/hubs/documents/ping"})
  Map<String, Object> ping(ElementCaller caller) {
    documents.open(caller.instance()).run("ping", Map.of());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("dateTime", clock.instant().toString());
    answer.put("endpoint", documents.elementKey(caller.instance()));
    answer.put("valid", true);
    return answer;
  }

  @GetMapping({"/objects", "/hubs/documents/objects"})
  List<String> objects(ElementCaller caller) {
    return documents.open(caller.instance()).objectNames();
  }

  @GetMapping({"/objects/{object}/metadata", "/hubs/documents/objects/{object}/metadata"})
  Map<String, Object> object(ElementCaller caller, @PathVariable String object) {
    List<Map<String, Object>> fields =
        documents.open(caller.instance()).mapping().objects().get(object);
    if (fields == null) {
      throw Refusal.noSuchThing("The object '" + object + "'");
    }
    return Map.of("fields", fields);
  }

  @GetMapping({"/share", "/hubs/documents/share"})
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

  @PostMapping({"/share", "/hubs/documents/share"})
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
  @GetMapping({"/events/poll/documents", "/hubs/documents/events/poll/documents"})
  ResponseEntity<List<Map<String, Object>>> changes(
      ElementCaller caller, HttpServletRequest request) {
    List<Map<String, Object>> changes =
        documents.changes(caller.instance(), since(new Asked(request)));
    return ResponseEntity.ok()
        .header("Elements-Returned-Count", Integer.toString(changes.size()))
        .header("Elements-Total-Count", Integer.toString(changes.size()))
        .body(changes);
  }

  private static Instant since(Asked asked) {
    return asked
        .text("where")
        .map(Where::parse)
        .flatMap(Where::conjunction)
        .filter(parts -> parts.size() == 1)
        .map(List::getFirst)
        .filter(part ->
            part.field().equalsIgnoreCase(SINCE)
                && (part.operator() == Condition.Operator.EQUAL
                    || part.operator() == Condition.Operator.GREATER
                    || part.operator() == Condition.Operator.AT_LEAST))
        .flatMap(part -> part.value().instant())
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_WHERE",
                "The feed takes exactly one condition: " + SINCE + "='2024-01-31T10:00:00Z'."));
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
