package valise.files.items;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static valise.files.db.generated.Tables.ITEM;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.platform.db.Database;

/// Finding by name and description. The search walks down the folders that the caller can see,
/// level by level, so it finds just what a listing would show and costs nothing for what others
/// have.
@Component
public final class ItemSearch {

  /// Folders looked into with one statement.
  private static final int FOLDERS = 200;

  /// Matches kept; who has more should ask more precisely.
  private static final int MOST = 5_000;

  private final Database database;
  private final Items items;
  private final Access access;
  private final InstantSource clock;

  ItemSearch(Database database, Items items, Access access, InstantSource clock) {
    this.database = database;
    this.items = items;
    this.access = access;
    this.clock = clock;
  }

  /// What is looked for.
  ///
  /// @param text words that must all be in the name, without regard to case; `*` stands for
  ///   anything; empty text matches all
  /// @param nameOnly whether the description does not count
  /// @param within folders to look in, with all below them; empty for everything
  /// @param kinds empty for all
  /// @param creators empty for all
  /// @param most time to spend
  public record Query(
      String text,
      boolean nameOnly,
      List<String> within,
      Set<Item.Kind> kinds,
      Set<UserId> creators,
      Optional<Instant> createdFrom,
      Optional<Instant> createdTo,
      Sort sort,
      boolean ascending,
      Duration most) {

    public Query {
      within = List.copyOf(within);
      kinds = Set.copyOf(kinds);
      creators = Set.copyOf(creators);
    }
  }

  /// The orders that are offered; `RELEVANCE` is the best match first.
  public enum Sort {
    RELEVANCE,
    NAME,
    SIZE,
    CREATED
  }

  /// One find.
  ///
  /// @param score 1 for the very name, less for a part of it
  /// @param parentPath the names of the folders it lies in, as far as the caller can see them
  public record Match(Located located, double score, String parentPath) {}

  /// What was found, in order.
  ///
  /// @param partial whether there may be more than was looked at
  /// @param timedOut whether time was the reason
  public record Found(List<Match> matches, boolean partial, boolean timedOut) {
    public Found {
      matches = List.copyOf(matches);
    }
  }

  /// Searches and returns one page of what is found.
  public Found search(Principal caller, Query query, int skip, int count) {
    return database.read(sql -> new Walk(sql, caller, query).run(skip, count));
  }

  private final class Walk {
    private final DSLContext sql;
    private final Principal caller;
    private final Query query;
    private final List<String> words;
    private final Condition matches;
    private final Instant deadline;
    private final Map<ItemId, Located> matched = new HashMap<>();
    private final Set<ItemId> visited = new HashSet<>();
    private boolean timedOut;

    Walk(DSLContext sql, Principal caller, Query query) {
      this.sql = sql;
      this.caller = caller;
      this.query = query;
      this.words =
          Arrays.stream(Names.fold(query.text()).split("\\s+"))
              .filter(word -> !word.isEmpty())
              .toList();
      this.matches = condition();
      this.deadline = clock.instant().plus(query.most());
    }

    Found run(int skip, int count) {
      List<Located> level = starts();
      while (!level.isEmpty() && matched.size() < MOST && !timedOut) {
        List<Located> next = new ArrayList<>();
        for (int at = 0; at < level.size() && matched.size() < MOST && !timedOut; at += FOLDERS) {
          look(level.subList(at, Math.min(level.size(), at + FOLDERS)), next);
          timedOut = !clock.instant().isBefore(deadline);
        }
        level = timedOut ? level : next;
      }
      List<Match> all =
          matched.values().stream()
              .map(found -> new Match(found, score(found.item()), ""))
              .sorted(order())
              .skip(skip)
              .limit(count)
              .toList();
      boolean partial = timedOut || matched.size() >= MOST;
      return new Found(withPaths(all), partial, timedOut);
    }

