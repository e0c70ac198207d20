package valise.files.items;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.accounts.Accounts;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Copying files and whole folders. Rows are copied, bytes are not: both name one blob. The
/// account's quota counts them all the same, for either may be all that is left.
///
/// A copy takes the newest version of what is live, with its description and the client's dates,
/// and belongs to the copier; lists, older versions, check-outs and expiry stay behind. Folders the
/// caller cannot see are left out; one they see but may not download from refuses the whole.
///
/// A small copy is one transaction. A larger one grows in batches below a top that nobody can see
/// and appears at once, in one transaction: a crash leaves nothing half visible.
@Component
public final class Copies {

  /// Rows that go into one transaction.
  static final int BATCH = 500;

  private final Database database;
  private final Items items;
  private final Tree tree;
  private final Access access;
  private final Accounts accounts;
  private final Journal journal;
  private final Locks locks;
  private final LongWork longWork;
  private final InstantSource clock;

  Copies(
      Database database,
      Items items,
      Tree tree,
      Access access,
      Accounts accounts,
      Journal journal,
      Locks locks,
      LongWork longWork,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.tree = tree;
    this.access = access;
    this.accounts = accounts;
    this.journal = journal;
    this.locks = locks;
    this.longWork = longWork;
    this.clock = clock;
  }

  /// Copies an item into a folder and returns the new one.
  ///
  /// @param overwrite what is there under the name: a file gets a new version, a folder is merged
  ///   with the copied one; without it the name is a conflict
  public Located copy(Principal caller, String source, String target, boolean overwrite) {
    Wish wish = new Wish(caller, source, target, overwrite);
    long rows =
        database.read(sql -> {
          Item item = plan(sql, wish).source().item();
          return item.isFolder() ? ItemStore.countBelow(sql, item.id(), BATCH + 1) : 0;
        });
    return rows > BATCH ? copyInBatches(wish) : copyAtOnce(wish);
  }

  private record Wish(Principal caller, String source, String target, boolean overwrite) {}

  private record Plan(Located source, Located target) {}

  /// Finds both ends and refuses what cannot be.
  private Plan plan(DSLContext sql, Wish wish) {
    Located source = items.locate(sql, wish.caller(), wish.source(), Items.Deleted.HIDDEN);
    Item item = source.item();
    if (item.id().isVirtual() || item.place() == Item.Place.ROOT) {
      throw Tree.fixed(item);
    }
    source.require(Right.DOWNLOAD);
    Located target = tree.target(sql, wish.caller(), wish.target());
    if (target.item().place() == Item.Place.ROOT && !item.isFolder()) {
      throw Tree.rootHoldsFolders();
    }
    if (target.lineage().isWithin(item.id())) {
      throw Refusal.malformed("INTO_ITSELF", "A folder cannot be copied into itself.");
    }
    if (item.isFolder()) {
      Tree.checkDepth(target.chain().nodes().size() + Tree.height(sql, item.id()));
    }
    clash(sql, item, target)
        .filter(other ->
            !wish.overwrite() || other.id().equals(item.id()) || other.kind() != item.kind())
        .ifPresent(other -> {
          throw Tree.taken(item.name());
        });
    return new Plan(source, target);
  }

  private static Optional<Item> clash(DSLContext sql, Item item, Located target) {
    return ItemStore.childNamed(sql, target.item().id(), Names.fold(item.name()));
  }

  private Located copyAtOnce(Wish wish) {
    return database.write(tx -> {
      journal.hold(tx, wish.caller().account());
      Plan plan = plan(tx.sql(), wish);
      if (!plan.source().item().isFolder()) {
        return copyLeaf(tx, wish, plan);
      }
      Build build = new Build(wish, plan);
      build.begin(tx);
      while (!build.whole()) {
        build.take(build.next(tx, Integer.MAX_VALUE));
      }
      build.setTotals(tx, build.branches);
      return finish(tx, build);
    });
  }

