package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valise.files.db.generated.Tables.ITEM;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.accounts.AccountSetting;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.db.Tx;

/// Copying. After each test the whole tree must pass the check.
@EveryDatabase({"platform", "files"})
class CopiesTest {

  private final Watch watch = new Watch();
  private final TreeWorld world;
  private final ItemId top;
  private final ItemId target;

  CopiesTest(Database database) {
    world = new TreeWorld(database, watch);
    top = world.topFolder("Top");
    target = world.topFolder("Target");
  }

  /// Counts reports, and asks to stop after some.
  private static final class Watch implements LongWork, LongWork.Running {
    long total;
    long done;
    int reports;
    int stopAfter = Integer.MAX_VALUE;
    Runnable meanwhile = () -> {};
    String end = "";

    @Override
    public Running begin(
        Tx tx, Principal caller, Kind kind, Item source, Optional<ItemId> target, long all) {
      total = all;
      return this;
    }

    @Override
    public boolean advance(Tx tx, long now) {
      done = now;
      tx.afterCommit(meanwhile);
      return ++reports <= stopAfter;
    }

    @Override
    public void succeed(Tx tx) {
      end = "success";
    }

    @Override
    public void fail(Tx tx) {
      end = "failure";
    }
  }

  @AfterEach
  void nothingIsDamaged() {
    world.purgeAll();
    assertThat(world.damage()).isEmpty();
  }

  private static String code(ThrowingCallable call) {
    String[] code = new String[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, refusal -> code[0] = refusal.code());
    return code[0];
  }

  private Item copy(Principal by, ItemId source, ItemId to, boolean overwrite) {
    return world.copies.copy(by, source.value(), to.value(), overwrite).item();
  }

  @Test
  void aCopyOfAFileIsAnotherFileThatSharesItsBytesAndCounts() {
    ItemId file = world.file(top, "x.txt", "12345");

    Item copy = copy(world.boss, file, target, false);

    assertThat(copy.id()).isNotEqualTo(file);
    assertThat(copy.stream()).isNotEqualTo(world.item(file).stream());
    assertThat(copy.content()).isEqualTo(world.item(file).content());
    assertThat(world.stored()).isEqualTo(10);
    world.tree.deleteAll(world.boss, top.value(), List.of(file), true);
    world.purgeAll();
    assertThat(world.stored()).isEqualTo(5);
    assertThat(world.blobs.length(copy.content().orElseThrow().blob())).contains(5L);
  }

  @Test
  void aClashIsAConflictUnlessItMayBeOverwritten() {
    ItemId file = world.file(top, "x.txt", "12345");
    ItemId there = world.file(target, "X.TXT", "1");

    assertThat(code(() -> copy(world.boss, file, target, false))).isEqualTo("NAME_TAKEN");
    assertThat(code(() -> copy(world.boss, file, top, true))).isEqualTo("NAME_TAKEN");
    Item version = copy(world.boss, file, target, true);

    assertThat(version.prior()).contains(there);
    assertThat(version.stream()).isEqualTo(world.item(there).stream());
    assertThat(world.item(target).size()).isEqualTo(5);
  }

  @Test
  void aFolderIsCopiedWithAllThatIsLiveInIt() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(a, "b");
    world.file(b, "x", "old");
    world.file(b, "x", "newer");
    world.tree.delete(world.boss, world.file(b, "gone", "1").value(), false);
    world.note(world.boss, a, "note");

    Item copy = copy(world.boss, a, target, false);

