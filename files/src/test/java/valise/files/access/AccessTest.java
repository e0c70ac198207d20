package valise.files.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

/// The rule by its examples [seed].
@EveryDatabase({"platform", "files"})
class AccessTest {

  private final Database database;
  private final Access access = new Access(() -> Instant.EPOCH);
  private final AccountId account = AccountId.mint();
  private final GroupId sales = GroupId.mint();
  private final GroupId staff = GroupId.mint();
  private final Principal jane = person(false, sales, staff);
  private final Lineage root = new Lineage(List.of(ItemId.rootOf(account)));
  private final Lineage folder = root.child(ItemId.mintFolder());
  private final Lineage below = folder.child(ItemId.mintFolder());

  AccessTest(Database database) {
    this.database = database;
  }

  private Principal person(boolean superUser, GroupId... groups) {
    return new Principal(
        account, UserId.mint(), Set.of(), Set.of(groups), superUser, ZoneOffset.UTC);
  }

  private void grant(Lineage on, PrincipalId to, Right... rights) {
    database.write(tx -> {
      access.put(tx, on, new Entry(on.item(), to, Rights.of(rights), false, false, false));
      return true;
    });
  }

  private Rights rights(Principal who, Lineage where) {
    return database.read(sql -> access.rightsOn(sql, who, where));
  }

  @Test
  void groupsAddUpToTheMostPermissive() {
    grant(folder, PrincipalId.of(sales), Right.VIEW, Right.DOWNLOAD);
    grant(folder, PrincipalId.of(staff), Right.UPLOAD);

    assertThat(rights(jane, folder)).isEqualTo(Rights.of(Right.VIEW, Right.DOWNLOAD, Right.UPLOAD));
  }

  @Test
  void anIndividualGrantOverridesEveryGroupThereEvenWhenItGivesLess() {
    grant(folder, PrincipalId.of(sales), Right.values());
    grant(folder, PrincipalId.of(jane.user()), Right.VIEW);

    assertThat(rights(jane, folder)).isEqualTo(Rights.of(Right.VIEW));
  }

  @Test
  void aFolderWithoutAListInheritsAndOneWithAListDoesNot() {
    grant(folder, PrincipalId.of(sales), Right.DOWNLOAD);
    assertThat(rights(jane, below)).isEqualTo(Rights.of(Right.DOWNLOAD));

    database.write(tx -> {
      access.start(tx, below.item(), List.of());
      return true;
    });
    assertThat(rights(jane, below)).isEqualTo(Rights.NONE);
  }

  @Test
  void givingOnePersonAccessTakesNobodyElsesAway() {
    grant(folder, PrincipalId.of(sales), Right.DOWNLOAD);

    grant(below, PrincipalId.of(UserId.mint()), Right.VIEW);

    assertThat(rights(jane, below)).isEqualTo(Rights.of(Right.DOWNLOAD));
  }

  @Test
  void takingTheLastLineAwayLeavesTheFolderClosed() {
    grant(folder, PrincipalId.of(sales), Right.DOWNLOAD);
    database.write(tx -> access.remove(tx, below, PrincipalId.of(sales)));

    assertThat(rights(jane, below)).isEqualTo(Rights.NONE);
    assertThat(rights(jane, folder)).isEqualTo(Rights.of(Right.DOWNLOAD));
  }

  @Test
  void theSuperUserGroupMayDoEverythingEverywhere() {
    Principal boss = person(true);
    grant(folder, PrincipalId.of(boss.user()));

    assertThat(rights(boss, folder)).isEqualTo(Rights.ALL);
    assertThat(rights(boss, root)).isEqualTo(Rights.ALL);
  }

  @Test
  void whyIsToldStepByStep() {
    grant(folder, PrincipalId.of(sales), Right.DOWNLOAD);

    List<String> steps = database.read(sql -> access.explain(sql, jane, below));

    assertThat(steps).hasSize(2);
    assertThat(steps.getFirst()).contains(below.item().value()).contains("inherits");
    assertThat(steps.getLast()).contains(sales.value());
  }
}