  private Located copyLeaf(Tx tx, Wish wish, Plan plan) {
    Item from = plan.source().item();
    requireRoom(tx, from, from.content().map(Item.Content::size).orElse(0L));
    Item copy;
    if (from.isFile()) {
      NewFile file =
          new NewFile(
              from.name(),
              from.fileName(),
              from.content().orElseThrow(),
              from.description(),
              from.clientCreatedAt(),
              from.clientModifiedAt(),
              Optional.empty(),
              wish.overwrite() ? NewFile.OnCollision.NEW_VERSION : NewFile.OnCollision.REFUSE);
      copy = tree.put(tx, from.account(), wish.caller().user(), plan.target().chain(), file);
    } else {
      if (clash(tx.sql(), from, plan.target()).isPresent()) {
        throw Tree.taken(from.name());
      }
      copy = draft(wish, from, plan.target().item().id(), clock.instant()).build();
      tree.insert(tx, wish.caller().user(), plan.target().chain(), copy, Journal.Operation.COPY);
    }
    return tree.fresh(tx, wish.caller(), plan.target().chain(), copy.id());
  }

  private static ItemDraft draft(Wish wish, Item from, ItemId parent, Instant now) {
    ItemId id = from.isFolder() ? ItemId.mintFolder() : ItemId.mintLeaf();
    ItemDraft draft =
        new ItemDraft(id, from.account(), Optional.of(parent), wish.caller().user(), now)
            .kind(from.kind())
            .name(from.name())
            .fileName(from.fileName())
            .description(from.description())
            .clientDates(from.clientCreatedAt(), from.clientModifiedAt())
            .uri(from.uri());
    from.content().ifPresent(draft::content);
    return draft;
  }

  private void requireRoom(Tx tx, Item item, long bytes) {
    long stored = ItemStore.stored(tx.sql(), item.account());
    if (!accounts.limits(tx.sql(), item.account()).admits(stored, bytes)) {
      throw Refusal.of(
          Refusal.Kind.QUOTA_EXCEEDED,
          "QUOTA_EXCEEDED",
          "The account has no room for this copy; delete something and empty the recycle bin.");
    }
  }

  // --- in batches --------------------------------------------------------------------------------

  private Located copyInBatches(Wish wish) {
    record Begun(Build build, LongWork.Running work) {}
    Begun begun =
        database.write(tx -> {
          journal.hold(tx, wish.caller().account());
          Plan plan = plan(tx.sql(), wish);
          Build build = new Build(wish, plan);
          build.begin(tx);
          Item from = plan.source().item();
          long total = 1 + ItemStore.countBelow(tx.sql(), from.id(), Long.MAX_VALUE);
          return new Begun(
              build,
              longWork.begin(
                  tx,
                  wish.caller(),
                  LongWork.Kind.COPY,
                  from,
                  Optional.of(plan.target().item().id()),
                  total));
        });
    boolean finished = false;
    try {
      Located copy = grow(begun.build(), begun.work());
      finished = true;
      return copy;
    } finally {
      if (!finished) {
        database.write(tx -> {
          begun.build().abandon(tx);
          begun.work().fail(tx);
          return true;
        });
      }
    }
  }

  private Located grow(Build build, LongWork.Running work) {
    while (!build.whole()) {
      build.take(
          database.write(tx -> {
            build.hold(tx);
            Step step = build.next(tx, BATCH);
            goOn(work.advance(tx, build.rows + step.rows()));
            return step;
          }));
    }
    for (int at = 0; at < build.branches.size(); at += BATCH) {
      List<Branch> some = build.branches.subList(at, Math.min(build.branches.size(), at + BATCH));
      database.write(tx -> {
        build.hold(tx);
        build.setTotals(tx, some);
        goOn(work.advance(tx, build.rows));
        return true;
      });
    }
    return database.write(tx -> {
      build.hold(tx);
      goOn(work.advance(tx, build.rows));
      Located copy = finish(tx, build);
      work.succeed(tx);
      return copy;
    });
  }

  private static void goOn(boolean wanted) {
    if (!wanted) {
      throw Refusal.conflict("CANCELED", "The copy was canceled; nothing of it remains.");
    }
  }

  /// A folder of the source and what became of it.
  private static final class Branch {
    private final Located from;
    private final ItemId copy;
    private final int parent;
    private long files;
    private long bytes;

    Branch(Located from, ItemId copy, int parent) {
      this.from = from;
      this.copy = copy;
      this.parent = parent;
    }
  }

  /// What one transaction added: applied to the build once it is durable, for a transaction may be
  /// tried again.
  ///
  /// @param at the branch to go on with
  /// @param after the folded name to go on after in it
  /// @param files files and bytes by the branch they lie in
  private record Step(
      int rows, int at, String after, List<Branch> branches, Map<Integer, long[]> files) {}