    /// The folders to begin in: those named, or the topmost visible ones. Folders that somebody was
    /// given below a folder they cannot see are not reached from above, so they begin too.
    private List<Located> starts() {
      Map<ItemId, Located> starts = new HashMap<>();
      List<Located> scopes = new ArrayList<>();
      if (query.within().isEmpty()) {
        Located root = items.locate(sql, caller, ItemId.rootOf(caller.account()));
        scopes.add(root);
        items.homeOf(sql, caller.account(), caller.user()).ifPresent(id -> add(starts, id));
        items.fileBoxOf(sql, caller.account(), caller.user()).ifPresent(id -> add(starts, id));
      }
      for (String reference : query.within()) {
        Located folder = items.locate(sql, caller, reference, Items.Deleted.HIDDEN).requireFolder();
        if (folder.item().id().isVirtual()) {
          items
              .childrenOf(sql, caller, folder, Items.Page.ALL)
              .forEach(child -> starts.put(child.item().id(), child));
        } else {
          scopes.add(folder);
        }
      }
      scopes.forEach(scope -> starts.put(scope.item().id(), scope));
      if (!caller.superUser() && !scopes.isEmpty()) {
        items.locate(sql, caller, access.foldersNaming(sql, caller), Items.Deleted.HIDDEN).stream()
            .filter(folder -> folder.item().isFolder())
            .filter(
                folder -> scopes.stream().anyMatch(s -> folder.lineage().isWithin(s.item().id())))
            .forEach(folder -> {
              starts.put(folder.item().id(), folder);
              consider(folder);
            });
      }
      starts.keySet().removeIf(id -> id.isVirtual());
      return List.copyOf(starts.values());
    }

    private void add(Map<ItemId, Located> starts, ItemId id) {
      items
          .locate(sql, caller, List.of(id), Items.Deleted.HIDDEN)
          .forEach(folder -> starts.put(id, folder));
    }

    /// A folder that a walk begins in is not found as anybody's child.
    private void consider(Located folder) {
      boolean scope =
          query.within().stream().anyMatch(it -> folder.item().id().value().equalsIgnoreCase(it));
      if (!scope && folder.item().place() == Item.Place.ORDINARY) {
        sql.selectFrom(ITEM)
            .where(ITEM.ID.eq(folder.item().id().value()))
            .and(matches)
            .fetchOptional(ItemStore::item)
            .filter(this::inDescriptionOrName)
            .ifPresent(item -> matched.put(item.id(), folder));
      }
    }

    private void look(List<Located> folders, List<Located> next) {
      Map<ItemId, Located> byId = new HashMap<>();
      Set<String> listable = new HashSet<>();
      for (Located folder : folders) {
        if (visited.add(folder.item().id())) {
          byId.put(folder.item().id(), folder);
          if (folder.rights().has(Right.VIEW)) {
            listable.add(folder.item().id().value());
          }
        }
      }
      below(byId, next);
      if (wants(Item.Kind.FILE) || wants(Item.Kind.NOTE) || wants(Item.Kind.LINK)) {
        sql.selectFrom(ITEM)
            .where(ITEM.PARENT_ID.in(listable))
            .and(ITEM.STATE.eq(inline(0)))
            .and(ITEM.ROLE.eq(inline(0)))
            .and(ITEM.KIND.ne(inline(0)))
            .and(matches)
            .limit(MOST)
            .fetch(ItemStore::item)
            .forEach(item -> keep(item, at(byId, item)));
      }
    }

    /// Goes on into the folders below, and keeps those that match themselves.
    private void below(Map<ItemId, Located> byId, List<Located> next) {
      List<Item> folders =
          sql.selectFrom(ITEM)
              .where(ITEM.PARENT_ID.in(ItemStore.texts(byId.keySet())))
              .and(ITEM.STATE.eq(inline(0)))
              .and(ITEM.KIND.eq(inline(0)))
              .and(ITEM.ROLE.eq(inline(0)))
              .fetch(ItemStore::item);
      Map<ItemId, Lineage> lineages = new HashMap<>();
      folders.forEach(
          folder -> lineages.put(folder.id(), at(byId, folder).lineage().child(folder.id())));
      Map<Lineage, Rights> rights = access.rightsOn(sql, caller, lineages.values());
      Set<ItemId> matching = new HashSet<>();
      if (wants(Item.Kind.FOLDER) && !folders.isEmpty()) {
        sql.select(ITEM.ID)
            .from(ITEM)
            .where(ITEM.PARENT_ID.in(ItemStore.texts(byId.keySet())))
            .and(ITEM.STATE.eq(inline(0)))
            .and(ITEM.KIND.eq(inline(0)))
            .and(matches)
            .forEach(row -> matching.add(new ItemId(row.value1())));
      }
      for (Item folder : folders) {
        Rights own =
            rights.getOrDefault(
                java.util.Objects.requireNonNull(lineages.get(folder.id())), Rights.NONE);
        if (!own.none()) {
          Located parent = at(byId, folder);
          Located located = new Located(folder, parent.chain().child(folder), own);
          next.add(located);
          if (matching.contains(folder.id()) && inDescriptionOrName(folder)) {
            matched.put(folder.id(), located);
          }
        }
      }
    }

