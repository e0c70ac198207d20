package valise.hub.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import valise.hub.elements.Change;
import valise.hub.events.Fact;
import valise.hub.events.Finding;
import valise.hub.events.Kind;

/// Compares what a provider says with what is known, for one page. Here, and nowhere else, it is
/// decided whether something is news.
final class Comparison {

  /// What is known beside the rows that were loaded.
  interface Around {
    Collection<LedgerRow> at(String place);

    Collection<LedgerRow> below(String path);
  }

  private final Look look;
  private final Around around;
  // By key: as it was loaded, or as it is after this page.
  private final Map<String, LedgerRow> rows = new LinkedHashMap<>();
  private final Map<String, LedgerRow> changed = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  Comparison(Look look, Collection<LedgerRow> known, Around around) {
    this.look = look;
    this.around = around;
    known.forEach(row -> rows.put(row.key(), row));
  }

  Collection<LedgerRow> changed() {
    return changed.values();
  }

  List<Finding> findings() {
    return findings;
  }

  private void put(LedgerRow row) {
    rows.put(row.key(), row);
    changed.put(row.key(), row);
  }

  void take(List<Change> changes) {
    Map<String, Integer> lastSeen = new HashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i) instanceof Change.Seen seen) {
        lastSeen.put(LedgerStore.key(seen.key()), i);
      }
    }
    for (int i = 0; i < changes.size(); i++) {
      int at = i;
      take(changes.get(i), key -> lastSeen.getOrDefault(key, -1) > at);
    }
  }

  /// @param seenLater whether the same page says later that an object is there: then it was moved
  private void take(Change change, Predicate<String> seenLater) {
    switch (change) {
      case Change.Seen seen -> seen(seen);
      case Change.Gone gone -> {
        LedgerRow row = rows.get(LedgerStore.key(gone.key()));
        if (row != null) {
          gone(row, gone.raw());
        }
      }
      case Change.GoneFrom from ->
          now(around.below(from.place())).stream()
              .filter(row -> isBelow(row.place(), from.place()) && !seenLater.test(row.key()))
              .forEach(row -> gone(row, from.raw()));
      case Change.Marked marked -> mark(marked);
    }
  }

  /// These as they are after what this page has changed.
  private List<LedgerRow> now(Collection<LedgerRow> stored) {
    return stored.stream().map(row -> rows.getOrDefault(row.key(), row)).toList();
  }

  private static boolean isBelow(String place, String path) {
    return place.equals(LedgerStore.place(path)) || place.startsWith(path + "/");
  }

  private void mark(Change.Marked marked) {
    String key = LedgerStore.key(marked.key());
    LedgerRow row = rows.get(key);
    if (row == null) {
      put(
          new LedgerRow(
              key, key, "", true, false, "", OptionalLong.empty(), 0, look.epoch(), marked.mark()));
    } else if (!row.mark().equals(marked.mark())) {
      put(row.marked(marked.mark()));
    }
  }

  private void seen(Change.Seen seen) {
    String key = LedgerStore.key(seen.key());
    if (seen.said().filter("DELETED"::equalsIgnoreCase).isPresent()) {
      LedgerRow row = rows.get(key);
      if (row != null) {
        gone(row, seen.raw());
      }
      return;
    }
    Optional<LedgerRow> former =
        seen.formerKey()
            .map(LedgerStore::key)
            .flatMap(it -> Optional.ofNullable(rows.get(it)))
            .or(() -> rows.containsKey(key) ? Optional.empty() : atSamePath(seen, key));
    LedgerRow before = rows.get(key);
    if (former.isPresent() && (before == null || !before.live())) {
      replaced(seen, key, former.get());
    } else if (before == null || !before.live()) {
      appeared(seen, key, Optional.ofNullable(before));
    } else {
      met(seen, before);
    }
  }

  /// Where an object is known by its path, there can be only one at it: another took its place.
  private Optional<LedgerRow> atSamePath(Change.Seen seen, String key) {
    return look.baseline() || !seen.place().startsWith("/")
        ? Optional.empty()
        : now(around.at(seen.place())).stream()
            .filter(row -> row.live() && !row.key().equals(key))
            .filter(row -> row.place().equals(LedgerStore.place(seen.place())))
            .findFirst();
  }

  private LedgerRow row(Change.Seen seen, String key, long revision, String mark) {
    return new LedgerRow(
        key,
        LedgerStore.key(seen.id()),
        LedgerStore.place(seen.place()),
        seen.folder(),
        true,
        Fingerprint.of(seen).text(),
        seen.order(),
        revision,
        look.epoch(),
        mark);
  }

  private void replaced(Change.Seen seen, String key, LedgerRow former) {
    LedgerRow after = row(seen, key, former.revision() + 1, "");
    put(former.gone());
    put(after);
    tell(
        seen,
        after,
        Kind.UPDATED,
        Fingerprint.parse(after.print()).since(Fingerprint.parse(former.print())),
        Optional.of(former.id()).filter(id -> !id.equals(after.id())),
        former.print());
  }

  private void appeared(Change.Seen seen, String key, Optional<LedgerRow> before) {
    LedgerRow after =
        row(
            seen,
            key,
            before.map(LedgerRow::revision).orElse(0L) + 1,
            before.map(LedgerRow::mark).orElse(""));
    put(after);
    tell(seen, after, kindOfNew(seen), Set.of(), Optional.empty(), "");
  }

  private void met(Change.Seen seen, LedgerRow before) {
    boolean stale =
        seen.order().isPresent()
            && before.order().isPresent()
            && seen.order().getAsLong() < before.order().getAsLong();
    LedgerRow after = row(seen, before.key(), before.revision() + 1, before.mark());
    if (stale || after.print().equals(before.print())) {
      if (before.epoch() != look.epoch()) {
        put(before.met(look.epoch()));
      }
      return;
    }
    put(after);
    tell(
        seen,
        after,
        seen.said().filter("CREATED"::equalsIgnoreCase).isPresent() && !look.complete()
            ? Kind.CREATED
            : Kind.UPDATED,
        Fingerprint.parse(after.print()).since(Fingerprint.parse(before.print())),
        before.id().equals(after.id()) ? Optional.empty() : Optional.of(before.id()),
        before.print());
  }

  /// What was never seen before is new, if all that there was is known. Else its dates say, and of
  /// those a later creation than change, which only a mistaken configuration gives, is a change.
  private Kind kindOfNew(Change.Seen seen) {
    if (look.complete()) {
      return Kind.CREATED;
    }
    Optional<Kind> said = seen.said().flatMap(Comparison::kind);
    if (said.isPresent()) {
      return said.get();
    }
    if (seen.created().isEmpty() || seen.updated().isEmpty()) {
      return Kind.UPDATED;
    }
    Duration apart = Duration.between(seen.created().get(), seen.updated().get()).abs();
    return apart.compareTo(look.tolerance().orElse(Duration.ZERO)) <= 0
        ? Kind.CREATED
        : Kind.UPDATED;
  }

  private static Optional<Kind> kind(String said) {
    return switch (said.toUpperCase(Locale.ROOT)) {
      case "CREATED", "CREATE" -> Optional.of(Kind.CREATED);
      case "UPDATED", "UPDATE" -> Optional.of(Kind.UPDATED);
      case "UNKNOWN" -> Optional.of(Kind.UNKNOWN);
      default -> Optional.empty();
    };
  }

  /// With a folder goes what was in it.
  private void gone(LedgerRow row, String raw) {
    if (!row.live()) {
      return;
    }
    LedgerRow after = row.gone();
    put(after);
    if (!look.baseline()) {
      findings.add(
          finding(
              after,
              Kind.DELETED,
              Set.of(),
              Optional.empty(),
              Optional.empty(),
              new Finding.Thing("", "", row.folder()),
              row.print(),
              "",
              raw));
    }
    if (row.folder()) {
      now(around.at(row.key())).stream()
          .filter(child -> child.place().equals(row.key()))
          .forEach(child -> gone(child, raw));
    }
  }

  private void tell(
      Change.Seen seen,
      LedgerRow after,
      Kind kind,
      Set<Fact> facts,
      Optional<String> otherId,
      String before) {
    if (look.baseline()) {
      return;
    }
    findings.add(
        finding(
            after,
            kind,
            facts,
            otherId,
            kind == Kind.CREATED
                ? seen.created().or(seen::updated)
                : seen.updated().or(seen::created),
            new Finding.Thing(seen.name(), seen.path(), seen.folder()),
            before,
            after.print(),
            seen.raw()));
  }

  private Finding finding(
      LedgerRow row,
      Kind kind,
      Set<Fact> facts,
      Optional<String> otherId,
      Optional<Instant> date,
      Finding.Thing thing,
      String before,
      String after,
      String raw) {
    return new Finding(
        look.resource(),
        row.key(),
        row.id(),
        otherId,
        row.revision(),
        kind,
        facts,
        date,
        thing,
        new Finding.Trace(look.route(), look.began(), before, after),
        raw);
  }
}