  /// A copy that grows.
  private final class Build {
    private final Wish wish;
    private final Plan plan;
    private final Item top;
    private final List<Branch> branches = new ArrayList<>();
    private int at;
    private String after = "";
    private long rows = 1;

    Build(Wish wish, Plan plan) {
      this.wish = wish;
      this.plan = plan;
      this.top =
          draft(wish, plan.source().item(), plan.target().item().id(), clock.instant())
              .state(Item.State.BUILDING)
              .build();
      branches.add(new Branch(plan.source(), top.id(), -1));
    }

    void begin(Tx tx) {
      ItemStore.insert(tx.sql(), top);
    }

    boolean whole() {
      return at == branches.size();
    }

    /// Holds the tree and sees that the ends are still there.
    void hold(Tx tx) {
      journal.hold(tx, top.account());
      ItemId source = plan.source().item().id();
      Map<ItemId, Chain> chains = Chains.of(tx.sql(), List.of(source, top.id()));
      Chain from = chains.get(source);
      Chain to = chains.get(top.id());
      if (from == null || !from.isLive() || to == null || !to.parent().isLive()) {
        throw changed();
      }
      if (ItemStore.find(tx.sql(), top.id()).orElseThrow().state() != Item.State.BUILDING) {
        throw changed();
      }
      // A sign of life for the sweep that takes what a crash left.
      Tree.touch(tx, List.of(top.id()), clock.instant(), 0, 0);
    }

    Step next(Tx tx, int most) {
      List<Branch> added = new ArrayList<>();
      Map<Integer, long[]> files = new HashMap<>();
      int branch = at;
      String name = after;
      int made = 0;
      long bytes = 0;
      while (branch < branches.size() + added.size() && made < most) {
        Branch folder =
            branch < branches.size() ? branches.get(branch) : added.get(branch - branches.size());
        List<Item> children =
            ItemStore.liveChildrenAfter(tx.sql(), folder.from.item().id(), name, BATCH);
        Map<ItemId, Located> folders = copyable(tx.sql(), folder.from, children);
        for (Item child : children) {
          name = Names.fold(child.name());
          if (child.isFolder() && !folders.containsKey(child.id())) {
            continue;
          }
          Item copy = draft(wish, child, folder.copy, top.createdAt()).build();
          ItemStore.insert(tx.sql(), copy);
          made++;
          Located from = folders.get(child.id());
          if (from != null) {
            added.add(new Branch(from, copy.id(), branch));
          } else if (child.isFile()) {
            long[] sums = files.computeIfAbsent(branch, b -> new long[2]);
            sums[0]++;
            sums[1] += child.size();
            bytes += child.size();
          }
        }
        if (children.size() < BATCH) {
          branch++;
          name = "";
        }
      }
      requireRoom(tx, top, bytes);
      ItemStore.addStored(tx.sql(), top.account(), bytes);
      return new Step(made, branch, name, added, files);
    }

    /// Those of the folders among `children` that go along.
    private Map<ItemId, Located> copyable(DSLContext sql, Located folder, List<Item> children) {
      Map<ItemId, Lineage> lineages = new HashMap<>();
      children.stream()
          .filter(Item::isFolder)
          .forEach(child -> lineages.put(child.id(), folder.lineage().child(child.id())));
      if (lineages.isEmpty()) {
        return Map.of();
      }
      Map<Lineage, Rights> rights = access.rightsOn(sql, wish.caller(), lineages.values());
      Map<ItemId, Located> copyable = new HashMap<>();
      for (Item child : children) {
        Lineage lineage = lineages.get(child.id());
        if (lineage != null) {
          Rights own = rights.getOrDefault(lineage, Rights.NONE);
          if (!own.none()) {
            Located located = new Located(child, folder.chain().child(child), own);
            copyable.put(child.id(), located.require(Right.DOWNLOAD));
          }
        }
      }
      return copyable;
    }

    void take(Step step) {
      branches.addAll(step.branches());
      at = step.at();
      after = step.after();
      rows += step.rows();
      step.files()
          .forEach((branch, sums) -> {
            branches.get(branch).files += sums[0];
            branches.get(branch).bytes += sums[1];
          });
      if (whole()) {
        // Parents come before their children, so from the end each is complete when it is added.
        for (Branch branch : branches.reversed()) {
          if (branch.parent >= 0) {
            branches.get(branch.parent).files += branch.files;
            branches.get(branch.parent).bytes += branch.bytes;
          }
        }
      }
    }

