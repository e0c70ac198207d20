package valise.files.favorites;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.Text;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.items.Names;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// What callers keep at hand. Each is their own: nobody, not even an administrator, sees or changes
/// somebody else's.
@Component
final class Favorites {

  static final int MOST = 1_000;

  private static final int MAX_ALIAS = 256;
  private static final int MAX_POSITION = 1_000_000;

  private final Database database;
  private final Items items;
  private final FavoriteStore store;
  private final InstantSource clock;

  Favorites(Database database, Items items, FavoriteStore store, InstantSource clock) {
    this.database = database;
    this.items = items;
    this.store = store;
    this.clock = clock;
  }

  /// What a client wants to keep.
  ///
  /// @param item an item id, a stream id or a special name
  /// @param alias empty for one made from the item's name
  /// @param position empty for the next free one
  record Wanted(String item, Optional<String> alias, Optional<Integer> position) {}

  // --- reading -----------------------------------------------------------------------------------

  /// The caller's favorites that are there for them to see, in their order.
  List<FavoriteView> list(Principal caller, Predicate<Favorite> which) {
    record Found(Favorite favorite, Located located) {}
    List<Found> found =
        database.read(sql -> {
          List<Favorite> all = store.all(sql, caller.user()).stream().filter(which).toList();
          Map<StreamId, Located> located = items.locateStreams(sql, caller, streams(all));
          return all.stream()
              .filter(favorite -> located.containsKey(favorite.stream()))
              .map(favorite ->
                  new Found(favorite, Objects.requireNonNull(located.get(favorite.stream()))))
              .toList();
        });
    var views = items.views(found.stream().map(Found::located).toList());
    List<FavoriteView> favorites = new ArrayList<>(found.size());
    for (int i = 0; i < views.size(); i++) {
      favorites.add(new FavoriteView(found.get(i).favorite(), views.get(i)));
    }
    return favorites;
  }

  /// One favorite, by the item's id or the stream's.
  ///
  /// @throws Refusal when the item is none of the caller's favorites, or not theirs to see
  FavoriteView find(Principal caller, String item, Predicate<Favorite> which) {
    StreamId stream = items.locate(caller, item).item().stream();
    return list(caller, which.and(favorite -> favorite.stream().equals(stream))).stream()
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The favorite '" + item + "'"));
  }

  // --- changing ----------------------------------------------------------------------------------

  /// Keeps one more thing. What is a favorite already stays one, with the alias and position given
  /// now.
  FavoriteView add(Principal caller, Wanted wanted, boolean folderOnly) {
    StreamId added =
        database.write(tx -> {
          store.hold(tx, caller.user());
          Located item = locate(tx.sql(), caller, wanted, folderOnly);
          List<Favorite> all = new ArrayList<>(store.all(tx.sql(), caller.user()));
          Optional<Favorite> before =
              all.stream().filter(each -> each.stream().equals(item.item().stream())).findFirst();
          before.ifPresent(favorite -> drop(tx, all, favorite));
          if (all.size() >= MOST) {
            throw tooMany();
          }
          makeRoom(tx, caller, all, wanted);
          Wanted kept =
              new Wanted(
                  wanted.item(),
                  wanted.alias().or(() -> before.map(Favorite::alias)),
                  wanted.position().or(() -> before.map(Favorite::position)));
          Favorite favorite = settle(caller, item, kept, all, nextPosition(all), Set.of());
          store.insert(tx, favorite);
          return favorite.stream();
        });
    return list(caller, favorite -> favorite.stream().equals(added)).getFirst();
  }

  /// An alias or position that is held by something the caller cannot see any more is free: they
  /// have no way to know of it.
  private void makeRoom(Tx tx, Principal caller, List<Favorite> all, Wanted wanted) {
    String alias = wanted.alias().map(Names::fold).orElse("");
    List<Favorite> rivals =
        all.stream()
            .filter(each ->
                Names.fold(each.alias()).equals(alias)
                    || wanted.position().filter(p -> p == each.position()).isPresent())
            .toList();
    Set<StreamId> seen = items.locateStreams(tx.sql(), caller, streams(rivals)).keySet();
    rivals.stream()
        .filter(each -> !seen.contains(each.stream()))
        .forEach(hidden -> drop(tx, all, hidden));
  }

  private void drop(Tx tx, List<Favorite> all, Favorite favorite) {
    store.remove(tx, favorite.user(), List.of(favorite.stream()));
    all.remove(favorite);
  }

