package valise.hub.documents;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.hub.mapping.Expression;
import valise.hub.wire.ProviderFailure;

/// Finds what changed since a moment at a provider whose folders tell when anything below them last
/// changed: goes down only where something did. An idle tree costs the listing of its root.
///
/// A folder that tells no sensible moment (one that is only a view of others) is always entered.
final class ChangeWalk {

  /// The most folders that one walk lists.
  private static final int MOST_FOLDERS = 10_000;

  /// The most pages of one folder.
  private static final int MOST_PAGES = 200;

  /// The most that one answer tells of.
  private static final int MOST_FOUND = 50_000;

  private static final Instant SENSIBLE = Instant.parse("2000-01-01T00:00:00Z");

  private final Cabinet cabinet;
  private final DocumentMapping.Changes rules;
  private final Instant since;
  private final List<Map<String, Object>> found = new ArrayList<>();
  private int listed;

  ChangeWalk(Cabinet cabinet, DocumentMapping.Changes rules, Instant since) {
    this.cabinet = cabinet;
    this.rules = rules;
    this.since = since;
  }

  /// The provider's records of what changed, each with `id`, `path` and `directory` of the hub's.
  List<Map<String, Object>> walk(Item root) {
    enter(root, HubPath.ROOT);
    return found;
  }

  private void enter(Item folder, HubPath path) {
    if (++listed > MOST_FOLDERS) {
      throw tooMany(MOST_FOLDERS + " folders");
    }
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      if (++pages > MOST_PAGES) {
        throw ProviderFailure.of(
            502, "PROVIDER_LOOP", "The provider's list of a folder has no end.");
      }
      Map<String, Object> page = new LinkedHashMap<>();
      page.put("size", cabinet.mapping().mostPerPage());
      page.put(
          "offset", cursor.filter(it -> it.matches("\\d{1,9}")).map(Integer::parseInt).orElse(0));
      cursor.ifPresent(it -> page.put("cursor", it));
      var outcome = cabinet.run("contents", Map.of("item", folder.seen(), "page", page));
      outcome.records().forEach(record -> consider(record, path));
      if (outcome.next().isPresent() && outcome.next().equals(cursor)) {
        throw ProviderFailure.of(
            502, "PROVIDER_LOOP", "The provider's list goes round in a circle.");
      }
      cursor = outcome.next();
    } while (cursor.isPresent());
  }

  private static ProviderFailure tooMany(String what) {
    return ProviderFailure.of(
        502, "TOO_MANY_CHANGES", "More than " + what + " changed; ask for a later moment.");
  }

  private void consider(Map<String, Object> record, HubPath folder) {
    Map<String, Object> scope = Map.of("record", record);
    if (rules.passed().filter(it -> it.holds(scope)).isPresent()) {
      return;
    }
    Item item = cabinet.described(record, Optional.empty(), Optional.of(folder));
    CloudFile file = item.file().orElseThrow();
    Optional<Instant> changed = moment(rules.changed(), scope);
    Optional<Instant> created = moment(rules.created(), scope);
    boolean recent = changed.or(() -> created).filter(since::isBefore).isPresent();
    if (recent || created.filter(since::isBefore).isPresent()) {
      Map<String, Object> told = new LinkedHashMap<>(record);
      told.put("id", file.id());
      file.path().ifPresent(path -> told.put("path", path));
      told.put("directory", file.kind() == Kind.FOLDER);
      if (found.size() == MOST_FOUND) {
        throw tooMany(MOST_FOUND + " things");
      }
      found.add(told);
    }
    if (file.kind() == Kind.FOLDER && (recent || changed.isEmpty())) {
      enter(item, folder.child(file.name()));
    }
  }

  private static Optional<Instant> moment(Expression expression, Map<String, Object> scope) {
    return expression
        .text(scope)
        .flatMap(text -> {
          try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        })
        .filter(SENSIBLE::isBefore);
  }
}
