package valise.files.items;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Changes of the tree. Each is one transaction: the change, its marks on every ancestor, its
/// journal row and its outbox entry, all or nothing, durable when the method returns.
@Component
public final class Tree {

  /// Folders may nest so deep.
  static final int MAX_FOLDER_DEPTH = 64;

  private static final int MAX_DESCRIPTION = 10_000;

  private final Database database;
  private final Items items;
  private final Access access;
  private final Journal journal;
  private final Locks locks;
  private final InstantSource clock;

  Tree(
      Database database,
      Items items,
      Access access,
      Journal journal,
      Locks locks,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.access = access;
    this.journal = journal;
    this.locks = locks;
    this.clock = clock;
  }

  // --- beginnings
  // ----------------------------------------------------------------------------------

  /// Makes the root folder of an account that is being created. Its list is empty: only the Super
  /// User Group sees everything.
  public ItemId plant(Tx tx, AccountId account, UserId creator) {
    ItemStore.addTree(tx.sql(), account);
    Item root =
        node(ItemId.rootOf(account), account, Optional.empty(), creator, NewNode.named("root"))
            .place(Item.Place.ROOT)
            .build();
    ItemStore.insert(tx.sql(), root);
    access.start(tx, root.id(), List.of());
    return root.id();
  }

  /// Makes a user's home folder or file box, which lists nobody but its owner.
  public ItemId furnish(Tx tx, AccountId account, UserId owner, Item.Place place) {
    journal.hold(tx, account);
    Optional<Item> existing = ItemStore.special(tx.sql(), account, place, owner);
    if (existing.isPresent()) {
      return existing.get().id();
    }
    String name = place == Item.Place.HOME ? "Personal Folders" : "File Box";
    Item folder =
        node(
                ItemId.mintFolder(),
                account,
                Optional.of(ItemId.rootOf(account)),
                owner,
                NewNode.named(name))
            .place(place)
            .build();
    ItemStore.insert(tx.sql(), folder);
    touch(tx, List.of(ItemId.rootOf(account)), folder.progenyEditAt(), 0, 0);
    access.start(tx, folder.id(), List.of(ownerOf(folder)));
    return folder.id();
  }

  static Entry ownerOf(Item folder) {
    return new Entry(folder.id(), PrincipalId.of(folder.creator()), Rights.ALL, false, false, true);
  }

  private ItemDraft node(
      ItemId id, AccountId account, Optional<ItemId> parent, UserId creator, NewNode wanted) {
    return new ItemDraft(id, account, parent, creator, clock.instant())
        .kind(wanted.kind())
        .name(wanted.name())
        .description(wanted.description())
        .clientDates(wanted.clientCreatedAt(), wanted.clientModifiedAt())
        .expiresAt(wanted.expiresAt())
        .uri(wanted.uri());
  }

  // --- adding
  // --------------------------------------------------------------------------------------

  /// Makes a folder, note or link. In the account's root this takes the right to create top-level
  /// folders, and the new folder's list begins with its maker as owner; elsewhere it takes the
  /// upload right and inherits.
  ///
  /// @param reuse answer with the folder that already has the name instead of a conflict
  public Located add(Principal caller, String parent, NewNode wanted, boolean reuse) {
    Names.check(wanted.name());
    checkDescription(wanted.description());
    return database.write(tx -> {
      journal.hold(tx, caller.account());
      Located folder = target(tx.sql(), caller, parent);
      Optional<Item> existing =
          ItemStore.childNamed(tx.sql(), folder.item().id(), Names.fold(wanted.name()));
      if (existing.isPresent()) {
        Located there = items.below(tx.sql(), caller, folder, existing.get());
        boolean same = existing.get().isFolder() && wanted.kind() == Item.Kind.FOLDER;
        if (reuse && same && !there.rights().none()) {
          return there;
        }
        throw taken(wanted.name());
      }
      if (folder.item().place() == Item.Place.ROOT && wanted.kind() != Item.Kind.FOLDER) {
        throw rootHoldsFolders();
      }
      checkDepth(folder.chain().nodes().size());
      ItemId id = wanted.kind() == Item.Kind.FOLDER ? ItemId.mintFolder() : ItemId.mintLeaf();
      Item item =
          node(id, caller.account(), Optional.of(folder.item().id()), caller.user(), wanted)
              .build();
      insert(tx, caller.user(), folder.chain(), item, Journal.Operation.ADD);
      if (folder.item().place() == Item.Place.ROOT && item.isFolder()) {
        access.start(tx, item.id(), List.of(ownerOf(item)));
      }
      return fresh(tx, caller, folder.chain(), id);
    });
  }

