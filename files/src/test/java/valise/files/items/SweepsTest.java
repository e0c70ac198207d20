package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.accounts.AccountSetting;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// What happens to things by itself. After each test the whole tree must pass the check.
@EveryDatabase({"platform", "files"})
class SweepsTest {

  private final TreeWorld world;
  private final ItemId top;

  SweepsTest(Database database) {
    world = new TreeWorld(database);
    top = world.topFolder("Top");
  }

  @AfterEach
  void nothingIsDamaged() {
    assertThat(world.damage()).isEmpty();
  }

  private ItemId expiring(ItemId parent, String name, Duration after) {
    return world
        .file(
            world.boss,
            parent,
            name,
            "12345",
            NewFile.OnCollision.REFUSE,
            Optional.of(world.clock.instant().plus(after)))
        .id();
  }

  @Test
  void whatHasExpiredGoesIntoTheBinAndNothingElse() {
    ItemId soon = expiring(top, "soon", Duration.ofDays(1));
    ItemId later = expiring(top, "later", Duration.ofDays(9));
    ItemId never = world.file(top, "never", "1");

    assertThat(world.expiry.step()).isZero();
    world.clock.advance(Duration.ofDays(1));
    assertThat(world.expiry.step()).isEqualTo(1);
    assertThat(world.expiry.step()).isZero();

    assertThat(world.item(soon).state()).isEqualTo(Item.State.DELETED);
    assertThat(world.item(later).state()).isEqualTo(Item.State.LIVE);
    assertThat(world.item(never).state()).isEqualTo(Item.State.LIVE);
    assertThat(world.item(top).fileCount()).isEqualTo(2);
  }

  @Test
  void whatExpiresInADeletedFolderCountsThereAlone() {
    ItemId folder = world.folder(top, "sub");
    ItemId deep = world.folder(folder, "deep");
    expiring(deep, "soon", Duration.ofDays(1));
    world.file(top, "kept", "123");
    world.tree.delete(world.boss, folder.value(), false);

    world.clock.advance(Duration.ofDays(2));
    assertThat(world.expiry.step()).isEqualTo(1);

    assertThat(world.item(top).size()).isEqualTo(3);
    assertThat(world.item(folder).fileCount()).isZero();
    world.tree.restore(world.boss, List.of(folder));
    assertThat(world.item(top).size()).isEqualTo(3);
  }

  @Test
  void theBinIsKeptAsLongAsTheAccountSays() {
    ItemId early = world.file(top, "early", "1");
    ItemId late = world.file(top, "late", "1");
    world.tree.delete(world.boss, early.value(), false);
    world.clock.advance(Duration.ofDays(30));
    world.tree.delete(world.boss, late.value(), false);
    world.clock.advance(Duration.ofDays(15).plusMillis(1));

    assertThat(world.retention.step()).isEqualTo(1);
    world.purgeAll();
    assertThat(world.exists(early)).isFalse();
    assertThat(world.exists(late)).isTrue();

    world.database.write(tx -> {
      world.accounts.set(tx, world.account, Map.of(AccountSetting.RECYCLE_BIN_DAYS, "7"));
      return true;
    });
    assertThat(world.retention.step()).isEqualTo(1);
    assertThat(world.retention.step()).isZero();
  }

  @Test
  void aPurgeTakesRowsListsLocksAndBytesAndSparesTheRest() throws Exception {
    Principal jane = world.person();
    ItemId folder = world.folder(top, "sub");
    world.grant(folder, jane, Right.DOWNLOAD, Right.UPLOAD, Right.DELETE);
    ItemId first = world.file(folder, "x", "1");
    ItemId second = world.file(folder, "x", "22");
    ItemId kept = world.file(top, "kept", "333");
    Item shared = world.copies.copy(world.boss, second.value(), top.value(), false).item();
    BlobId gone = world.item(first).content().orElseThrow().blob();
    world.checkOuts.take(
        jane, second.value(), "lock", world.clock.instant().plus(Duration.ofHours(1)));
    world.tree.delete(jane, second.value(), false);
    world.tree.delete(world.boss, folder.value(), false);
    world.tree.purge(world.boss, List.of(folder));

    assertThat(world.purgeAll()).isEqualTo(3);

    assertThat(world.exists(folder)).isFalse();
    assertThat(world.exists(first)).isFalse();
    assertThat(world.blobs.length(gone)).isEmpty();
    assertThat(world.blobs.length(shared.content().orElseThrow().blob())).contains(2L);
    assertThat(world.exists(kept)).isTrue();
    assertThat(world.stored()).isEqualTo(5);
    boolean listed = world.database.read(sql -> world.access.hasOwnList(sql, folder));
    assertThat(listed).isFalse();
  }

  @Test
  void purgingAFileTakesItsVersionsAlong() {
    ItemId first = world.file(top, "x", "1");
    ItemId second = world.file(top, "x", "22");
    world.tree.deleteAll(world.boss, top.value(), List.of(second), true);

    world.purgeAll();

    assertThat(world.exists(first)).isFalse();
    assertThat(world.stored()).isZero();
  }

  @Test
  void aLargeTreeIsPurgedInSmallSteps() {
    ItemId folder = world.folder(top, "large");
    world.database.write(tx -> {
      for (int i = 0; i < 1_300; i++) {
        ItemDraft draft =
            new ItemDraft(
                    ItemId.mintFolder(),
                    world.account,
                    Optional.of(folder),
                    world.boss.user(),
                    world.clock.instant())
                .name("f" + i);
        ItemStore.insert(tx.sql(), draft.build());
      }
      return true;
    });
    world.tree.delete(world.boss, folder.value(), false);
    world.tree.purge(world.boss, List.of(folder));

    int steps = 0;
    for (int gone = world.purge.step(); gone > 0; gone = world.purge.step()) {
      assertThat(gone).isLessThanOrEqualTo(2 * PurgeSweep.BATCH);
      steps++;
    }
    assertThat(steps).isBetween(2, 10);
    assertThat(world.exists(folder)).isFalse();
  }
}
