package valise.files.metadata;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.accounts.Text;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.items.Locks;
import valise.files.items.Names;
import valise.files.items.Tree;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.json.Field;

/// The notes on items. Names compare without regard to case.
@Component
final class Metadata {

  /// For one item.
  static final int MOST = 200;

  static final int MAX_NAME = 256;
  static final int MAX_VALUE = 10_000;

  private final Database database;
  private final Items items;
  private final Tree tree;
  private final Locks locks;
  private final MetadataStore store;

  Metadata(Database database, Items items, Tree tree, Locks locks, MetadataStore store) {
    this.database = database;
    this.items = items;
    this.tree = tree;
    this.locks = locks;
    this.store = store;
  }

  /// What a client sends about one entry. Absent members keep their value; of a new entry they are
  /// empty text and false.
  record Change(Field<String> value, Field<Boolean> isPublic) {

    Entry on(Entry before) {
      String content = value.isGiven() ? value.orElse("") : before.content();
      if (content.length() > MAX_VALUE) {
        throw Refusal.malformed(
            "BAD_FIELD", "'Value' may have at most " + MAX_VALUE + " characters.");
      }
      if (content.indexOf('\0') >= 0) {
        throw Refusal.malformed("BAD_FIELD", "'Value' must not contain the character 0.");
      }
      boolean open = isPublic.isGiven() ? isPublic.orElse(false) : before.isPublic();
      return new Entry(before.stream(), before.id(), before.name(), content, open);
    }
  }

  // --- reading -----------------------------------------------------------------------------------

  List<Entry> list(Principal caller, String item) {
    return database.read(sql -> {
      Located located = items.locate(sql, caller, item, Items.Deleted.HIDDEN);
      return located.item().id().isVirtual()
          ? List.of()
          : store.of(sql, List.of(located.require(Right.VIEW).item().stream()));
    });
  }

  Entry find(Principal caller, String item, String reference) {
    return database.read(sql -> {
      Located located = items.locate(sql, caller, item, Items.Deleted.HIDDEN);
      return entry(sql, located.require(Right.VIEW), reference);
    });
  }

  /// Finds an entry by its own id alone.
  Entry find(Principal caller, String id) {
    return database.read(sql -> byId(sql, caller, id));
  }