  /// An item as it is now, for whoever has just changed it: they are shown it even where they may
  /// put things in but not look.
  Located fresh(Tx tx, Principal caller, Chain folder, ItemId id) {
    Item item = ItemStore.find(tx.sql(), id).orElseThrow();
    Chain chain = folder.child(item);
    return new Located(item, chain, access.rightsOn(tx.sql(), caller, chain.lineage()));
  }

  /// The folder that new things may be put into; the virtual folder of shared folders stands for
  /// the account's root.
  Located target(DSLContext sql, Principal caller, String reference) {
    Located folder = items.locate(sql, caller, reference, Items.Deleted.HIDDEN).requireFolder();
    if (folder.item().id().equals(ItemId.ALL_SHARED) || folder.item().id().equals(ItemId.TOP)) {
      folder = items.locate(sql, caller, ItemId.rootOf(caller.account()));
    }
    if (folder.item().id().isVirtual()) {
      throw Refusal.malformed("INVALID_TARGET", "Nothing can be put into this folder.");
    }
    if (folder.item().place() == Item.Place.ROOT) {
      if (!ItemInfoJson.mayCreateTopFolders(caller)) {
        throw Refusal.notAllowed("You do not have the right to create top-level folders.");
      }
      return folder;
    }
    return folder.require(Right.UPLOAD);
  }

  /// The folder that a caller may upload files into.
  ///
  /// @throws Refusal when it cannot be seen, takes no files, or the caller may not upload there
  public Located uploadTarget(Principal caller, String reference) {
    Located folder = database.read(sql -> target(sql, caller, reference));
    if (folder.item().place() == Item.Place.ROOT) {
      throw rootHoldsFolders();
    }
    return folder;
  }

  /// Holds the account's tree until the transaction ends: for a larger change, before it takes any
  /// other row.
  public void hold(Tx tx, AccountId account) {
    journal.hold(tx, account);
  }

  /// What stands under a name in a folder. Asks nobody's rights: for those who checked them when
  /// the change began.
  public Optional<Item> named(DSLContext sql, ItemId folder, String name) {
    return ItemStore.childNamed(sql, folder, Names.fold(name));
  }

  /// The folder of this name in a folder, made when there is none; as part of a larger change whose
  /// right was checked when it began.
  ///
  /// @throws Refusal when the folder above is gone, the name is a file's, or it is too deep
  public Item folderNamed(Tx tx, AccountId account, UserId user, ItemId parent, String name) {
    Names.check(name);
    journal.hold(tx, account);
    Chain chain = live(tx.sql(), account, parent);
    Optional<Item> existing = ItemStore.childNamed(tx.sql(), parent, Names.fold(name));
    if (existing.isPresent()) {
      if (!existing.get().isFolder()) {
        throw taken(name);
      }
      return existing.get();
    }
    checkDepth(chain.nodes().size());
    Item folder =
        node(ItemId.mintFolder(), account, Optional.of(parent), user, NewNode.named(name)).build();
    insert(tx, user, chain, folder, Journal.Operation.ADD);
    return folder;
  }

  private static Chain live(DSLContext sql, AccountId account, ItemId folder) {
    Chain chain = Chains.of(sql, List.of(folder)).get(folder);
    if (chain == null
        || !chain.isLive()
        || !chain.lineage().root().value().equals(account.value())) {
      throw Refusal.noSuchThing("The folder that the file was uploaded to");
    }
    return chain;
  }

