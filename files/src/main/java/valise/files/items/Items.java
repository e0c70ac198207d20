package valise.files.items;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.not;
import static valise.files.db.generated.Tables.ITEM;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;

/// The tree as a caller may see it. What they may not see answers exactly like what does not exist.
///
/// A folder is visible to whoever has any right on it; a file, note or link to whoever may view
/// what lies in its folder. The account's root is visible to everybody in the account, with just
/// those of its folders that are visible to them.
@Component
public final class Items {

  /// Whether what lies in the recycle bin counts as being there.
  public enum Deleted {
    HIDDEN,
    SHOWN
  }

  private final Database database;
  private final Access access;
  private final Creators creators;
  private final ObjectProvider<FavoriteStreams> favorites;
  private final Previews previews;

  Items(
      Database database,
      Access access,
      Creators creators,
      ObjectProvider<FavoriteStreams> favorites,
      ObjectProvider<Previews> previews) {
    this.database = database;
    this.access = access;
    this.creators = creators;
    this.favorites = favorites;
    this.previews = previews.getIfAvailable(() -> shown -> item -> "None");
  }

  // --- finding one -------------------------------------------------------------------------------

  /// Finds what a client wrote between the parentheses: an item id, a stream id, or one of the
  /// special names `home`, `root`, `top`, `allshared`, `favorites`, `connectors`, `box`.
  ///
  /// @throws Refusal `NOT_FOUND` when the caller cannot see such a thing
  public Located locate(Principal caller, String reference) {
    return database.read(sql -> locate(sql, caller, reference, Deleted.HIDDEN));
  }

  public Located locate(Principal caller, String reference, Deleted deleted) {
    return database.read(sql -> locate(sql, caller, reference, deleted));
  }

  public Located locate(DSLContext sql, Principal caller, String reference, Deleted deleted) {
    ItemId id = resolve(sql, caller, reference, deleted).orElseThrow(() -> notFound(reference));
    return locate(sql, caller, List.of(id), deleted).stream()
        .findFirst()
        .orElseThrow(() -> notFound(reference));
  }

  /// Finds one item by its own id, inside the transaction that is about to change it.
  public Located locate(DSLContext sql, Principal caller, ItemId id) {
    return locate(sql, caller, List.of(id), Deleted.HIDDEN).stream()
        .findFirst()
        .orElseThrow(() -> notFound(id.value()));
  }

  /// Finds those of `ids` that the caller can see, in the order given, with a fixed number of
  /// queries.
  public List<Located> locate(
      DSLContext sql, Principal caller, Collection<ItemId> ids, Deleted deleted) {
    List<ItemId> real = ids.stream().filter(id -> !id.isVirtual()).toList();
    Map<ItemId, Item> items =
        ItemStore.find(sql, real).stream().collect(Collectors.toMap(Item::id, item -> item));
    Map<ItemId, Chain> chains = Chains.of(sql, items.keySet());
    Set<StreamId> superseded = new HashSet<>();
    items.values().stream()
        .filter(item -> item.state() == Item.State.OLD_VERSION)
        .forEach(item -> superseded.add(item.stream()));
    Set<StreamId> live = superseded.isEmpty() ? Set.of() : ItemStore.live(sql, superseded);
    Map<ItemId, Chain> reachable = new HashMap<>();
    Set<ItemId> gone = new HashSet<>();
    items.forEach((id, item) -> {
      Chain chain = chains.get(id);
      if (chain == null || !isReachable(caller.account(), item, chain)) {
        return;
      }
      if (!chain.isLive()
          || (item.state() == Item.State.OLD_VERSION && !live.contains(item.stream()))) {
        gone.add(id);
      }
      if (deleted == Deleted.SHOWN || !gone.contains(id)) {
        reachable.put(id, chain);
      }
    });
    Map<Lineage, Rights> rights =
        access.rightsOn(sql, caller, reachable.values().stream().map(Chain::lineage).toList());
    List<Located> found = new ArrayList<>();
    for (ItemId id : ids) {
      if (id.isVirtual()) {
        found.add(VirtualFolders.located(caller, id));
        continue;
      }
      Chain chain = reachable.get(id);
      if (chain != null) {
        Located located =
            new Located(
                java.util.Objects.requireNonNull(items.get(id)),
                chain,
                rights.getOrDefault(chain.lineage(), Rights.NONE));
        if (isVisible(located) && (!gone.contains(id) || mayFindInBin(caller, located))) {
          found.add(located);
        }
      }
    }
    return found;
  }

