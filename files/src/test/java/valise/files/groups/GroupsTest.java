package valise.files.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.files.ids.GroupId;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.files.testing.Office;
import valise.files.users.PeopleChanges;
import valise.files.users.User;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class GroupsTest {

  private final Database database;
  private final Groups groups;
  private final Principals principals;
  private final Office office;
  private final Principal admin;

  GroupsTest(Database database) {
    this.database = database;
    Features features = Features.over(database, new HandClock());
    groups = features.bean(Groups.class);
    principals = features.bean(Principals.class);
    office = Office.in(features);
    admin = principals.of(office.admin().id()).orElseThrow();
  }

  private static Groups.MemberRef ref(User user) {
    return new Groups.MemberRef(Optional.of(user.id().value()), Optional.empty(), "", "");
  }

  @Test
  void membershipIsReadWithThePrincipal() {
    User jane = office.employee("jane");
    Group team = groups.create(admin, "Team", true, List.of(ref(jane), ref(jane)));
    assertThat(team.members()).isEqualTo(1);
    Principal principal = principals.of(jane.id()).orElseThrow();
    assertThat(principal.groups()).containsExactly(team.id());
    assertThat(principal.superUser()).isFalse();
    Map<GroupId, Set<UserId>> members =
        database.read(sql -> groups.members(sql, Set.of(team.id())));
    assertThat(members).containsEntry(team.id(), Set.of(jane.id()));
    assertThat(groups.groupsOf(admin, Set.of(jane.id())).get(jane.id())).hasSize(1);

    groups.removeMembers(admin, team.id().value(), List.of(ref(jane), ref(jane)));
    assertThat(principals.of(jane.id()).orElseThrow().groups()).isEmpty();
    groups.delete(admin, team.id().value());
    Optional<Group> after = database.read(sql -> groups.find(sql, admin.account(), team.id()));
    assertThat(after).isEmpty();
  }

  @Test
  void anAccountHasOneSuperUserGroup() {
    Group group = database.read(sql -> groups.superUsers(sql, admin.account())).orElseThrow();
    assertThat(group.superUser()).isTrue();
    assertThat(admin.superUser()).isTrue();
    assertThatThrownBy(() ->
            database.write(tx -> groups.createSuperUsers(tx, admin.account(), office.admin().id())))
        .isInstanceOf(org.jooq.exception.IntegrityConstraintViolationException.class);
  }

  @Test
  void namesAreCheckedAndOtherAccountsGroupsAreUnknown() {
    assertThatThrownBy(() -> groups.create(admin, " ", false, List.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("Name");
    assertThatThrownBy(() -> groups.create(admin, "x".repeat(101), false, List.of()))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> groups.visible(admin, GroupId.mint().value()))
        .isInstanceOf(Refusal.class);
  }

  /// Whoever remembers what people may do must look again after each of these.
  @Test
  void everyChangeOfAGroupIsCountedAsAChangeOfPeople() {
    User jane = office.employee("jane");
    Group team = groups.create(admin, "Team", true, List.of());
    counts(() -> groups.addMembers(admin, team.id().value(), List.of(ref(jane))));
    counts(() -> groups.change(admin, team.id().value(), Optional.of("Crew"), Optional.of(false)));
    counts(() -> groups.removeMembers(admin, team.id().value(), List.of(ref(jane))));
    counts(() -> groups.delete(admin, team.id().value()));
  }

  private static void counts(Runnable change) {
    long before = PeopleChanges.count();
    change.run();
    assertThat(PeopleChanges.count()).isGreaterThan(before);
  }
}