  /// Makes a file visible whose bytes are durable already. The right to do so was checked when the
  /// upload began; here only the folder must still be there.
  ///
  /// @throws Refusal when the folder is gone, the name is taken, or the file there is checked out
  public Item addFile(Tx tx, AccountId account, UserId user, ItemId parent, NewFile file) {
    Names.check(file.name());
    Names.check(file.fileName());
    journal.hold(tx, account);
    return put(tx, account, user, live(tx.sql(), account, parent), file);
  }

  Item put(Tx tx, AccountId account, UserId user, Chain folder, NewFile file) {
    ItemId parent = folder.lineage().item();
    Optional<Item> existing = ItemStore.childNamed(tx.sql(), parent, Names.fold(file.name()));
    if (existing.isEmpty()) {
      Item item = draft(account, user, parent, file).build();
      insert(tx, user, folder, item, Journal.Operation.ADD);
      return item;
    }
    return switch (file.onCollision()) {
      case REFUSE -> throw taken(file.name());
      case NUMBER -> {
        String free = freeName(tx.sql(), parent, file.name());
        String fileName = file.fileName().equals(file.name()) ? free : file.fileName();
        Item item = draft(account, user, parent, file).name(free).fileName(fileName).build();
        insert(tx, user, folder, item, Journal.Operation.ADD);
        yield item;
      }
      case NEW_VERSION -> supersede(tx, account, user, folder, existing.get(), file);
    };
  }

  private Item supersede(
      Tx tx, AccountId account, UserId user, Chain folder, Item existing, NewFile file) {
    if (!existing.isFile()) {
      throw taken(file.name());
    }
    locks.requireFree(tx.sql(), existing, user);
    ItemStore.update(
        tx.sql(),
        ItemDraft.of(existing)
            .state(Item.State.OLD_VERSION)
            .modifiedBy(existing.modifiedBy())
            .build());
    Item item =
        draft(account, user, existing.parent().orElseThrow(), file).stream(
                existing.stream(), existing.version() + 1, Optional.of(existing.id()))
            .description(file.description().isEmpty() ? existing.description() : file.description())
            .build();
    ItemStore.insert(tx.sql(), item);
    ItemStore.addStored(tx.sql(), account, item.size());
    touch(tx, folder.lineage().ids(), item.progenyEditAt(), 0, item.size() - existing.size());
    journal.write(
        tx, item.createdAt(), user, Journal.Operation.ADD_VERSION, item, existing.id().value());
    return item;
  }

  private ItemDraft draft(AccountId account, UserId user, ItemId parent, NewFile file) {
    checkDescription(file.description());
    return new ItemDraft(ItemId.mintFile(), account, Optional.of(parent), user, clock.instant())
        .kind(Item.Kind.FILE)
        .name(file.name())
        .fileName(file.fileName())
        .description(file.description())
        .clientDates(file.clientCreatedAt(), file.clientModifiedAt())
        .expiresAt(file.expiresAt())
        .content(file.content());
  }

  void insert(Tx tx, UserId user, Chain folder, Item item, Journal.Operation operation) {
    ItemStore.insert(tx.sql(), item);
    if (item.content().isPresent()) {
      ItemStore.addStored(tx.sql(), item.account(), item.size());
    }
    touch(
        tx,
        folder.lineage().ids(),
        item.progenyEditAt(),
        item.isFile() ? 1 : 0,
        item.isFile() ? item.size() : 0);
    journal.write(tx, item.createdAt(), user, operation, item, "");
  }

  // --- changing
  // ------------------------------------------------------------------------------------

