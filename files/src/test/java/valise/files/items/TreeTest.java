package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.json.Field;

/// Changes of the tree. After each test the whole tree must pass the check.
@EveryDatabase({"platform", "files"})
class TreeTest {

  private final TreeWorld world;
  private final ItemId top;

  TreeTest(Database database) {
    world = new TreeWorld(database);
    top = world.topFolder("Top");
    world.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void nothingIsDamaged() {
    assertThat(world.damage()).isEmpty();
  }

  private static String code(ThrowingCallable call) {
    String[] code = new String[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, refusal -> code[0] = refusal.code());
    return code[0];
  }

  // --- adding

  @Test
  void aNameStandsOnceInAFolderWhateverItsCaseAndForm() {
    world.folder(top, "Ärger");

    assertThat(code(() -> world.folder(top, "a\u0308RGER"))).isEqualTo("NAME_TAKEN");
    assertThat(code(() -> world.note(world.boss, top, "ärger"))).isEqualTo("NAME_TAKEN");
    Located again = world.tree.add(world.boss, top.value(), NewNode.named("ÄRGER"), true);
    assertThat(again.item().name()).isEqualTo("Ärger");
  }

  @Test
  void reusingAFolderDoesNotOpenOneThatIsClosed() {
    Principal jane = world.person();
    world.grant(top, jane, Right.VIEW, Right.UPLOAD);
    ItemId closed = world.folder(top, "closed");
    world.grant(closed, jane);

    assertThat(code(() -> world.tree.add(jane, top.value(), NewNode.named("closed"), true)))
        .isEqualTo("NAME_TAKEN");
  }

  @Test
  void theRootHoldsFoldersOnly() {
    assertThat(code(() -> world.note(world.boss, ItemId.rootOf(world.account), "n")))
        .isEqualTo("INVALID_TARGET");
    assertThat(code(() -> world.tree.uploadTarget(world.boss, "root"))).isEqualTo("INVALID_TARGET");
  }

  @Test
  void foldersNestNoDeeperThanTheLimit() {
    ItemId at = top;
    for (int depth = 2; depth <= Tree.MAX_FOLDER_DEPTH; depth++) {
      at = world.folder(at, "d");
    }
    ItemId bottom = at;
    assertThat(code(() -> world.folder(bottom, "d"))).isEqualTo("TOO_DEEP");
    ItemId other = world.folder(world.topFolder("Other"), "sub");
    assertThat(code(() -> world.move(world.boss, other, bottom))).isEqualTo("TOO_DEEP");
  }

  // --- totals

  @Test
  void aFileCountsInEveryFolderAboveItAtOnce() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(a, "b");
    Instant now = world.clock.advance(Duration.ofSeconds(5));

    world.file(b, "x", "12345");

    for (ItemId folder : List.of(b, a, top, ItemId.rootOf(world.account))) {
      assertThat(world.item(folder).fileCount()).isEqualTo(1);
      assertThat(world.item(folder).size()).isEqualTo(5);
      assertThat(world.item(folder).progenyEditAt()).isEqualTo(now);
    }
    assertThat(world.stored()).isEqualTo(5);
  }

  @Test
  void aClockThatGoesBackDoesNotTakeTheMarkBack() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(top, "b");
    Instant before = world.item(a).progenyEditAt();
    world.clock.set(before.minus(Duration.ofHours(3)));

    world.file(a, "x", "1");
    Instant first = world.item(a).progenyEditAt();
    world.rename(world.boss, world.file(a, "y", "1"), "z");
    world.move(world.boss, a, b);
    world.tree.delete(world.boss, b.value(), false);
    world.tree.restore(world.boss, List.of(b));

