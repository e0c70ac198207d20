package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// What a caller sees of the tree.
@EveryDatabase({"platform", "files"})
class ItemsTest {

  private final TreeWorld world;

  ItemsTest(Database database) {
    world = new TreeWorld(database);
  }

  private static Refusal refused(ThrowingCallable call) {
    Refusal[] found = new Refusal[1];
    assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> found[0] = refusal);
    return found[0];
  }

  private String sight(Principal caller, String reference) {
    Refusal refusal = refused(() -> world.items.locate(caller, reference));
    return (refusal.kind() + refusal.code() + refusal.text()).replace(reference, "ID");
  }

  @Test
  void whatOneMayNotSeeAnswersLikeWhatDoesNotExist() {
    ItemId folder = world.topFolder("Secret");
    ItemId file = world.file(folder, "plan.txt", "x");
    Principal stranger = world.person();
    AccountId other = world.addAccount("other");
    Principal foreigner = world.person(other, true);
    String unknown = sight(stranger, ItemId.mintFolder().value());

    assertThat(sight(stranger, folder.value())).isEqualTo(unknown);
    assertThat(sight(stranger, file.value())).isEqualTo(unknown);
    assertThat(sight(stranger, world.item(file).stream().value())).isEqualTo(unknown);
    assertThat(sight(foreigner, folder.value())).isEqualTo(unknown);
    assertThat(sight(foreigner, file.value())).isEqualTo(unknown);
    assertThat(sight(foreigner, world.account.value())).isEqualTo(unknown);
    assertThat(sight(stranger, "not-an-id")).isEqualTo(unknown);
  }

  @Test
  void aPathToWhatIsForbiddenAnswersLikeOneToNothing() {
    ItemId folder = world.topFolder("Secret");
    world.file(folder, "plan.txt", "x");
    Principal stranger = world.person();

    Refusal there = refused(() -> world.items.byPath(stranger, "root", "/Secret/plan.txt"));
    Refusal nowhere = refused(() -> world.items.byPath(stranger, "root", "/Nowhere/plan.txt"));

    assertThat(there.text().replace("Secret", "Nowhere")).isEqualTo(nowhere.text());
    assertThat(there.kind()).isEqualTo(Refusal.Kind.NO_SUCH_THING);
  }

  @Test
  void aPathIsFollowedWithoutCaseAndInAnyUnicodeForm() {
    ItemId folder = world.topFolder("Ärger");
    ItemId below = world.folder(folder, "Straße");
    ItemId file = world.file(below, "Readme.TXT", "x");

    for (String path :
        List.of(
            "/Ärger/Straße/Readme.TXT",
            "ÄRGER/STRASSE/readme.txt",
            "/a\u0308rger//straße/README.txt/",
            "\\Ärger\\Straße\\Readme.TXT")) {
      assertThat(world.items.byPath(world.boss, "root", path).item().id()).isEqualTo(file);
    }
    assertThat(world.items.byPath(world.boss, folder.value(), "/straße").item().id())
        .isEqualTo(below);
    assertThat(world.items.byPath(world.boss, folder.value(), "/").item().id()).isEqualTo(folder);
    refused(() -> world.items.byPath(world.boss, folder.value(), "/../Ärger"));
    refused(() -> world.items.byPath(world.boss, file.value(), "/x"));
  }

  @Test
  void specialNamesAndIdsAreReadWithoutCase() {
    ItemId folder = world.topFolder("A");
    Principal jane = world.person();
    ItemId home =
        world.database.write(
            tx -> world.tree.furnish(tx, world.account, jane.user(), Item.Place.HOME));
    ItemId box =
        world.database.write(
            tx -> world.tree.furnish(tx, world.account, jane.user(), Item.Place.FILE_BOX));

    assertThat(world.items.locate(jane, "HOME").item().id()).isEqualTo(home);
    assertThat(world.items.locate(jane, "box").item().id()).isEqualTo(box);
    assertThat(world.items.locate(jane, "root").item().id().value())
        .isEqualTo(world.account.value());
    assertThat(world.items.locate(jane, "AllShared").item().id()).isEqualTo(ItemId.ALL_SHARED);
    assertThat(world.items.locate(world.boss, folder.value().toUpperCase(Locale.ROOT)).item().id())
        .isEqualTo(folder);
    assertThat(world.items.byPath(jane, "root", "/My Files & Folders").item().id()).isEqualTo(home);
  }

  @Test
  void theSuperUserGroupSeesEveryHomeAndOthersOnlyTheirOwn() {
    Principal jane = world.person();
    ItemId home =
        world.database.write(
            tx -> world.tree.furnish(tx, world.account, jane.user(), Item.Place.HOME));

    assertThat(world.items.locate(world.boss, home.value()).item().id()).isEqualTo(home);
    refused(() -> world.items.locate(world.person(), home.value()));
    assertThat(world.names(world.boss, ItemId.rootOf(world.account))).isEmpty();
  }

  @Test
  void aListingHasFoldersFirstThenNamesWithoutCaseByCodePoint() {
    ItemId folder = world.topFolder("A");
    for (String name : List.of("b", "Ä", "a_1", "A1", "Z", "a-1", "日")) {
      world.file(folder, name + ".txt", name);
    }
    world.folder(folder, "zz");
    world.folder(folder, "Folder");

    assertThat(world.names(world.boss, folder))
        .containsExactly(
            "Folder", "zz", "a-1.txt", "A1.txt", "a_1.txt", "b.txt", "Z.txt", "Ä.txt", "日.txt");
  }

  @Test
  void pagesOfAListingMakeUpTheListing() {
    ItemId folder = world.topFolder("A");
    for (int i = 0; i < 25; i++) {
      world.file(folder, "f" + i, "x");
    }
    ItemId gone = world.file(folder, "twin", "1");
    world.tree.delete(world.boss, gone.value(), false);
    world.tree.delete(world.boss, world.file(folder, "twin", "2").value(), false);
    world.file(folder, "twin", "3");
    for (boolean descending : List.of(true, false)) {
      List<ItemId> paged = new ArrayList<>();
      for (long skip = 0; skip < 40; skip += 7) {
        Items.Page page = new Items.Page(true, true, descending, skip, OptionalLong.of(7));
        Items.Children children = world.items.children(world.boss, folder.value(), page);
        assertThat(children.total()).isEqualTo(28);
        children.values().forEach(child -> paged.add(child.item().id()));
      }
      Items.Page whole = new Items.Page(true, true, descending, 0, OptionalLong.empty());
      assertThat(paged)
          .doesNotHaveDuplicates()
          .isEqualTo(
              world.items.children(world.boss, folder.value(), whole).values().stream()
                  .map(child -> child.item().id())
                  .toList());
    }
  }

  @Test
  void aListingCountsOnlyWhatTheCallerSees() {
    Principal jane = world.person();
    ItemId folder = world.topFolder("A");
    world.grant(folder, jane, Right.VIEW);
    world.folder(folder, "open");
    ItemId closed = world.folder(folder, "closed");
    world.grant(closed, jane);

    Items.Page page = new Items.Page(false, true, false, 0, OptionalLong.of(1));
    Items.Children children = world.items.children(jane, folder.value(), page);

    assertThat(children.total()).isEqualTo(1);
    assertThat(world.names(jane, folder)).containsExactly("open");
  }

  @Test
  void whoMayOnlyUploadSeesTheFolderAndNothingInIt() {
    Principal jane = world.person();
    ItemId folder = world.topFolder("Drop");
    world.grant(folder, jane, Right.UPLOAD);
    ItemId file = world.file(folder, "old.txt", "x");

    assertThat(world.items.locate(jane, folder.value()).item().name()).isEqualTo("Drop");
    assertThat(world.names(jane, folder)).isEmpty();
    refused(() -> world.items.locate(jane, file.value()));
    assertThat(world.note(jane, folder, "hello").item().name()).isEqualTo("hello");
    assertThat(world.folder(jane, folder.value(), "sub")).isNotNull();
  }

  @Test
  void sharedFoldersShowAtTheTopThoughTheirParentsAreClosed() {
    Principal jane = world.person();
    ItemId top = world.topFolder("Top");
    ItemId middle = world.folder(top, "Middle");
    ItemId deep = world.folder(middle, "Deep");
    ItemId own = world.folder(world.person(), "root", "Other");
    world.grant(deep, jane, Right.DOWNLOAD);
    ItemId below = world.folder(deep, "Below");

    assertThat(world.names(jane, ItemId.ALL_SHARED)).containsExactly("Deep");
    assertThat(world.items.breadcrumbs(jane, below.value()))
        .extracting(crumb -> crumb.item().name())
        .containsExactly("Deep");
    Located located = world.items.locate(jane, below.value());
    assertThat(world.items.namePath(jane, located.chain())).isEqualTo("/Deep/Below");
    assertThat(world.items.namePath(world.boss, located.chain()))
        .isEqualTo("/Top/Middle/Deep/Below");
    refused(() -> world.items.parentOf(jane, deep.value()));
    refused(() -> world.items.locate(jane, own.value()));
  }

  @Test
  void whatIsDeletedShowsOnlyToWhoDeletedItOrMayDelete() {
    Principal viewer = world.person();
    Principal deleter = world.person();
    ItemId folder = world.topFolder("A");
    world.grant(folder, viewer, Right.VIEW);
    world.grant(folder, deleter, Right.DOWNLOAD, Right.DELETE);
    ItemId file = world.file(folder, "x.txt", "x");
    ItemId old = file;
    ItemId now = world.file(folder, "x.txt", "y");
    world.tree.delete(world.boss, now.value(), false);

    Items.Page page = new Items.Page(true, true, false, 0, OptionalLong.empty());
    for (ItemId id : List.of(now, old)) {
      refused(() -> world.items.locate(deleter, id.value()));
      assertThat(world.items.locate(deleter, id.value(), Items.Deleted.SHOWN).item().id())
          .isEqualTo(id);
      refused(() -> world.items.locate(viewer, id.value(), Items.Deleted.SHOWN));
    }
    assertThat(world.items.children(viewer, folder.value(), page).values()).isEmpty();
    assertThat(world.items.children(deleter, folder.value(), page).values()).hasSize(1);
    assertThat(world.items.deletedChildren(viewer, folder.value())).isEmpty();
    assertThat(world.items.deletedChildren(deleter, folder.value())).hasSize(1);
    assertThat(world.items.deletedBy(world.boss, world.boss.user())).hasSize(1);
  }

  @Test
  void aWideFolderOfClosedFoldersIsListed() {
    Principal jane = world.person();
    ItemId folder = world.topFolder("Wide");
    world.grant(folder, jane, Right.VIEW);
    world.database.write(tx -> {
      for (int i = 0; i < 2_500; i++) {
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

    assertThat(world.names(jane, folder)).hasSize(2_500);
  }
}