  /// Renames, moves, describes; name and place change together or not at all.
  public Located change(Principal caller, String reference, ItemChange change) {
    change.description().ifValue(Tree::checkDescription);
    return database.write(tx -> {
      journal.hold(tx, caller.account());
      Located located = items.locate(tx.sql(), caller, reference, Items.Deleted.HIDDEN);
      Item before = located.item();
      if (before.id().isVirtual() || before.place() == Item.Place.ROOT) {
        throw fixed(before);
      }
      if (before.state() == Item.State.OLD_VERSION) {
        throw Refusal.conflict("OLD_VERSION", "An older version of a file cannot be changed.");
      }
      located.require(Right.UPLOAD);
      locks.requireFree(tx.sql(), before, caller.user());
      Item renamed = renamed(before, change);
      return change
          .parent()
          .value()
          // Clients send the present folder along with a new name; that moves nothing.
          .filter(parent -> !ItemId.parse(parent).equals(before.parent()))
          .map(parent -> target(tx.sql(), caller, parent))
          .filter(folder -> !before.parent().equals(Optional.of(folder.item().id())))
          .map(folder -> moved(tx, caller, located, renamed, folder, change))
          .orElseGet(() -> stayed(tx, caller, located, renamed, change));
    });
  }

  private Item renamed(Item before, ItemChange change) {
    ItemDraft draft = ItemDraft.of(before);
    if (before.isFolder()) {
      // Of a folder both names are one: setting either sets both, `Name` wins [net-sdk].
      change.fileName().ifValue(draft::name);
      change.name().ifValue(draft::name);
      draft.fileName(draft.name());
    } else {
      change.name().ifValue(draft::name);
      change.fileName().ifValue(draft::fileName);
    }
    boolean sameName =
        draft.name().equals(before.name()) && draft.fileName().equals(before.fileName());
    if (!sameName) {
      if (before.isFixed()) {
        throw fixed(before);
      }
      Names.check(draft.name());
      Names.check(draft.fileName());
    }
    if (change.description().isGiven()) {
      draft.description(change.description().orElse(""));
    }
    if (change.expiresAt().isGiven()) {
      if (before.isFixed() && change.expiresAt().value().isPresent()) {
        throw fixed(before);
      }
      draft.expiresAt(change.expiresAt().value());
    }
    change.clientCreatedAt().ifValue(date -> draft.clientCreatedAt(Optional.of(date)));
    change.clientModifiedAt().ifValue(date -> draft.clientModifiedAt(Optional.of(date)));
    change.uri().ifValue(uri -> draft.uri(Optional.of(uri)));
    return draft.build();
  }

  private Located stayed(
      Tx tx, Principal caller, Located located, Item renamed, ItemChange change) {
    Item before = located.item();
    Item after = settle(tx, caller, renamed, before.parent().orElseThrow(), change, before.id());
    if (after.equals(before)) {
      return located;
    }
    Instant now = clock.instant();
    after = ItemDraft.of(after).modifiedBy(caller.user()).build();
    ItemStore.update(tx.sql(), after);
    touch(tx, located.lineage().ids(), now, 0, 0);
    boolean rename = !after.name().equals(before.name());
    journal.write(
        tx,
        now,
        caller.user(),
        rename ? Journal.Operation.RENAME : Journal.Operation.EDIT,
        after,
        rename ? before.name() : "");
    return fresh(tx, caller, located.chain().parent(), after.id());
  }