    assertThat(first).isAfter(before);
    assertThat(world.item(top).progenyEditAt()).isAfter(first);
  }

  // --- versions

  @Test
  void aNewVersionIsANewIdInTheSameStream() {
    ItemId first = world.file(top, "x.txt", "one");
    Item second = world.item(world.file(top, "X.txt", "three"));

    assertThat(second.id()).isNotEqualTo(first);
    assertThat(second.stream()).isEqualTo(world.item(first).stream());
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.prior()).contains(first);
    assertThat(world.items.locate(world.boss, first.value()).item().state())
        .isEqualTo(Item.State.OLD_VERSION);
    assertThat(world.items.locate(world.boss, second.stream().value()).item().id())
        .isEqualTo(second.id());
    assertThat(
            world.items.versions(world.boss, second.stream().value(), Items.Deleted.HIDDEN).stream()
                .map(version -> version.item().id()))
        .containsExactly(second.id(), first);
    assertThat(world.item(top).fileCount()).isEqualTo(1);
    assertThat(world.item(top).size()).isEqualTo(5);
    assertThat(world.stored()).isEqualTo(8);
    assertThat(code(() -> world.rename(world.boss, first, "y"))).isEqualTo("OLD_VERSION");
  }

  @Test
  void aFolderIsNotReplacedByAFileNorAFileByAFolder() {
    world.folder(top, "x");
    assertThat(code(() -> world.file(top, "x", "1"))).isEqualTo("NAME_TAKEN");
    world.file(top, "y", "1");
    assertThat(code(() -> world.tree.add(world.boss, top.value(), NewNode.named("y"), true)))
        .isEqualTo("NAME_TAKEN");
  }

  @Test
  void aNumberIsFoundWhenOneIsAskedFor() {
    world.file(top, "a.txt", "1");
    world.file(top, "a (2).txt", "2");
    Item third = world.file(world.boss, top, "a.txt", "3", NewFile.OnCollision.NUMBER);
    assertThat(third.name()).isEqualTo("a (3).txt");
    assertThat(third.fileName()).isEqualTo("a (3).txt");
  }

  @Test
  void deletingTheNewestVersionShowsTheOneBeforeUnderTheCurrentName() {
    ItemId first = world.file(top, "x.txt", "one");
    ItemId second = world.file(top, "x.txt", "three");
    world.rename(world.boss, second, "y.txt");

    world.tree.delete(world.boss, second.value(), true);

    Item shown = world.items.locate(world.boss, first.value()).item();
    assertThat(shown.state()).isEqualTo(Item.State.LIVE);
    assertThat(shown.name()).isEqualTo("y.txt");
    assertThat(shown.prior()).isEmpty();
    assertThat(world.item(top).size()).isEqualTo(3);
    assertThat(world.item(top).fileCount()).isEqualTo(1);
    assertThat(world.item(second).state()).isEqualTo(Item.State.DELETED);
    assertThat(code(() -> world.tree.restore(world.boss, List.of(second)))).isEqualTo("NAME_TAKEN");
    world.rename(world.boss, first, "z.txt");
    world.clock.advance(Duration.ofSeconds(1));
    world.rename(world.boss, first, "w.txt");
  }

  @Test
  void deletingAVersionInTheMiddleClosesTheLine() {
    ItemId first = world.file(top, "x", "1");
    ItemId second = world.file(top, "x", "22");
    ItemId third = world.file(top, "x", "333");

    world.tree.delete(world.boss, second.value(), true);

    assertThat(world.item(third).prior()).contains(first);
    assertThat(world.item(top).size()).isEqualTo(3);
    assertThat(world.stored()).isEqualTo(6);
  }

  @Test
  void deletingByAnyVersionTakesTheWholeFile() {
    ItemId first = world.file(top, "x", "1");
    ItemId second = world.file(top, "x", "22");

    world.tree.delete(world.boss, first.value(), false);

    assertThat(world.item(second).state()).isEqualTo(Item.State.DELETED);
    assertThat(world.item(top).fileCount()).isZero();
    world.tree.restore(world.boss, List.of(second));
    assertThat(world.item(top).size()).isEqualTo(2);
    assertThat(world.item(second).prior()).contains(first);
  }

  // --- moving

  @Test
  void aRenameKeepsTheIdAndAMoveTakesTheTotalsAlong() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(top, "b");
    ItemId deep = world.folder(a, "deep");
    world.file(deep, "x", "12345");
    world.file(deep, "x", "1234");

    Located moved =
        world.tree.change(
            world.boss, deep.value(), TreeWorld.change(Optional.of("DEEP"), Optional.of(b), false));

    assertThat(moved.item().id()).isEqualTo(deep);
    assertThat(moved.item().name()).isEqualTo("DEEP");
    assertThat(moved.item().fileName()).isEqualTo("DEEP");
    assertThat(world.item(a).fileCount()).isZero();
    assertThat(world.item(b).size()).isEqualTo(4);
    assertThat(world.item(top).size()).isEqualTo(4);
    assertThat(world.rename(world.boss, deep, "Deep").item().name()).isEqualTo("Deep");
  }

  @Test
  void aMoveAndRenameThatCannotBothBeDoneAreNeitherDone() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(top, "b");
    ItemId file = world.file(a, "x", "1");
    world.file(b, "taken", "2");

    assertThat(
            code(() ->
                world.tree.change(
                    world.boss,
                    file.value(),
                    TreeWorld.change(Optional.of("taken"), Optional.of(b), false))))
        .isEqualTo("NAME_TAKEN");
    assertThat(world.item(file).parent()).contains(a);
    assertThat(world.item(file).name()).isEqualTo("x");

    world.tree.change(
        world.boss, file.value(), TreeWorld.change(Optional.of("taken"), Optional.of(b), true));
    assertThat(world.names(world.boss, b)).containsExactly("taken");
    assertThat(world.items.deletedChildren(world.boss, b.value())).hasSize(1);
  }

  @Test
  void aNameOfTheOldPlaceDoesNotStandInTheWayOfAMove() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(top, "b");
    ItemId file = world.file(a, "x", "1");
    ItemId sibling = world.file(a, "y", "2");

    world.tree.change(
        world.boss, file.value(), TreeWorld.change(Optional.of("y"), Optional.of(b), false));

    assertThat(world.item(sibling).state()).isEqualTo(Item.State.LIVE);
    assertThat(world.names(world.boss, b)).containsExactly("y");
  }

  @Test
  void aFolderGoesNeitherIntoItselfNorBelow() {
    ItemId a = world.folder(top, "a");
    ItemId b = world.folder(world.folder(a, "x"), "y");

    assertThat(code(() -> world.move(world.boss, a, a))).isEqualTo("INTO_ITSELF");
    assertThat(code(() -> world.move(world.boss, a, b))).isEqualTo("INTO_ITSELF");
    assertThat(world.move(world.boss, b, top).item().parent()).contains(top);
  }

  @Test
  void namingThePresentFolderAlongWithANewNameNeedsNoRightToPutThingsThere() {
    Principal jane = world.person();
    ItemId folder = world.folder(top, "shared");
    world.grant(folder, jane, Right.VIEW, Right.DOWNLOAD, Right.UPLOAD);

    Located renamed =
        world.tree.change(
            jane,
            folder.value(),
            TreeWorld.change(Optional.of("renamed"), Optional.of(top), false));

    assertThat(renamed.item().name()).isEqualTo("renamed");
  }

  @Test
  void whoMayOnlyPutThingsThereMovesThingsThere() {
    Principal jane = world.person();
    ItemId own = world.folder(jane, "root", "Own");
    ItemId drop = world.topFolder("Drop");
    world.grant(drop, jane, Right.UPLOAD);
    ItemId file = world.file(jane, own, "x", "1", NewFile.OnCollision.REFUSE).id();

    Located moved = world.move(jane, file, drop);

    assertThat(moved.item().parent()).contains(drop);
  }

  @Test
  void aMoveTakesTheRightToDeleteThereAndToUploadHere() {
    Principal jane = world.person();
    ItemId from = world.folder(top, "from");
    ItemId to = world.folder(top, "to");
    ItemId file = world.file(from, "x", "1");
    world.grant(from, jane, Right.DOWNLOAD, Right.UPLOAD);
    world.grant(to, jane, Right.DOWNLOAD);
    assertThat(code(() -> world.move(jane, file, to))).isEqualTo("NOT_ALLOWED");
    world.grant(to, jane, Right.DOWNLOAD, Right.UPLOAD);
    assertThat(code(() -> world.move(jane, file, to))).isEqualTo("NOT_ALLOWED");
    world.grant(from, jane, Right.DOWNLOAD, Right.UPLOAD, Right.DELETE);
    assertThat(world.move(jane, file, to).item().parent()).contains(to);
  }

  @Test
  void aFolderThatMovesToTheTopBelongsToWhoMovedIt() {
    Principal jane = world.person();
    world.grant(top, jane, Right.DOWNLOAD, Right.UPLOAD, Right.DELETE);
    ItemId folder = world.folder(top, "sub");

    world.move(jane, folder, ItemId.rootOf(world.account));

    assertThat(world.items.locate(jane, folder.value()).rights().has(Right.MANAGE)).isTrue();
  }

  @Test
  void whatIsPartOfTheAccountStaysWhereItIs() {
    Principal jane = world.person();
    ItemId home =
        world.database.write(
            tx -> world.tree.furnish(tx, world.account, jane.user(), Item.Place.HOME));
    ItemChange expires =
        new ItemChange(
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.of(world.clock.instant()),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            false,
            false);

    assertThat(code(() -> world.rename(jane, home, "x"))).isEqualTo("NOT_ALLOWED");
    assertThat(code(() -> world.move(world.boss, home, top))).isEqualTo("NOT_ALLOWED");
    assertThat(code(() -> world.tree.delete(world.boss, home.value(), false)))
        .isEqualTo("NOT_ALLOWED");
    assertThat(code(() -> world.tree.change(jane, home.value(), expires))).isEqualTo("NOT_ALLOWED");
    assertThat(code(() -> world.tree.delete(world.boss, "root", false))).isEqualTo("NOT_ALLOWED");
    assertThat(code(() -> world.tree.delete(world.boss, "top", false))).isEqualTo("NOT_ALLOWED");
  }

  // --- deleting and restoring

  @Test
  void deletingAFolderLeavesItsSiblingOfTheSamePrefix() {
    ItemId photos = world.folder(top, "photos");
    ItemId more = world.folder(top, "photos-2");
    ItemId kept = world.file(more, "x", "1");
    ItemId gone = world.file(photos, "x", "1");

    world.tree.delete(world.boss, photos.value(), false);
    world.tree.purge(world.boss, List.of(photos));
    world.purgeAll();

    assertThat(world.exists(gone)).isFalse();
    assertThat(world.items.locate(world.boss, kept.value()).item().id()).isEqualTo(kept);
    assertThat(world.item(top).fileCount()).isEqualTo(1);
  }

  @Test
  void whatWasInADeletedFolderComesBackWithIt() {
    ItemId a = world.folder(top, "a");
    ItemId file = world.file(a, "x", "12");
    ItemId earlier = world.file(a, "y", "345");
    world.tree.delete(world.boss, earlier.value(), false);

    world.tree.delete(world.boss, a.value(), false);
    assertThat(code(() -> world.items.locate(world.boss, file.value()))).isEqualTo("NOT_FOUND");
    assertThat(code(() -> world.tree.restore(world.boss, List.of(earlier))))
        .isEqualTo("PARENT_DELETED");
    assertThat(code(() -> world.tree.restore(world.boss, List.of(file)))).isEqualTo("NOT_FOUND");
    assertThat(world.item(top).size()).isZero();
    world.tree.restore(world.boss, List.of(a));

    assertThat(world.item(top).size()).isEqualTo(2);
    assertThat(world.names(world.boss, a)).containsExactly("x");
    world.tree.restore(world.boss, List.of(earlier));
    assertThat(world.item(top).size()).isEqualTo(5);
  }

  @Test
  void aRestoreThatFindsItsNameTakenChangesNothing() {
    ItemId file = world.file(top, "x", "1");
    ItemId other = world.file(top, "y", "1");
    world.tree.delete(world.boss, file.value(), false);
    world.tree.delete(world.boss, other.value(), false);
    world.file(top, "X", "new");

    assertThat(code(() -> world.tree.restore(world.boss, List.of(other, file))))
        .isEqualTo("NAME_TAKEN");
    assertThat(world.item(other).state()).isEqualTo(Item.State.DELETED);
  }

  @Test
  void onlyWhoDeletedItOrMayDeleteTakesThingsOutOfTheBin() {
    Principal owner = world.person();
    Principal viewer = world.person();
    world.grant(top, owner, Right.DOWNLOAD, Right.UPLOAD, Right.DELETE);
    world.grant(top, viewer, Right.DOWNLOAD, Right.UPLOAD);
    ItemId file = world.file(top, "x", "1");
    world.tree.delete(owner, file.value(), false);

    assertThat(code(() -> world.tree.restore(viewer, List.of(file)))).isEqualTo("NOT_FOUND");
    assertThat(code(() -> world.tree.purge(viewer, List.of(file)))).isEqualTo("NOT_FOUND");
    world.tree.restore(owner, List.of(file));
    assertThat(code(() -> world.tree.purge(owner, List.of(file)))).isEqualTo("NOT_FOUND");
  }

  @Test
  void aBulkDeletionIsAllOrNothingAndOfOneFolder() {
    ItemId a = world.file(top, "a", "1");
    ItemId elsewhere = world.file(world.folder(top, "sub"), "b", "1");

    assertThat(
            code(() -> world.tree.deleteAll(world.boss, top.value(), List.of(a, elsewhere), false)))
        .isEqualTo("NOT_A_CHILD");
    assertThat(world.item(a).state()).isEqualTo(Item.State.LIVE);
    world.tree.deleteAll(world.boss, top.value(), List.of(a), true);
    world.purgeAll();
    assertThat(world.exists(a)).isFalse();
    assertThat(world.stored()).isEqualTo(1);
  }

  // --- locks

  @Test
  void nobodyElseChangesWhatIsCheckedOut() {
    Principal jane = world.person();
    world.grant(top, jane, Right.DOWNLOAD, Right.UPLOAD, Right.DELETE);
    ItemId folder = world.folder(top, "sub");
    ItemId file = world.file(folder, "x", "1");
    ItemId other = world.file(top, "x", "2");
    world.checkOuts.take(
        jane, file.value(), "lock", world.clock.instant().plus(Duration.ofHours(1)));

    assertThat(code(() -> world.rename(world.boss, file, "y"))).isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.file(folder, "x", "new"))).isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.tree.delete(world.boss, file.value(), false)))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.tree.delete(world.boss, folder.value(), false)))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.move(world.boss, folder, ItemId.rootOf(world.account))))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(
            code(() ->
                world.tree.change(
                    world.boss,
                    other.value(),
                    TreeWorld.change(Optional.empty(), Optional.of(folder), true))))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(
            code(() -> world.checkOuts.take(world.boss, file.value(), "l", world.clock.instant())))
        .isEqualTo("FILE_IS_LOCKED");

    assertThat(world.rename(jane, file, "z").item().name()).isEqualTo("z");
    world.clock.advance(Duration.ofHours(2));
    assertThat(world.rename(world.boss, file, "y").item().name()).isEqualTo("y");
  }

  @Test
  void aLockIsEndedByItsHolderOrByWhoManagesTheFolder() {
    Principal jane = world.person();
    Principal joe = world.person();
    world.grant(top, jane, Right.DOWNLOAD, Right.UPLOAD);
    world.grant(top, joe, Right.DOWNLOAD, Right.UPLOAD);
    ItemId file = world.file(top, "x", "1");
    Instant end = world.clock.instant().plus(Duration.ofHours(1));
    world.checkOuts.take(jane, file.value(), "lock", end);

    assertThat(code(() -> world.checkOuts.release(joe, file.value(), Optional.of("lock"))))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.checkOuts.discard(joe, file.value(), Optional.of("lock"))))
        .isEqualTo("FILE_IS_LOCKED");
    assertThat(code(() -> world.checkOuts.release(jane, file.value(), Optional.of("other"))))
        .isEqualTo("NOT_FOUND");
    world.checkOuts.discard(world.boss, file.value(), Optional.of("lock"));
    assertThat(world.checkOuts.of(joe, file.value())).isEmpty();
    world.checkOuts.take(joe, file.value(), "mine", end);
    world.file(joe, top, "x", "2", NewFile.OnCollision.NEW_VERSION);
    assertThat(code(() -> world.file(top, "x", "3"))).isEqualTo("FILE_IS_LOCKED");
    world.checkOuts.release(joe, file.value(), Optional.empty());
    world.file(top, "x", "3");
  }

  // --- journal

  @Test
  void theJournalHasOneRowForEachChangeAndNoGaps() {
    ItemId a = world.folder(top, "a");
    ItemId file = world.file(a, "x", "1");
    world.rename(world.boss, file, "y");
    world.rename(world.boss, file, "y");
    world.move(world.boss, file, top);
    world.tree.delete(world.boss, file.value(), false);
    assertThat(code(() -> world.folder(top, "a"))).isEqualTo("NAME_TAKEN");
    world.tree.restore(world.boss, List.of(file));

    List<Journal.Row> rows =
        world.database.read(sql -> world.journal.after(sql, world.account, 0, 100));
    assertThat(rows)
        .extracting(Journal.Row::operation)
        .containsExactly(
            Journal.Operation.ADD,
            Journal.Operation.ADD,
            Journal.Operation.ADD,
            Journal.Operation.RENAME,
            Journal.Operation.MOVE,
            Journal.Operation.DELETE,
            Journal.Operation.RESTORE);
    assertThat(rows).extracting(Journal.Row::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(rows.get(4).detail()).contains(a.value());
  }
}
