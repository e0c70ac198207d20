package valise.hub.documents;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Where;
import valise.hub.ids.InstanceId;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Listing;
import valise.hub.mapping.Listings;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// The lists of files and folders, as a query asks for them.
@Component
final class Lists {

  /// The one field that the feed is asked by [seed].
  private static final String SINCE = "lastmodifieddate";

  private final Documents documents;

  Lists(Documents documents) {
    this.documents = documents;
  }

  /// What is in a folder.
  Listing<CloudFile> contents(InstanceId instance, Target target, Asked asked, PageRequest page) {
    Listings.Wish wish = asked.wish(page);
    Cabinet cabinet = documents.open(instance);
    Item folder = cabinet.reach(target, Kind.FOLDER);
    Optional<HubPath> path = Optional.of(cabinet.pathOf(folder));
    boolean tags = asked.flag("fetchTags", cabinet.showsTags());
    Listings<CloudFile> listings =
        listings(
            cabinet.mapping(),
            arguments -> {
              Map<String, Object> all = new HashMap<>(arguments);
              all.put("item", folder.seen());
              all.put("tags", tags);
              return cabinet.run("contents", all);
            },
            record -> cabinet.described(record, Optional.empty(), path).file().orElseThrow());
    Listing<CloudFile> list = listings.list(wish);
    return list.with(new Labels(cabinet).shown(list.items(), tags));
  }

  /// What a search finds.
  Listing<CloudFile> search(InstanceId instance, Asked asked, PageRequest page) {
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
    Cabinet cabinet = documents.open(instance);
    Target within = new Target.ByPath(asked.text("path").map(HubPath::parse).orElse(HubPath.ROOT));
    arguments.put("item", cabinet.require(within, Kind.FOLDER).seen());
    Listings<CloudFile> listings =
        listings(
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
    return asked.flag("calculateFolderPath")
        ? found.with(
            found.items().stream().map(file -> cabinet.located(cabinet.item(file))).toList())
        : found;
  }

  /// The pages of a list whose file says how it is asked for.
  ///
  /// @param ask takes the arguments of the operation: `page` with `size`, `cursor` and `offset`
  static Listings<CloudFile> listings(
      DocumentMapping mapping,
      Function<Map<String, Object>, Engine.Outcome> ask,
      Function<Map<String, Object>, CloudFile> form) {
    boolean counted = mapping.paging() == DocumentMapping.Paging.OFFSET;
    return new Listings<>(
        mapping.mostPerPage(),
        counted ? (entries, size) -> Optional.of(Long.toString(entries)) : Listings.Jump.NONE,
        (cursor, size) -> {
          Map<String, Object> page = new LinkedHashMap<>();
          page.put("size", size);
          cursor.ifPresent(it -> page.put("cursor", it));
          page.put("offset", counted ? offset(cursor) : 0);
          Engine.Outcome outcome = ask.apply(Map.of("page", page));
          return new Listings.Page<>(
              outcome.records().stream().map(form).toList(), outcome.next(), outcome.total());
        },
        CloudFile::field);
  }

  private static int offset(Optional<String> cursor) {
    return cursor.filter(it -> it.matches("\\d{1,9}")).map(Integer::parseInt).orElse(0);
  }

  /// Everything that changed since the moment that is asked for.
  List<Map<String, Object>> changes(InstanceId instance, Asked asked) {
    return documents.changes(instance, since(asked));
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
}