  /// Finds what some streams are now, as far as the caller can see it: the newest version of a
  /// file, or the one folder, note or link.
  public Map<StreamId, Located> locateStreams(
      DSLContext sql, Principal caller, Collection<StreamId> streams) {
    Map<StreamId, Located> found = new HashMap<>();
    if (!streams.isEmpty()) {
      locate(sql, caller, ItemStore.newest(sql, streams), Deleted.HIDDEN)
          .forEach(located -> found.put(located.item().stream(), located));
    }
    return found;
  }

  /// The folders right below these, those in the recycle bin included: for what must hold for all
  /// of a tree, whoever may see it.
  public Map<ItemId, List<ItemId>> foldersBelow(DSLContext sql, Collection<ItemId> parents) {
    return ItemStore.keptFoldersBelow(sql, parents);
  }

  private static boolean isReachable(AccountId account, Item item, Chain chain) {
    return item.account().equals(account)
        && chain.nodes().getFirst().id().equals(ItemId.rootOf(account))
        && !chain.isHidden();
  }

  /// What lies in the recycle bin is there for whoever put it there and for whoever may delete.
  private static boolean mayFindInBin(Principal caller, Located located) {
    return located.rights().has(Right.DELETE)
        || located.item().deletedBy().filter(caller.user()::equals).isPresent();
  }

  static boolean isVisible(Located located) {
    Item item = located.item();
    if (item.place() == Item.Place.ROOT) {
      return true;
    }
    return item.isFolder() ? !located.rights().none() : located.rights().has(Right.VIEW);
  }

  private Optional<ItemId> resolve(
      DSLContext sql, Principal caller, String reference, Deleted deleted) {
    String folded = reference.toLowerCase(Locale.ROOT);
    return switch (folded) {
      case "root" -> Optional.of(ItemId.rootOf(caller.account()));
      case "home" -> homeOf(sql, caller.account(), caller.user());
      case "box" -> fileBoxOf(sql, caller.account(), caller.user());
      default ->
          StreamId.parse(folded).isPresent()
              ? StreamId.parse(folded)
                  .flatMap(stream -> ItemStore.current(sql, stream))
                  .filter(item -> deleted == Deleted.SHOWN || item.state() == Item.State.LIVE)
                  .map(Item::id)
              : ItemId.parse(folded);
    };
  }

  private static Refusal notFound(String reference) {
    String shown = reference.length() > 60 ? reference.substring(0, 60) + "..." : reference;
    return Refusal.noSuchThing("The item '" + shown + "'");
  }

  public Optional<ItemId> homeOf(DSLContext sql, AccountId account, UserId user) {
    return ItemStore.special(sql, account, Item.Place.HOME, user).map(Item::id);
  }

  public Optional<ItemId> fileBoxOf(DSLContext sql, AccountId account, UserId user) {
    return ItemStore.special(sql, account, Item.Place.FILE_BOX, user).map(Item::id);
  }

  // --- by path -----------------------------------------------------------------------------------

  /// Follows a path of names from a folder, without regard to case; an empty path or `/` is the
  /// folder itself. From the caller's root the first step may also be a special folder's name or
  /// id.
  public Located byPath(Principal caller, String from, String path) {
    return database.read(sql -> byPath(sql, caller, from, path));
  }

  public Located byPath(DSLContext sql, Principal caller, String from, String path) {
    Located at = locate(sql, caller, from, Deleted.HIDDEN);
    for (String step : path.replace('\\', '/').split("/")) {
      if (!step.isEmpty()) {
        at = step(sql, caller, at, step, path);
      }
    }
    return at;
  }

  private Located step(DSLContext sql, Principal caller, Located at, String step, String path) {
    boolean fromTop = at.item().place() == Item.Place.ROOT || at.item().id().isVirtual();
    if (fromTop) {
      Optional<ItemId> special =
          VirtualFolders.named(step).isPresent()
              ? VirtualFolders.named(step)
              : VirtualFolders.isHomeName(step)
                  ? homeOf(sql, caller.account(), caller.user())
                  : Optional.empty();
      if (special.isPresent()) {
        return locate(sql, caller, special.get());
      }
      String folded = Names.fold(step);
      if (at.item().id().isVirtual()) {
        return childrenOf(sql, caller, at, Page.ALL).stream()
            .filter(child -> Names.fold(child.item().name()).equals(folded))
            .findFirst()
            .orElseThrow(() -> Refusal.noSuchThing("The path '" + path + "'"));
      }
    }
    Located folder = at;
    return ItemStore.childNamed(sql, folder.item().id(), Names.fold(step))
        .map(child -> below(sql, caller, folder, child))
        .filter(Items::isVisible)
        .orElseThrow(() -> Refusal.noSuchThing("The path '" + path + "'"));
  }

