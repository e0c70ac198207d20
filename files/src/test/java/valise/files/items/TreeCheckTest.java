package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.files.db.generated.Tables.ITEM;
import static valise.files.db.generated.Tables.JOURNAL;
import static valise.files.db.generated.Tables.TREE;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import valise.files.ids.ItemId;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// The check finds each kind of damage, and nothing where there is none.
@EveryDatabase({"platform", "files"})
class TreeCheckTest {

  private final TreeWorld world;
  private final ItemId top;
  private final ItemId folder;
  private final ItemId first;
  private final ItemId second;

  TreeCheckTest(Database database) {
    world = new TreeWorld(database);
    top = world.topFolder("Top");
    folder = world.folder(top, "sub");
    first = world.file(folder, "x", "1");
    second = world.file(folder, "x", "22");
  }

  private void damage(Consumer<DSLContext> change) {
    world.database.write(tx -> {
      change.accept(tx.sql());
      return true;
    });
  }

  private List<TreeCheck.Kind> kinds() {
    return world.damage().stream().map(TreeCheck.Finding::kind).distinct().toList();
  }

  @Test
  void aHealthyTreeHasNoFindings() {
    world.tree.delete(world.boss, world.file(folder, "y", "1").value(), false);
    world.copies.copy(world.boss, folder.value(), world.topFolder("Other").value(), true);
    assertThat(world.damage()).isEmpty();
  }

  @Test
  void aWrongCountSizeOrDateIsFound() {
    damage(sql -> sql.update(ITEM).set(ITEM.FILE_COUNT, 9L).where(is(top)).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.TOTALS);
    damage(sql -> sql.update(ITEM).set(ITEM.FILE_COUNT, 1L).where(is(top)).execute());
    assertThat(kinds()).isEmpty();
    damage(sql -> sql.update(ITEM).set(ITEM.SIZE, 9L).where(is(top)).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.TOTALS);
    damage(sql ->
        sql.update(ITEM).set(ITEM.SIZE, 2L).set(ITEM.PROGENY_EDIT_AT, 5L).where(is(top)).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.TOTALS);
  }

  private static org.jooq.Condition is(ItemId id) {
    return ITEM.ID.eq(id.value());
  }

  @Test
  void aMissingParentAndALoopAreFound() {
    damage(sql -> sql.update(ITEM).set(ITEM.PARENT_ID, folder.value()).where(is(top)).execute());
    assertThat(kinds()).contains(TreeCheck.Kind.PLACE);
    damage(sql -> sql.deleteFrom(ITEM).where(is(top)).execute());
    assertThat(kinds()).contains(TreeCheck.Kind.PLACE);
  }

  @Test
  void aBrokenLineOfVersionsIsFound() {
    damage(sql -> sql.update(ITEM).setNull(ITEM.PRIOR_ID).where(is(second)).execute());
    damage(sql -> sql.update(ITEM).set(ITEM.PRIOR_ID, top.value()).where(is(first)).execute());
    damage(sql -> sql.update(ITEM).set(ITEM.PRIOR_ID, top.value()).where(is(second)).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.VERSIONS);
    damage(sql -> sql.deleteFrom(ITEM).where(is(second)).execute());
    assertThat(kinds()).contains(TreeCheck.Kind.VERSIONS);
  }

  @Test
  void missingCutAndChangedBytesAreFound() throws Exception {
    BlobId blob = world.item(second).content().orElseThrow().blob();
    try (var writing = world.blobs.write(blob)) {
      writing.write(ByteBuffer.wrap(new byte[] {7}), 0);
    }
    assertThat(kinds()).containsExactly(TreeCheck.Kind.BYTES);
    try (var writing = world.blobs.write(blob)) {
      writing.truncate(1);
    }
    assertThat(kinds()).containsExactly(TreeCheck.Kind.BYTES);
    world.blobs.delete(blob);
    assertThat(kinds()).containsExactly(TreeCheck.Kind.BYTES);
  }

  @Test
  void bytesThatNobodyNamesAreFound() {
    world.content("lost");
    assertThat(kinds()).containsExactly(TreeCheck.Kind.ORPHAN_BYTES);
  }

  @Test
  void aListOfNothingIsFound() {
    world.database.write(tx -> {
      world.access.start(tx, ItemId.mintFolder(), List.of());
      return true;
    });
    assertThat(kinds()).containsExactly(TreeCheck.Kind.ACCESS);
  }

  @Test
  void wrongCountersAndAGapInTheJournalAreFound() {
    damage(sql -> sql.update(TREE).set(TREE.STORED_BYTES, 1L).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.ACCOUNT);
    damage(sql -> sql.update(TREE).set(TREE.STORED_BYTES, 3L).execute());
    assertThat(kinds()).isEmpty();
    damage(sql -> sql.deleteFrom(JOURNAL).where(JOURNAL.SEQ.eq(2L)).execute());
    assertThat(kinds()).containsExactly(TreeCheck.Kind.ACCOUNT);
  }
}