  private Entry byId(DSLContext sql, Principal caller, String id) {
    return visible(sql, caller, store.byId(sql, List.of(folded(id)))).stream()
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  /// Those of `ids` that the caller may read.
  List<Entry> load(Principal caller, Set<String> ids) {
    return database.read(sql -> visible(sql, caller, store.byId(sql, ids)));
  }

  private List<Entry> visible(DSLContext sql, Principal caller, List<Entry> entries) {
    Map<StreamId, Located> located =
        items.locateStreams(
            sql, caller, entries.stream().map(Entry::stream).collect(Collectors.toSet()));
    return entries.stream()
        .filter(entry -> {
          Located item = located.get(entry.stream());
          return item != null && item.rights().has(Right.VIEW);
        })
        .toList();
  }

  /// The entries of several items, as far as their rights let them be read; one query.
  Map<StreamId, List<Entry>> of(List<Located> located) {
    Set<StreamId> streams = new HashSet<>();
    located.stream()
        .filter(each -> !each.item().id().isVirtual() && each.rights().has(Right.VIEW))
        .forEach(each -> streams.add(each.item().stream()));
    return streams.isEmpty()
        ? Map.of()
        : database.read(sql -> store.of(sql, streams)).stream()
            .collect(Collectors.groupingBy(Entry::stream));
  }

  /// An entry of an item by its id or its name.
  private Entry entry(DSLContext sql, Located item, String reference) {
    StreamId stream = item.item().stream();
    return store.byId(sql, List.of(folded(reference))).stream()
        .filter(entry -> entry.stream().equals(stream))
        .findFirst()
        .or(() -> store.named(sql, stream, reference))
        .orElseThrow(() -> unknown(reference));
  }

  private static String folded(String id) {
    return id.toLowerCase(java.util.Locale.ROOT);
  }

  private static Refusal unknown(String reference) {
    String shown = reference.length() > 60 ? reference.substring(0, 60) + "..." : reference;
    return Refusal.noSuchThing("The metadata '" + shown + "'");
  }

  // --- changing ----------------------------------------------------------------------------------

  /// @throws Refusal when the item has the name already
  Entry add(Principal caller, String item, String name, Change change) {
    String checked = name(name);
    return change(
        caller,
        item,
        (tx, located) -> {
          StreamId stream = located.item().stream();
          Entry entry = change.on(fresh(stream, checked));
          if (store.named(tx.sql(), stream, checked).isPresent()) {
            throw Refusal.conflict("METADATA_EXISTS", "The item has '" + checked + "' already.");
          }
          store.insert(tx, entry);
          requireRoom(tx, stream);
          return entry;
        });
  }

  /// Sets several names, new ones too, all or none, and answers with all that the item has then.
  List<Entry> set(Principal caller, String item, Map<String, Change> changes) {
    Set<String> folded = new HashSet<>();
    Map<String, Change> checked = new LinkedHashMap<>();
    changes.forEach((given, change) -> {
      String name = name(given);
      if (!folded.add(Names.fold(name))) {
        throw Refusal.malformed("BAD_FIELD", "'" + name + "' is in the list more than once.");
      }
      checked.put(name, change);
    });
    return change(
        caller,
        item,
        (tx, located) -> {
          StreamId stream = located.item().stream();
          checked.forEach((name, change) -> {
            Optional<Entry> before = store.named(tx.sql(), stream, name);
            if (before.isPresent()) {
              store.update(tx, change.on(before.get()));
            } else {
              store.insert(tx, change.on(fresh(stream, name)));
            }
          });
          requireRoom(tx, stream);
          return store.of(tx.sql(), List.of(stream));
        });
  }

  /// @param reference the entry's id or name
  /// @throws Refusal when the item has no such entry
  Entry update(Principal caller, String item, String reference, Change change) {
    return change(
        caller,
        item,
        (tx, located) -> {
          Entry after = change.on(entry(tx.sql(), located, reference));
          store.update(tx, after);
          return after;
        });
  }

  Entry update(Principal caller, String id, Change change) {
    return update(caller, itemOf(caller, id), id, change);
  }

  void remove(Principal caller, String item, String reference) {
    change(
        caller,
        item,
        (tx, located) -> {
          store.remove(tx, entry(tx.sql(), located, reference));
          return true;
        });
  }

  void remove(Principal caller, String id) {
    remove(caller, itemOf(caller, id), id);
  }

  private String itemOf(Principal caller, String id) {
    return find(caller, id).stream().value();
  }

  private interface Work<R> {
    R on(Tx tx, Located item);
  }

  private <R> R change(Principal caller, String item, Work<R> work) {
    return database.write(tx -> {
      tree.hold(tx, caller.account());
      Located located = items.locate(tx.sql(), caller, item, Items.Deleted.HIDDEN);
      if (located.item().id().isVirtual()) {
        throw Refusal.malformed("INVALID_TARGET", "This folder keeps no metadata.");
      }
      located.require(Right.UPLOAD);
      locks.requireFree(tx.sql(), located.item(), caller.user());
      return work.on(tx, located);
    });
  }

  private static Entry fresh(StreamId stream, String name) {
    return new Entry(stream, UUID.randomUUID().toString(), name, "", false);
  }

  private static String name(String name) {
    return Text.requiredLine("Name", name, MAX_NAME);
  }

  private void requireRoom(Tx tx, StreamId stream) {
    if (store.count(tx.sql(), stream) > MOST) {
      throw Refusal.tooLarge(
          "TOO_MUCH_METADATA", "An item can have at most " + MOST + " names in its metadata.");
    }
  }
}