  private Located moved(
      Tx tx, Principal caller, Located located, Item renamed, Located folder, ItemChange change) {
    Item before = located.item();
    if (before.isFixed()) {
      throw fixed(before);
    }
    located.require(Right.DELETE);
    if (folder.item().place() == Item.Place.ROOT && !before.isFolder()) {
      throw rootHoldsFolders();
    }
    if (folder.lineage().isWithin(before.id())) {
      throw Refusal.malformed("INTO_ITSELF", "A folder cannot be moved into itself.");
    }
    if (before.isFolder()) {
      checkDepth(folder.chain().nodes().size() + height(tx.sql(), before.id()));
      locks.requireFreeBelow(tx.sql(), before, caller.user());
    }
    Item after =
        ItemDraft.of(settle(tx, caller, renamed, folder.item().id(), change, before.id()))
            .parent(folder.item().id())
            .modifiedBy(caller.user())
            .build();
    boolean inherited = before.isFolder() && !access.hasOwnList(tx.sql(), before.id());
    ItemStore.update(tx.sql(), after);
    if (before.isFile()) {
      ItemStore.moveVersions(tx.sql(), before.stream(), folder.item().id());
    }
    long files = before.isFile() ? 1 : before.fileCount();
    Instant now = clock.instant();
    Instant mark = latest(now, before.progenyEditAt());
    touch(tx, located.lineage().ancestors(), now, -files, -before.size());
    touch(tx, List.of(before.id()), mark, 0, 0);
    touch(tx, folder.lineage().ids(), mark.plusMillis(1), files, before.size());
    if (inherited && folder.item().place() == Item.Place.ROOT) {
      access.start(
          tx, after.id(), List.of(ownerOf(ItemDraft.of(after).creator(caller.user()).build())));
    }
    journal.write(
        tx,
        now,
        caller.user(),
        Journal.Operation.MOVE,
        after,
        before.parent().orElseThrow().value());
    return fresh(tx, caller, folder.chain(), after.id());
  }

  /// Finds the name under which the item can stand in the folder.
  private Item settle(
      Tx tx, Principal caller, Item item, ItemId parent, ItemChange change, ItemId self) {
    Optional<Item> clash =
        ItemStore.childNamed(tx.sql(), parent, Names.fold(item.name()))
            .filter(other -> !other.id().equals(self));
    if (clash.isEmpty() || item.isFixed()) {
      return item;
    }
    if (change.freeName()) {
      String free = freeName(tx.sql(), parent, item.name());
      return ItemDraft.of(item)
          .name(free)
          .fileName(item.fileName().equals(item.name()) ? free : item.fileName())
          .build();
    }
    if (change.overwrite() && clash.get().isFile() && item.isFile()) {
      Located replaced = items.locate(tx.sql(), caller, clash.get().id());
      replaced.require(Right.DELETE);
      locks.requireFree(tx.sql(), replaced.item(), caller.user());
      bin(tx, caller.user(), replaced.item(), replaced.chain());
      return item;
    }
    throw taken(item.name());
  }

  // --- deleting and restoring
  // ------------------------------------------------------------------------

  /// Puts an item into the recycle bin: a folder with all that is in it, a file with all versions.
  ///
  /// @param singleVersion only the very version named goes, and the one before it shows again
  public void delete(Principal caller, String reference, boolean singleVersion) {
    database.write(tx -> {
      journal.hold(tx, caller.account());
      Located located = items.locate(tx.sql(), caller, reference, Items.Deleted.HIDDEN);
      return remove(tx, caller, located, singleVersion);
    });
  }

  /// Deletes children of one folder, all or none.
  ///
  /// @param permanently skip the recycle bin
  public void deleteAll(Principal caller, String parent, List<ItemId> ids, boolean permanently) {
    database.write(tx -> {
      journal.hold(tx, caller.account());
      Located folder = items.locate(tx.sql(), caller, parent, Items.Deleted.HIDDEN).requireFolder();
      for (ItemId id : ids) {
        Located child = items.locate(tx.sql(), caller, id);
        boolean within =
            folder.item().id().isVirtual()
                || child.item().parent().filter(folder.item().id()::equals).isPresent();
        if (!within) {
          throw Refusal.malformed(
              "NOT_A_CHILD", "The item '" + id + "' does not lie in the folder named.");
        }
        Item removed = remove(tx, caller, child, false);
        if (permanently) {
          expunge(tx, caller.user(), removed);
        }
      }
      return ids.size();
    });
  }