  /// Replaces the caller's favorites, or just the folders among them, by these in this order. All
  /// or none.
  void replace(Principal caller, List<Wanted> wanted, boolean foldersOnly) {
    database.write(tx -> {
      store.hold(tx, caller.user());
      List<Favorite> all = new ArrayList<>(store.all(tx.sql(), caller.user()));
      List<Favorite> former = all.stream().filter(each -> !foldersOnly || each.folder()).toList();
      store.remove(tx, caller.user(), streams(former));
      all.removeAll(former);
      Set<StreamId> streams = new HashSet<>();
      List<Favorite> fresh = new ArrayList<>();
      Set<Integer> reserved = new HashSet<>();
      all.forEach(each -> reserved.add(each.position()));
      wanted.forEach(each -> each.position().ifPresent(reserved::add));
      Set<String> names = new HashSet<>();
      wanted.forEach(each -> each.alias().map(Names::fold).ifPresent(names::add));
      int free = 0;
      for (Wanted each : wanted) {
        Located item = locate(tx.sql(), caller, each, foldersOnly);
        if (!streams.add(item.item().stream())) {
          throw Refusal.malformed(
              "BAD_FIELD", "'" + item.item().name() + "' is in the list more than once.");
        }
        while (reserved.contains(free)) {
          free++;
        }
        makeRoom(tx, caller, all, each);
        Favorite favorite = settle(caller, item, each, all, free, names);
        reserved.add(favorite.position());
        all.add(favorite);
        fresh.add(favorite);
        if (all.size() > MOST) {
          throw tooMany();
        }
      }
      fresh.forEach(each -> store.insert(tx, each));
      return fresh.size();
    });
  }

  /// Keeps something no longer.
  ///
  /// @throws Refusal when it is none of the caller's favorites
  void remove(Principal caller, String item, Predicate<Favorite> which) {
    StreamId stream = items.locate(caller, item).item().stream();
    database.write(tx -> {
      store.hold(tx, caller.user());
      Favorite favorite =
          store.all(tx.sql(), caller.user()).stream()
              .filter(which.and(each -> each.stream().equals(stream)))
              .findFirst()
              .orElseThrow(() -> Refusal.noSuchThing("The favorite '" + item + "'"));
      store.remove(tx, caller.user(), List.of(favorite.stream()));
      return true;
    });
  }

  /// Keeps nothing any more.
  void clear(Principal caller) {
    database.write(tx -> {
      store.hold(tx, caller.user());
      store.remove(tx, caller.user(), streams(store.all(tx.sql(), caller.user())));
      return true;
    });
  }

  private Located locate(DSLContext sql, Principal caller, Wanted wanted, boolean folderOnly) {
    Located item = items.locate(sql, caller, wanted.item(), Items.Deleted.HIDDEN);
    if (item.item().id().isVirtual()) {
      throw Refusal.malformed(
          "INVALID_TARGET", "'" + item.item().name() + "' cannot be made a favorite.");
    }
    return folderOnly ? item.requireFolder() : item;
  }

  /// @param reserved aliases that others are about to be given
  private Favorite settle(
      Principal caller,
      Located item,
      Wanted wanted,
      List<Favorite> others,
      int free,
      Set<String> reserved) {
    Set<String> taken = new HashSet<>();
    others.forEach(each -> taken.add(Names.fold(each.alias())));
    Set<String> avoided = new HashSet<>(taken);
    avoided.addAll(reserved);
    String alias =
        wanted
            .alias()
            .map(text -> Text.requiredLine("Alias", text, MAX_ALIAS))
            .orElseGet(() -> freeAlias(item.item().name(), avoided));
    if (taken.contains(Names.fold(alias))) {
      throw Refusal.conflict("ALIAS_TAKEN", "Another favorite has the alias '" + alias + "'.");
    }
    int position = wanted.position().orElse(free);
    if (position < 0 || position > MAX_POSITION) {
      throw Refusal.malformed(
          "BAD_FIELD", "'DisplayPosition' must be a number from 0 to " + MAX_POSITION + ".");
    }
    if (others.stream().anyMatch(each -> each.position() == position)) {
      throw Refusal.conflict(
          "POSITION_TAKEN", "Another favorite has the position " + position + ".");
    }
    return new Favorite(
        caller.user(),
        item.item().stream(),
        item.item().isFolder(),
        alias,
        position,
        clock.instant());
  }

  private static String freeAlias(String name, Set<String> taken) {
    String alias = name;
    for (int number = 2; taken.contains(Names.fold(alias)); number++) {
      String mark = " (" + number + ")";
      int room = Math.min(name.length(), MAX_ALIAS - mark.length());
      int cut = room > 0 && Character.isHighSurrogate(name.charAt(room - 1)) ? room - 1 : room;
      alias = name.substring(0, cut).stripTrailing() + mark;
    }
    return alias;
  }

  private static int nextPosition(List<Favorite> all) {
    Set<Integer> taken = new HashSet<>();
    int last = -1;
    for (Favorite each : all) {
      taken.add(each.position());
      last = Math.max(last, each.position());
    }
    if (last < MAX_POSITION) {
      return last + 1;
    }
    int free = 0;
    while (taken.contains(free)) {
      free++;
    }
    return free;
  }

  private static List<StreamId> streams(Collection<Favorite> favorites) {
    return favorites.stream().map(Favorite::stream).toList();
  }

  private static Refusal tooMany() {
    return Refusal.tooLarge(
        "TOO_MANY_FAVORITES", "A user can have at most " + MOST + " favorites.");
  }
}