    void setTotals(Tx tx, List<Branch> some) {
      some.forEach(
          branch -> ItemStore.setTotals(tx.sql(), branch.copy, branch.files, branch.bytes));
    }

    void abandon(Tx tx) {
      journal.hold(tx, top.account());
      ItemStore.find(tx.sql(), top.id())
          .filter(item -> item.state() == Item.State.BUILDING)
          .ifPresent(item ->
              ItemStore.update(tx.sql(), ItemDraft.of(item).state(Item.State.PURGING).build()));
    }
  }

  private static Refusal changed() {
    return Refusal.conflict(
        "TREE_CHANGED", "What is copied, or the place it is copied to, was deleted meanwhile.");
  }

  // --- appearing ---------------------------------------------------------------------------------

  /// Makes a whole build visible.
  private Located finish(Tx tx, Build build) {
    Principal caller = build.wish.caller();
    Located target = tree.target(tx.sql(), caller, build.wish.target());
    if (!target.item().id().equals(build.plan.target().item().id())) {
      throw changed();
    }
    Item top = ItemStore.find(tx.sql(), build.top.id()).orElseThrow();
    String source = build.plan.source().item().id().value();
    Optional<Item> clash = clash(tx.sql(), top, target);
    if (clash.isEmpty()) {
      Item shown = ItemDraft.of(top).state(Item.State.LIVE).build();
      place(tx, caller, shown, target, source);
      if (target.item().place() == Item.Place.ROOT) {
        access.start(tx, shown.id(), List.of(Tree.ownerOf(shown)));
      }
      return tree.fresh(tx, caller, target.chain(), shown.id());
    }
    if (!build.wish.overwrite() || !clash.get().isFolder()) {
      throw Tree.taken(top.name());
    }
    merge(tx, caller, top, items.below(tx.sql(), caller, target, clash.get()), source);
    return tree.fresh(tx, caller, target.chain(), clash.get().id());
  }

  private void place(Tx tx, Principal caller, Item item, Located folder, String source) {
    ItemStore.update(tx.sql(), item);
    Instant mark = Tree.latest(clock.instant(), item.progenyEditAt());
    Tree.touch(tx, folder.lineage().ids(), mark, item.isFile() ? 1 : item.fileCount(), item.size());
    journal.write(tx, clock.instant(), caller.user(), Journal.Operation.COPY, item, source);
  }

  /// Moves what was built into a folder that is there; only folders of the same name are gone
  /// through, everything else moves with one row.
  private void merge(Tx tx, Principal caller, Item built, Located into, String source) {
    if (into.rights().none()) {
      throw Tree.taken(built.name());
    }
    into.require(Right.UPLOAD);
    for (Item child : ItemStore.liveChildren(tx.sql(), List.of(built.id()))) {
      Optional<Item> clash = clash(tx.sql(), child, into);
      Item moved = ItemDraft.of(child).parent(into.item().id()).build();
      if (clash.isEmpty()) {
        place(tx, caller, moved, into, source);
      } else if (child.isFolder() && clash.get().isFolder()) {
        merge(tx, caller, child, items.below(tx.sql(), caller, into, clash.get()), source);
      } else if (child.isFile() && clash.get().isFile()) {
        replace(tx, caller, moved, clash.get(), into);
      } else {
        throw Tree.taken(child.name());
      }
    }
    ItemStore.remove(tx.sql(), List.of(built.id()));
  }

  private void replace(Tx tx, Principal caller, Item copy, Item existing, Located folder) {
    locks.requireFree(tx.sql(), existing, caller.user());
    ItemStore.update(tx.sql(), ItemDraft.of(existing).state(Item.State.OLD_VERSION).build());
    Item version =
        ItemDraft.of(copy).stream(
                existing.stream(), existing.version() + 1, Optional.of(existing.id()))
            .build();
    ItemStore.update(tx.sql(), version);
    Instant mark = Tree.latest(clock.instant(), version.progenyEditAt());
    Tree.touch(tx, folder.lineage().ids(), mark, 0, version.size() - existing.size());
    journal.write(
        tx,
        clock.instant(),
        caller.user(),
        Journal.Operation.ADD_VERSION,
        version,
        existing.id().value());
  }
}