  /// A child of a located folder; its rights are the folder's unless it has a list of its own.
  Located below(DSLContext sql, Principal caller, Located folder, Item child) {
    Chain chain = folder.chain().child(child);
    Rights rights =
        child.isFolder() || folder.item().place() == Item.Place.ROOT
            ? access.rightsOn(sql, caller, chain.lineage())
            : folder.rights();
    return new Located(child, chain, rights);
  }

  // --- listing -----------------------------------------------------------------------------------

  /// Which part of a listing is wanted.
  ///
  /// @param limit at most so many, or all
  public record Page(
      boolean deletedToo, boolean foldersFirst, boolean descending, long skip, OptionalLong limit) {

    public static final Page ALL = new Page(false, true, false, 0, OptionalLong.empty());
  }

  /// A page of children and how many there are in all.
  public record Children(List<Located> values, long total) {
    public Children {
      values = List.copyOf(values);
    }
  }

  /// The children of a folder that the caller can see.
  public Children children(Principal caller, String folder, Page page) {
    return database.read(sql -> {
      Located at =
          locate(sql, caller, folder, page.deletedToo() ? Deleted.SHOWN : Deleted.HIDDEN)
              .requireFolder();
      List<Located> values = childrenOf(sql, caller, at, page);
      boolean whole = page.skip() == 0 && page.limit().isEmpty();
      long total =
          whole || at.item().id().isVirtual()
              ? values.size()
              : ItemStore.countChildren(sql, listing(caller, at, page));
      return new Children(values, total);
    });
  }

  /// The same inside a read of the caller's own, of a folder already located.
  public List<Located> childrenOf(DSLContext sql, Principal caller, Located folder, Page page) {
    if (folder.item().id().isVirtual()) {
      return virtualChildren(sql, caller, folder.item().id());
    }
    List<Item> children = ItemStore.children(sql, listing(caller, folder, page));
    List<Lineage> own = new ArrayList<>();
    Map<ItemId, Lineage> lineages = new HashMap<>();
    for (Item child : children) {
      if (child.isFolder()) {
        Lineage lineage = folder.lineage().child(child.id());
        own.add(lineage);
        lineages.put(child.id(), lineage);
      }
    }
    Map<Lineage, Rights> rights =
        caller.superUser() || own.isEmpty() ? Map.of() : access.rightsOn(sql, caller, own);
    List<Located> located = new ArrayList<>(children.size());
    for (Item child : children) {
      Lineage lineage = lineages.get(child.id());
      Rights effective =
          caller.superUser()
              ? Rights.ALL
              : lineage == null ? folder.rights() : rights.getOrDefault(lineage, Rights.NONE);
      located.add(new Located(child, folder.chain().child(child), effective));
    }
    return located;
  }

  private ItemStore.Listing listing(Principal caller, Located folder, Page page) {
    return new ItemStore.Listing(
        folder.item().id(),
        page.deletedToo(),
        visibleBelow(caller, folder.rights()).and(inBinBelow(caller, folder.rights(), page)),
        page.foldersFirst(),
        page.descending(),
        page.skip(),
        page.limit());
  }

  /// The visibility rule as a condition on rows of `item` that lie in one folder.
  private Condition visibleBelow(Principal caller, Rights inherited) {
    if (caller.superUser()) {
      return org.jooq.impl.DSL.noCondition();
    }
    Condition folder = ITEM.KIND.eq(inline(0));
    Condition leaf = inherited.has(Right.VIEW) ? not(folder) : falseCondition();
    return leaf.or(folder.and(access.sees(caller, inherited, ITEM.ID)));
  }

  /// Of what is deleted only that which the caller deleted, or may delete.
  private Condition inBinBelow(Principal caller, Rights inherited, Page page) {
    if (!page.deletedToo() || caller.superUser()) {
      return org.jooq.impl.DSL.noCondition();
    }
    Condition folder = ITEM.KIND.eq(inline(0));
    Condition leaf = inherited.has(Right.DELETE) ? not(folder) : falseCondition();
    return ITEM.STATE
        .eq(inline(0))
        .or(ITEM.DELETED_BY.eq(caller.user().value()))
        .or(leaf)
        .or(folder.and(access.allows(caller, inherited, Right.DELETE, ITEM.ID)));
  }