  private Item remove(Tx tx, Principal caller, Located located, boolean singleVersion) {
    Item item = located.item();
    if (item.isFixed()) {
      throw fixed(item);
    }
    located.require(Right.DELETE);
    locks.requireFree(tx.sql(), item, caller.user());
    if (item.isFolder()) {
      locks.requireFreeBelow(tx.sql(), item, caller.user());
    }
    if (item.isFile() && singleVersion) {
      List<Item> versions = ItemStore.versions(tx.sql(), item.stream());
      if (versions.size() > 1) {
        return removeVersion(tx, caller, located, versions);
      }
    }
    if (item.state() == Item.State.OLD_VERSION) {
      // Any version stands for its file when the whole file goes [rclone].
      Item current = ItemStore.current(tx.sql(), item.stream()).orElseThrow();
      return bin(tx, caller.user(), current, located.chain().parent().child(current));
    }
    return bin(tx, caller.user(), item, located.chain());
  }

  /// Marks a live item as deleted, with all that is below it.
  Item bin(Tx tx, UserId user, Item item, Chain chain) {
    return bin(tx, user, item, chain, "");
  }

  Item bin(Tx tx, UserId user, Item item, Chain chain, String why) {
    Instant now = clock.instant();
    Item binned = ItemDraft.of(item).state(Item.State.DELETED).deleted(now, user).build();
    ItemStore.update(tx.sql(), binned);
    long files = item.isFile() ? 1 : item.fileCount();
    touch(tx, chain.counting(), latest(now, item.progenyEditAt()), -files, -item.size());
    locks.release(tx, item.stream());
    journal.write(tx, now, user, Journal.Operation.DELETE, binned, why);
    return binned;
  }

  /// One version leaves its stream and lies in the recycle bin as a file of its own.
  private Item removeVersion(Tx tx, Principal caller, Located located, List<Item> versions) {
    Item item = located.item();
    Instant now = clock.instant();
    versions.stream()
        .filter(later -> later.prior().filter(item.id()::equals).isPresent())
        .forEach(later -> relink(tx, later, item.prior(), later.state()));
    if (item.state() == Item.State.LIVE) {
      Item next =
          versions.stream().filter(v -> v.version() < item.version()).findFirst().orElseThrow();
      detach(tx, caller, item, now);
      Item shown = ItemDraft.of(next).name(item.name()).fileName(item.fileName()).build();
      relink(tx, shown, next.prior(), Item.State.LIVE);
      touch(tx, located.lineage().ancestors(), now, 0, next.size() - item.size());
    } else {
      detach(tx, caller, item, now);
      touch(tx, located.lineage().ancestors(), now, 0, 0);
    }
    Item gone = ItemStore.find(tx.sql(), item.id()).orElseThrow();
    journal.write(
        tx, now, caller.user(), Journal.Operation.DELETE_VERSION, gone, item.stream().value());
    return gone;
  }

  private void detach(Tx tx, Principal caller, Item item, Instant now) {
    ItemStore.update(
        tx.sql(),
        ItemDraft.of(item).state(Item.State.DELETED).stream(StreamId.mint(), 1, Optional.empty())
            .deleted(now, caller.user())
            .build());
  }

  private static void relink(Tx tx, Item item, Optional<ItemId> prior, Item.State state) {
    ItemStore.update(
        tx.sql(),
        ItemDraft.of(item).stream(item.stream(), item.version(), prior).state(state).build());
  }

  /// Takes items out of the recycle bin, back to where they were, all or none.
  public void restore(Principal caller, List<ItemId> ids) {
    database.write(tx -> {
      journal.hold(tx, caller.account());
      ids.forEach(id -> restore(tx, caller, id));
      return ids.size();
    });
  }

