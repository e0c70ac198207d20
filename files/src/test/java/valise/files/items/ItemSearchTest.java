package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// Finding things: all that a caller may see and nothing else.
@EveryDatabase({"platform", "files"})
class ItemSearchTest {

  private final TreeWorld world;
  private final ItemId top;

  ItemSearchTest(Database database) {
    world = new TreeWorld(database);
    top = world.topFolder("Top");
  }

  private static ItemSearch.Query query(String text, String... within) {
    return new ItemSearch.Query(
        text,
        true,
        List.of(within),
        Set.of(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        ItemSearch.Sort.NAME,
        true,
        Duration.ofSeconds(10));
  }

  private List<String> found(Principal caller, ItemSearch.Query query) {
    return world.search.search(caller, query, 0, 100).matches().stream()
        .map(match -> match.located().item().name())
        .toList();
  }

  @Test
  void namesAreFoundByAnyPartWithoutCase() {
    world.file(top, "Annual Report 2025.pdf", "1");
    world.file(world.folder(top, "reports"), "STRASSE.txt", "1");
    world.file(top, "100%_sure", "1");

    assertThat(found(world.boss, query("report")))
        .containsExactly("Annual Report 2025.pdf", "reports");
    assertThat(found(world.boss, query("2025 ANNUAL"))).containsExactly("Annual Report 2025.pdf");
    assertThat(found(world.boss, query("straße"))).containsExactly("STRASSE.txt");
    assertThat(found(world.boss, query("ann*.pdf"))).containsExactly("Annual Report 2025.pdf");
    assertThat(found(world.boss, query("%"))).containsExactly("100%_sure");
    assertThat(found(world.boss, query("%_"))).containsExactly("100%_sure");
    assertThat(found(world.boss, query("a_n"))).isEmpty();
    assertThat(found(world.boss, query("!"))).isEmpty();
    assertThat(found(world.boss, query("top"))).containsExactly("Top");
  }

  @Test
  void onlyWhatTheCallerSeesIsFoundWhereverItWasGranted() {
    Principal jane = world.person();
    ItemId closed = world.folder(top, "closed");
    world.file(closed, "x secret", "1");
    ItemId given = world.folder(closed, "x given");
    world.file(given, "x inside", "1");
    world.grant(given, jane, Right.VIEW);
    ItemId drop = world.topFolder("x drop");
    world.grant(drop, jane, Right.UPLOAD);
    world.file(drop, "x dropped", "1");
    ItemId open = world.topFolder("open");
    world.grant(open, jane, Right.VIEW);
    ItemId shut = world.folder(open, "x shut");
    world.grant(shut, jane);
    ItemId again = world.folder(shut, "x again");
    world.grant(again, jane, Right.VIEW);

    assertThat(found(jane, query("x"))).containsExactly("x again", "x drop", "x given", "x inside");
    assertThat(found(jane, query("x", open.value()))).containsExactly("x again");
    assertThat(found(world.person(), query("x"))).isEmpty();
    assertThatThrownBy(() -> found(jane, query("x", closed.value()))).isInstanceOf(Refusal.class);
    assertThat(world.search.search(jane, query("inside"), 0, 9).matches().getFirst().parentPath())
        .isEqualTo("/x given");
    assertThat(found(world.person(world.addAccount("other"), true), query("x"))).isEmpty();
  }

  @Test
  void olderVersionsAndDeletedThingsAreNotFound() {
    world.file(top, "x", "1");
    world.file(top, "x", "2");
    ItemId folder = world.folder(top, "gone");
    world.file(folder, "xx", "1");
    world.tree.delete(world.boss, folder.value(), false);

    assertThat(found(world.boss, query("x"))).containsExactly("x");
  }

  @Test
  void theOtherCriteriaNarrowTheSearch() {
    Principal jane = world.person();
    world.grant(top, jane, Right.DOWNLOAD, Right.UPLOAD);
    Instant start = world.clock.instant();
    world.file(top, "a1", "1");
    world.clock.advance(Duration.ofDays(1));
    world.file(jane, top, "a2", "22", NewFile.OnCollision.REFUSE);
    world.folder(top, "a3");
    world.tree.add(
        world.boss,
        top.value(),
        TreeWorld.node(Item.Kind.NOTE, "note", "about ÄPFEL", Optional.empty()),
        false);

    assertThat(found(world.boss, with(Set.of(Item.Kind.FOLDER), Set.of(), "a", true)))
        .containsExactly("a3");
    assertThat(found(world.boss, with(Set.of(), Set.of(jane.user()), "a", true)))
        .containsExactly("a2");
    assertThat(found(world.boss, with(Set.of(), Set.of(), "äpfel", false))).containsExactly("note");
    assertThat(found(world.boss, with(Set.of(), Set.of(), "äpfel", true))).isEmpty();
    ItemSearch.Query old =
        new ItemSearch.Query(
            "a",
            true,
            List.of(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.of(start),
            ItemSearch.Sort.NAME,
            true,
            Duration.ofSeconds(1));
    assertThat(found(world.boss, old)).containsExactly("a1");
    ItemSearch.Query largest =
        new ItemSearch.Query(
            "a",
            true,
            List.of(top.value()),
            Set.of(Item.Kind.FILE),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            ItemSearch.Sort.SIZE,
            false,
            Duration.ofSeconds(1));
    assertThat(found(world.boss, largest)).containsExactly("a2", "a1");
  }

  private static ItemSearch.Query with(
      Set<Item.Kind> kinds, Set<valise.files.ids.UserId> creators, String text, boolean nameOnly) {
    return new ItemSearch.Query(
        text,
        nameOnly,
        List.of(),
        kinds,
        creators,
        Optional.empty(),
        Optional.empty(),
        ItemSearch.Sort.NAME,
        true,
        Duration.ofSeconds(1));
  }

  @Test
  void pagesMakeUpTheWhole() {
    for (int i = 0; i < 9; i++) {
      world.file(top, "f" + i, "x");
    }
    assertThat(world.search.search(world.boss, query("f"), 3, 4).matches())
        .extracting(match -> match.located().item().name())
        .containsExactly("f3", "f4", "f5", "f6");
  }

  @Test
  void aSearchThatTakesTooLongSaysSo() {
    ItemId at = top;
    for (int i = 0; i < 6; i++) {
      at = world.folder(at, "d" + i);
    }
    ItemSearch slow =
        new ItemSearch(
            world.database,
            world.items,
            world.access,
            () -> world.clock.advance(Duration.ofSeconds(4)));

    ItemSearch.Found found = slow.search(world.boss, query("d"), 0, 100);

    assertThat(found.timedOut()).isTrue();
    assertThat(found.partial()).isTrue();
    assertThat(found.matches()).isNotEmpty().hasSizeLessThan(6);
  }
}