  private List<Located> virtualChildren(DSLContext sql, Principal caller, ItemId folder) {
    return switch (folder.value()) {
      case "top" -> {
        List<ItemId> ids = new ArrayList<>();
        homeOf(sql, caller.account(), caller.user()).ifPresent(ids::add);
        ids.add(ItemId.FAVORITES);
        ids.add(ItemId.ALL_SHARED);
        yield locate(sql, caller, ids, Deleted.HIDDEN);
      }
      case "allshared" -> topShared(sql, caller);
      case "favorites" -> favorites(sql, caller);
      default -> List.of();
    };
  }

  private List<Located> favorites(DSLContext sql, Principal caller) {
    List<StreamId> streams =
        favorites.stream().flatMap(each -> each.of(sql, caller.user()).stream()).toList();
    Map<StreamId, Located> found = locateStreams(sql, caller, streams);
    return streams.stream().map(found::get).filter(java.util.Objects::nonNull).toList();
  }

  /// The topmost folders the caller can see: those in the account's root, and those deeper down
  /// whose parents are not theirs to see.
  private List<Located> topShared(DSLContext sql, Principal caller) {
    Located root = locate(sql, caller, ItemId.rootOf(caller.account()));
    Map<ItemId, Located> found = new LinkedHashMap<>();
    for (Located child : childrenOf(sql, caller, root, Page.ALL)) {
      if (child.item().isFolder()) {
        found.put(child.item().id(), child);
      }
    }
    if (!caller.superUser()) {
      List<Located> granted =
          locate(sql, caller, access.foldersNaming(sql, caller), Deleted.HIDDEN);
      Set<ItemId> visible = new HashSet<>();
      Set<ItemId> parents = new HashSet<>();
      granted.forEach(folder -> parents.addAll(folder.lineage().ancestors()));
      parents.remove(ItemId.rootOf(caller.account()));
      locate(sql, caller, parents, Deleted.HIDDEN)
          .forEach(parent -> visible.add(parent.item().id()));
      for (Located folder : granted) {
        boolean topmost = folder.lineage().ancestors().stream().noneMatch(visible::contains);
        if (topmost && folder.item().place() == Item.Place.ORDINARY) {
          found.putIfAbsent(folder.item().id(), folder);
        }
      }
    }
    return List.copyOf(found.values());
  }

  /// The names of the folders on the way that the caller can see: what lies above a folder that
  /// somebody was given is not theirs to know.
  public String namePath(Principal caller, Chain chain) {
    if (caller.superUser() || chain.nodes().size() < 2) {
      return chain.namePath();
    }
    return database.read(sql -> namePath(sql, caller, chain));
  }

  String namePath(DSLContext sql, Principal caller, Chain chain) {
    List<ItemId> ids = chain.lineage().ids();
    List<Lineage> steps = new ArrayList<>();
    for (int i = 2; i < ids.size(); i++) {
      steps.add(new Lineage(ids.subList(0, i)));
    }
    Map<Lineage, Rights> rights = access.rightsOn(sql, caller, steps);
    StringBuilder path = new StringBuilder();
    for (int i = 1; i < ids.size(); i++) {
      boolean itself = i == ids.size() - 1;
      if (itself || !rights.getOrDefault(steps.get(i - 1), Rights.NONE).none()) {
        path.append('/').append(chain.nodes().get(i).name());
      }
    }
    return path.toString();
  }

  /// The item's ancestors that the caller can see, the topmost first, the account's root left out.
  public List<Located> breadcrumbs(Principal caller, String reference) {
    return database.read(sql -> {
      Located item = locate(sql, caller, reference, Deleted.HIDDEN);
      if (item.item().id().isVirtual()) {
        return List.of();
      }
      return locate(sql, caller, item.lineage().ancestors(), Deleted.HIDDEN).stream()
          .filter(folder -> folder.item().place() != Item.Place.ROOT)
          .toList();
    });
  }

  /// The folder an item lies in.
  ///
  /// @throws Refusal `NOT_FOUND` at the top, or when the caller cannot see the folder
  public Located parentOf(Principal caller, String reference) {
    return database.read(sql -> {
      Located item = locate(sql, caller, reference, Deleted.HIDDEN);
      ItemId parent =
          item.item()
              .parent()
              .orElseThrow(() -> Refusal.noSuchThing("A parent of '" + item.item().name() + "'"));
      return locate(sql, caller, parent);
    });
  }