  private void restore(Tx tx, Principal caller, ItemId id) {
    Located located = binned(tx, caller, id);
    Item item = located.item();
    Chain parents = located.chain().parent();
    if (!parents.isLive()) {
      throw Refusal.conflict(
          "PARENT_DELETED",
          "'" + item.name() + "' lay in a folder that is deleted too; restore that folder first.");
    }
    if (ItemStore.childNamed(tx.sql(), item.parent().orElseThrow(), Names.fold(item.name()))
        .isPresent()) {
      throw taken(item.name());
    }
    if (item.isFolder()) {
      checkDepth(parents.nodes().size() + height(tx.sql(), id));
    }
    Item restored = ItemDraft.of(item).state(Item.State.LIVE).restored().build();
    ItemStore.update(tx.sql(), restored);
    long files = item.isFile() ? 1 : item.fileCount();
    Instant now = clock.instant();
    Instant mark = latest(now, item.progenyEditAt());
    touch(tx, parents.lineage().ids(), mark, files, item.size());
    journal.write(tx, now, caller.user(), Journal.Operation.RESTORE, restored, "");
  }

  /// Ends items that are in the recycle bin, all or none. Their rows and bytes go in the
  /// background.
  public void purge(Principal caller, List<ItemId> ids) {
    database.write(tx -> {
      journal.hold(tx, caller.account());
      ids.forEach(id -> expunge(tx, caller.user(), binned(tx, caller, id).item()));
      return ids.size();
    });
  }

  /// An item in the recycle bin that the caller put there, or may delete from the folder.
  private Located binned(Tx tx, Principal caller, ItemId id) {
    Located located =
        items.locate(tx.sql(), caller, List.of(id), Items.Deleted.SHOWN).stream()
            .findFirst()
            .filter(found -> found.item().state() == Item.State.DELETED)
            .orElseThrow(() -> Refusal.noSuchThing("The deleted item '" + id + "'"));
    boolean own = located.item().deletedBy().filter(caller.user()::equals).isPresent();
    if (!own || !located.rights().has(Right.UPLOAD)) {
      located.require(Right.DELETE);
    }
    return located;
  }

  void expunge(Tx tx, UserId user, Item item) {
    Item leaving = ItemDraft.of(item).state(Item.State.PURGING).build();
    ItemStore.update(tx.sql(), leaving);
    journal.write(tx, clock.instant(), user, Journal.Operation.PURGE, leaving, "");
  }

  // --- shared parts
  // ----------------------------------------------------------------------------------

  /// Marks a change on these folders, which must be a whole way up.
  ///
  /// @param mark not before the mark of what changed in them: no folder is ever older than what
  ///   lies in it
  static void touch(Tx tx, List<ItemId> folders, Instant mark, long files, long bytes) {
    ItemStore.touch(tx.sql(), folders, mark, files, bytes);
  }

  static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  static String freeName(DSLContext sql, ItemId parent, String name) {
    for (int number = 2; ; number++) {
      String candidate = Names.numbered(name, number);
      if (ItemStore.childNamed(sql, parent, Names.fold(candidate)).isEmpty()) {
        return candidate;
      }
    }
  }

  /// How many levels of folders lie below a folder.
  static int height(DSLContext sql, ItemId folder) {
    int height = 0;
    List<ItemId> level = List.of(folder);
    while (!level.isEmpty() && height <= MAX_FOLDER_DEPTH) {
      height++;
      level = ItemStore.foldersBelow(sql, level);
    }
    return height - 1;
  }

  static void checkDepth(int depth) {
    if (depth > MAX_FOLDER_DEPTH) {
      throw Refusal.malformed(
          "TOO_DEEP", "Folders may be nested at most " + MAX_FOLDER_DEPTH + " deep.");
    }
  }

  private static void checkDescription(String description) {
    if (description.length() > MAX_DESCRIPTION) {
      throw Refusal.malformed(
          "BAD_DESCRIPTION",
          "The description must not be longer than " + MAX_DESCRIPTION + " characters.");
    }
  }

  static Refusal taken(String name) {
    return Refusal.conflict(
        "NAME_TAKEN", "There is already something called '" + name + "' in this folder.");
  }

  static Refusal rootHoldsFolders() {
    return Refusal.malformed(
        "INVALID_TARGET", "The account's root holds folders only; choose a folder in it.");
  }

  static Refusal fixed(Item item) {
    return Refusal.notAllowed(
        "'" + item.name() + "' is part of the account and cannot be renamed, moved or deleted.");
  }
}