    private void keep(Item item, Located folder) {
      if (inDescriptionOrName(item)) {
        matched.put(item.id(), new Located(item, folder.chain().child(item), folder.rights()));
      }
    }

    private static Located at(Map<ItemId, Located> byId, Item child) {
      return java.util.Objects.requireNonNull(byId.get(child.parent().orElseThrow()));
    }

    private boolean wants(Item.Kind kind) {
      return query.kinds().isEmpty() || query.kinds().contains(kind);
    }

    /// All that the database can decide. It cannot fold descriptions, so what has one passes here
    /// and is looked at again.
    private Condition condition() {
      Condition name = noCondition();
      for (String word : words) {
        name = name.and(ITEM.NAME_CI.like("%" + pattern(word) + "%", '!'));
      }
      Condition all =
          query.nameOnly() || words.isEmpty() ? name : name.or(ITEM.DESCRIPTION.ne(inline("")));
      if (!query.kinds().isEmpty()) {
        all = all.and(ITEM.KIND.in(query.kinds().stream().map(Enum::ordinal).toList()));
      }
      if (!query.creators().isEmpty()) {
        all = all.and(ITEM.CREATOR_ID.in(values(query.creators())));
      }
      if (query.createdFrom().isPresent()) {
        all = all.and(ITEM.CREATED_AT.ge(query.createdFrom().get().toEpochMilli()));
      }
      if (query.createdTo().isPresent()) {
        all = all.and(ITEM.CREATED_AT.le(query.createdTo().get().toEpochMilli()));
      }
      return all;
    }

    private boolean inDescriptionOrName(Item item) {
      String name = Names.fold(item.name());
      String description = query.nameOnly() ? "" : Names.fold(item.description());
      return words.stream().allMatch(word -> contains(name, word) || contains(description, word));
    }

    private Comparator<Match> order() {
      Comparator<Match> name =
          Comparator.comparing(match -> Names.fold(match.located().item().name()));
      Comparator<Match> id = Comparator.comparing(match -> match.located().item().id().value());
      Comparator<Match> first =
          switch (query.sort()) {
            case RELEVANCE -> Comparator.comparingDouble(match -> -match.score());
            case NAME -> name;
            case SIZE -> Comparator.comparingLong(match -> match.located().item().size());
            case CREATED -> Comparator.comparing(match -> match.located().item().createdAt());
          };
      boolean turned = query.sort() != Sort.RELEVANCE && !query.ascending();
      return (turned ? first.reversed() : first).thenComparing(name).thenComparing(id);
    }

    private double score(Item item) {
      String name = Names.fold(item.name());
      String text = String.join(" ", words);
      if (text.isEmpty() || name.equals(text)) {
        return 1;
      }
      return name.startsWith(text) ? 0.8 : name.contains(text) ? 0.6 : 0.4;
    }

    private List<Match> withPaths(List<Match> page) {
      Map<Chain, String> paths = new HashMap<>();
      return page.stream()
          .map(match -> {
            Chain parent = match.located().chain().parent();
            String path =
                paths.computeIfAbsent(
                    parent,
                    chain -> chain.nodes().size() < 2 ? "/" : items.namePath(sql, caller, chain));
            return new Match(match.located(), match.score(), path);
          })
          .toList();
    }
  }

  private static Collection<String> values(Set<UserId> users) {
    return users.isEmpty() ? List.of() : users.stream().map(UserId::value).toList();
  }

  private static String pattern(String word) {
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_").replace('*', '%');
  }

  /// The pattern again, on text.
  static boolean contains(String text, String word) {
    int at = 0;
    for (String piece : word.split("\\*")) {
      int found = text.indexOf(piece, at);
      if (found < 0) {
        return false;
      }
      at = found + piece.length();
    }
    return true;
  }
}