  /// All kept versions of a file, newest first. Anything but a stream id has none [net-sdk].
  public List<Located> versions(Principal caller, String reference, Deleted deleted) {
    return database.read(sql ->
        StreamId.parse(reference)
            .map(stream ->
                locate(
                    sql,
                    caller,
                    ItemStore.versions(sql, stream).stream().map(Item::id).toList(),
                    deleted))
            .orElse(List.of()));
  }

  // --- the recycle bin --------------------------------------------------------------------------

  /// What was deleted from a folder and the caller may find there, the latest first.
  public List<Located> deletedChildren(Principal caller, String reference) {
    return database.read(sql -> {
      Located folder = locate(sql, caller, reference, Deleted.SHOWN).requireFolder();
      return locate(
          sql,
          caller,
          ItemStore.deletedChildren(sql, folder.item().id()).stream().map(Item::id).toList(),
          Deleted.SHOWN);
    });
  }

  /// What a user deleted and the caller may find, the latest first.
  public List<Located> deletedBy(Principal caller, UserId user) {
    return database.read(sql ->
        locate(
            sql,
            caller,
            ItemStore.deletedBy(sql, caller.account(), Optional.of(user)).stream()
                .map(Item::id)
                .toList(),
            Deleted.SHOWN));
  }

  // --- for those who deliver, count and sweep ----------------------------------------------------

  /// An item whoever may see it: for work in the background, never for an answer.
  public Optional<Item> find(DSLContext sql, ItemId id) {
    return ItemStore.find(sql, id);
  }

  /// Where an item lies, in the recycle bin too, whoever may see it: for work in the background.
  public Optional<Lineage> lineage(DSLContext sql, ItemId id) {
    return Optional.ofNullable(Chains.of(sql, List.of(id)).get(id)).map(Chain::lineage);
  }

  /// Bytes the account stores, with versions and the recycle bin.
  public long storedBytes(DSLContext sql, AccountId account) {
    return ItemStore.stored(sql, account);
  }

  /// Those of `blobs` that some row of the tree names.
  public Set<BlobId> known(DSLContext sql, Set<BlobId> blobs) {
    return ItemStore.known(sql, blobs);
  }

  // --- as others see them
  // --------------------------------------------------------------------------

  /// Adds what the wire shows of each item; one round trip for all names.
  public List<ItemView> views(List<Located> located) {
    Set<UserId> people = new HashSet<>();
    located.forEach(each -> people.add(each.item().creator()));
    Map<UserId, Creators.PersonName> names = people.isEmpty() ? Map.of() : creators.names(people);
    Previews.Told told = previews.about(located.stream().map(Located::item).toList());
    return located.stream()
        .map(each ->
            new ItemView(
                each, names.getOrDefault(each.item().creator(), Creators.PersonName.UNKNOWN), told))
        .toList();
  }

  public ItemView view(Located located) {
    return views(List.of(located)).getFirst();
  }

  /// The children of several folders, for `$expand=Children`.
  Map<ItemView, List<ItemView>> childViews(Principal caller, List<ItemView> folders) {
    List<List<Located>> levels =
        database.read(sql ->
            folders.stream().map(folder -> expanded(sql, caller, folder.located())).toList());
    List<ItemView> all = views(levels.stream().flatMap(List::stream).toList());
    Map<ItemView, List<ItemView>> children = new java.util.IdentityHashMap<>();
    int at = 0;
    for (int i = 0; i < folders.size(); i++) {
      int next = at + levels.get(i).size();
      children.put(folders.get(i), all.subList(at, next));
      at = next;
    }
    return children;
  }

  /// Nothing tells here whether the client knows of favorite files, so it is not shown any.
  private List<Located> expanded(DSLContext sql, Principal caller, Located folder) {
    List<Located> children = childrenOf(sql, caller, folder, Page.ALL);
    return folder.item().id().equals(ItemId.FAVORITES)
        ? children.stream().filter(child -> child.item().isFolder()).toList()
        : children;
  }

  /// Loads what the caller may see of `ids`, for `$expand`.
  Map<String, ItemView> load(Principal caller, Set<String> ids) {
    List<ItemId> wanted = ids.stream().map(ItemId::parse).flatMap(Optional::stream).toList();
    List<Located> found = database.read(sql -> locate(sql, caller, wanted, Deleted.HIDDEN));
    Map<String, ItemView> byId = new HashMap<>();
    views(found).forEach(view -> byId.put(view.item().id().value(), view));
    return byId;
  }
}