    assertThat(world.names(world.boss, copy.id())).containsExactly("b", "note");
    assertThat(copy.fileCount()).isEqualTo(1);
    assertThat(copy.size()).isEqualTo(5);
    assertThat(world.item(target).size()).isEqualTo(5);
    Item file = world.items.byPath(world.boss, target.value(), "/a/b/x").item();
    assertThat(file.prior()).isEmpty();
  }

  @Test
  void aFolderIsNotCopiedIntoItselfOrBelow() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(a, "b");

    assertThat(code(() -> copy(world.boss, a, a, false))).isEqualTo("INTO_ITSELF");
    assertThat(code(() -> copy(world.boss, a, b, true))).isEqualTo("INTO_ITSELF");
    assertThat(code(() -> copy(world.boss, a, top, true))).isEqualTo("NAME_TAKEN");
    assertThat(code(() -> copy(world.boss, ItemId.rootOf(world.account), a, true)))
        .isEqualTo("NOT_ALLOWED");
  }

  @Test
  void foldersOfOneNameAreMergedAndFilesBecomeVersions() {
    ItemId a = world.folder(top, "a");
    world.file(a, "both", "from");
    world.file(world.folder(a, "sub"), "new", "12");
    world.file(world.folder(a, "only"), "x", "1");
    ItemId there = world.folder(target, "A");
    ItemId both = world.file(there, "BOTH", "there");
    ItemId sub = world.folder(there, "Sub");
    world.file(sub, "kept", "345");

    Item merged = copy(world.boss, a, target, true);

    assertThat(merged.id()).isEqualTo(there);
    assertThat(world.names(world.boss, there)).containsExactly("only", "Sub", "both");
    assertThat(world.names(world.boss, sub)).containsExactly("kept", "new");
    assertThat(world.item(both).state()).isEqualTo(Item.State.OLD_VERSION);
    assertThat(merged.fileCount()).isEqualTo(4);
    assertThat(merged.size()).isEqualTo(4 + 2 + 1 + 3);
  }

  @Test
  void aMergeThatMeetsAFolderWhereAFileWasLeavesEverythingAsItWas() {
    ItemId a = world.folder(top, "a");
    world.file(a, "x", "1");
    world.file(a, "y", "1");
    ItemId there = world.folder(target, "a");
    world.folder(there, "y");

    assertThat(code(() -> copy(world.boss, a, target, true))).isEqualTo("NAME_TAKEN");
    assertThat(world.names(world.boss, there)).containsExactly("y");
  }

  @Test
  void whatOneCannotSeeIsLeftOutAndWhatOneMayNotDownloadRefuses() {
    Principal jane = world.person();
    ItemId own = world.folder(jane, "root", "Own");
    ItemId a = world.folder(top, "a");
    world.file(world.folder(a, "open"), "x", "1");
    ItemId closed = world.folder(a, "closed");
    world.grant(a, jane, Right.DOWNLOAD);
    world.grant(closed, jane);

    Item copy = copy(jane, a, own, false);
    assertThat(world.names(jane, copy.id())).containsExactly("open");

    world.grant(closed, jane, Right.VIEW);
    ItemId second = world.folder(jane, own.value(), "second");
    assertThat(code(() -> copy(jane, a, second, false))).isEqualTo("NOT_ALLOWED");
    assertThat(world.names(jane, second)).isEmpty();
  }

  @Test
  void aCopyTakesDownloadHereAndUploadThere() {
    Principal jane = world.person();
    ItemId file = world.file(top, "x", "1");
    world.grant(target, jane, Right.DOWNLOAD);
    world.grant(top, jane, Right.VIEW);
    assertThat(code(() -> copy(jane, file, target, false))).isEqualTo("NOT_ALLOWED");
    world.grant(top, jane, Right.DOWNLOAD);
    assertThat(code(() -> copy(jane, file, target, false))).isEqualTo("NOT_ALLOWED");
    world.grant(target, jane, Right.UPLOAD);
    assertThat(copy(jane, file, target, false).creator()).isEqualTo(jane.user());
    assertThat(code(() -> copy(jane, file, ItemId.mintFolder(), false))).isEqualTo("NOT_FOUND");
    assertThat(code(() -> copy(jane, file, ItemId.rootOf(world.account), false)))
        .isEqualTo("INVALID_TARGET");
  }

  @Test
  void anOlderVersionCopiedOverItsFileIsTheNewestAgain() {
    ItemId first = world.file(top, "x", "one");
    world.file(top, "x", "three");

    Item again = copy(world.boss, first, top, true);

    assertThat(again.version()).isEqualTo(3);
    assertThat(again.content()).isEqualTo(world.item(first).content());
  }

  @Test
  void aCopyThatDoesNotFitTheQuotaIsRefused() {
    ItemId file = world.file(top, "x", "12345");
    world.database.write(tx -> {
      world.accounts.set(tx, world.account, Map.of(AccountSetting.QUOTA_BYTES, "8"));
      return true;
    });

    assertThat(code(() -> copy(world.boss, file, target, false))).isEqualTo("QUOTA_EXCEEDED");
    ItemId folder = world.folder(target, "sub");
    assertThat(code(() -> copy(world.boss, top, folder, false))).isEqualTo("QUOTA_EXCEEDED");
    assertThat(world.stored()).isEqualTo(5);
  }

  // --- large

  private ItemId large() {
    ItemId a = world.folder(top, "large");
    for (int f = 0; f < 4; f++) {
      ItemId folder = world.folder(a, "f" + f);
      Item.Content content = world.content("12");
      world.database.write(tx -> {
        for (int i = 0; i < 300; i++) {
          NewFile file =
              new NewFile(
                  "x" + i,
                  "x" + i,
                  content,
                  "",
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  NewFile.OnCollision.REFUSE);
          world.tree.addFile(tx, world.account, world.boss.user(), folder, file);
        }
        return true;
      });
    }
    return a;
  }

  @Test
  void aLargeCopyGrowsUnseenAndAppearsAtOnce() {
    ItemId a = large();

    Item copy = copy(world.boss, a, target, false);

    assertThat(copy.fileCount()).isEqualTo(1200);
    assertThat(copy.size()).isEqualTo(2400);
    assertThat(world.item(target).fileCount()).isEqualTo(1200);
    assertThat(world.stored()).isEqualTo(4800);
    assertThat(watch.total).isEqualTo(1205);
    assertThat(watch.done).isEqualTo(1205);
    assertThat(watch.reports).isGreaterThan(2);
    assertThat(watch.end).isEqualTo("success");
    assertThat(copy(world.boss, a, target, true).id()).isEqualTo(copy.id());
    assertThat(world.item(target).fileCount()).isEqualTo(1200);
  }

  @Test
  void aCanceledCopyLeavesNothing() {
    ItemId a = large();
    watch.stopAfter = 2;

    assertThat(code(() -> copy(world.boss, a, target, false))).isEqualTo("CANCELED");

    assertThat(watch.end).isEqualTo("failure");
    assertThat(world.names(world.boss, target)).isEmpty();
    world.purgeAll();
    assertThat(world.stored()).isEqualTo(2400);
  }

  @Test
  void aCopyThatACrashCutOffIsNeverSeenAndIsSweptAway() {
    ItemId a = large();
    Error crash = new Error("the process ends here");
    LongWork dies =
        new TreeWorld.NoLongWork() {
          int reports;

          @Override
          public boolean advance(Tx tx, long done) {
            if (++reports == 3) {
              throw crash;
            }
            return true;
          }

          @Override
          public void fail(Tx tx) {
            throw crash;
          }
        };
    Copies copies =
        new Copies(
            world.database,
            world.items,
            world.tree,
            world.access,
            world.accounts,
            world.journal,
            new Locks(world.database, world.clock),
            dies,
            world.clock);

    assertThatThrownBy(() -> copies.copy(world.boss, a.value(), target.value(), false))
        .isSameAs(crash);
    assertThat(world.names(world.boss, target)).isEmpty();
    assertThat(world.stored()).isGreaterThan(2400);
    assertThat(world.damage()).isEmpty();
    assertThat(world.retention.abandonBuilds()).isZero();
    world.clock.advance(Duration.ofHours(2));
    assertThat(world.retention.abandonBuilds()).isEqualTo(1);
    world.purgeAll();
    assertThat(world.stored()).isEqualTo(2400);
  }

  // --- bytes

  /// Every row that holds a file, whatever its state, has its bytes.
  private void everyRowHasItsBytes() {
    List<Item> files =
        world.database.read(
            sql -> sql.selectFrom(ITEM).where(ITEM.BLOB_ID.isNotNull()).fetch(ItemStore::item));
    assertThat(files)
        .isNotEmpty()
        .allSatisfy(file ->
            assertThat(world.blobs.length(file.content().orElseThrow().blob()))
                .as(file.name())
                .isPresent());
  }

  @Test
  void whatIsPurgedWhileALargeCopyGrowsKeepsTheBytesThatTheCopyNames() {
    ItemId a = large();
    List<ItemId> parts =
        world.items.children(world.boss, a.value(), Items.Page.ALL).values().stream()
            .map(child -> child.item().id())
            .toList();
    int[] turn = new int[1];
    watch.meanwhile =
        () -> {
          if (turn[0] < parts.size()) {
            ItemId part = parts.get(turn[0]++);
            world.tree.deleteAll(world.boss, a.value(), List.of(part), true);
            // Not to its end: the copy goes on in the midst of it.
            world.purge.step();
          }
          everyRowHasItsBytes();
        };

    Item copy = copy(world.boss, a, target, false);

    assertThat(turn[0]).isGreaterThan(2);
    assertThat(copy.fileCount()).isPositive();
    world.purgeAll();
    everyRowHasItsBytes();
    assertThat(world.stored()).isEqualTo(world.item(top).size() + copy.size());
  }

  @Test
  void copyingAndPurgingAtOnceNeverLeavesARowWithoutItsBytes() throws Exception {
    for (int round = 0; round < 25; round++) {
      ItemId file = world.file(top, "x" + round, "12345");
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService both = Executors.newFixedThreadPool(2)) {
        Future<?> copying =
            both.submit(() -> {
              start.await();
              try {
                copy(world.boss, file, target, false);
              } catch (Refusal gone) {
                assertThat(gone.code()).isEqualTo("NOT_FOUND");
              }
              return true;
            });
        Future<?> purging =
            both.submit(() -> {
              start.await();
              world.tree.deleteAll(world.boss, top.value(), List.of(file), true);
              return world.purgeAll();
            });
        copying.get();
        purging.get();
      }
      world.file(top, "kept", "1");
      everyRowHasItsBytes();
    }
  }
}
