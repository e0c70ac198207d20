package valise.files.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valise.files.users.People.email;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import valise.files.groups.Principals;
import valise.files.ids.AccountId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Creators;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.files.testing.Office;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.secrets.Secret;

@EveryDatabase({"platform", "files"})
class UsersTest {

  private final HandClock clock = new HandClock();
  private final Database database;
  private final Features features;
  private final Users users;
  private final Administration administration;
  private final Office office;
  private final AccountId account;

  UsersTest(Database database) {
    this.database = database;
    features = Features.over(database, clock);
    users = features.bean(Users.class);
    administration = features.bean(Administration.class);
    office = Office.in(features);
    account = office.account().id();
  }

  private Principal principal(User user) {
    return features.bean(Principals.class).of(user.id()).orElseThrow();
  }

  private User again(User user) {
    return users.find(user.id()).orElseThrow();
  }

  @Test
  void whatWasMadeIsRead() {
    User jane = office.employee("jane", Role.ADMIN_REPORTING);
    assertThat(again(jane)).isEqualTo(jane);
    assertThat(users.find(account, email("JANE@example.com"))).contains(jane);
    assertThat(users.load(account, Set.of(jane.id(), UserId.mint()))).containsOnlyKeys(jane.id());
    assertThat(users.employees(account)).extracting(User::id).contains(jane.id());
    assertThat(users.clients(account)).isEmpty();
    assertThat(features.bean(Creators.class).names(Set.of(jane.id())))
        .containsEntry(jane.id(), new Creators.PersonName("jane", "Employee"));
  }

  @Test
  void aPageOfThousandsIsLoadedWhole() {
    Set<UserId> ids = new java.util.HashSet<>();
    database.write(tx -> {
      for (int i = 0; i < 1_200; i++) {
        NewUser one = NewUser.client(email("c" + i + "@client.example"), "C" + i, "");
        ids.add(users.create(tx, account, one).id());
      }
      return true;
    });
    assertThat(users.load(account, ids)).hasSize(1_200);
    assertThat(users.clients(account)).hasSize(1_200).allMatch(user -> user.email().isPresent());
  }

  @Test
  void aTakenAddressIsRefusedAndLeavesNothing() {
    office.client("carl");
    assertThatThrownBy(() -> office.client("CARL"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("EMAIL_TAKEN"));
    assertThat(users.clients(account)).hasSize(1);
  }

  @Test
  void takenPowerEndsEarlierSignInsAndANewNameDoesNot() {
    User jane = office.employee("jane", Role.ADMIN_REPORTING);
    Principal admin = principal(office.admin());
    administration.change(
        admin, jane.id().value(), user -> UserChange.NONE.withPreferences(Map.of()));
    assertThat(again(jane).security().securityNo()).isEqualTo(jane.security().securityNo());
    administration.change(admin, jane.id().value(), user -> UserChange.NONE.withRoles(Set.of()));
    assertThat(again(jane).security().securityNo()).isGreaterThan(jane.security().securityNo());
    assertThat(again(jane).granted()).isEmpty();
  }

  @Test
  void preferencesHaveDefaultsAndAreKept() {
    User jane = office.employee("jane");
    UserPreference which = UserPreference.NOTIFY_ON_UPLOAD_BY_DEFAULT;
    assertThat(preference(jane, which)).isEqualTo("false");
    for (String value : List.of("true", "1", "TRUE")) {
      administration.change(
          principal(jane),
          jane.id().value(),
          user -> UserChange.NONE.withPreferences(Map.of(which, value)));
      assertThat(preference(jane, which)).isEqualTo("true");
    }
  }

  private String preference(User user, UserPreference which) {
    return database.read(sql -> users.preference(sql, user.id(), which));
  }

  @Test
  void twoAdministratorsCannotTakeEachOthersRoleAtOnce() throws Exception {
    User one = office.admin();
    User two = office.employee("two", Role.MASTER_ADMIN);
    Principal first = principal(one);
    Principal second = principal(two);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Boolean> a = threads.submit(() -> demote(first, two));
      Future<Boolean> b = threads.submit(() -> demote(second, one));
      a.get();
      b.get();
    }
    Set<UserId> left = database.read(sql -> users.activeAdmins(sql, account));
    assertThat(left).isNotEmpty();
  }

  private boolean demote(Principal caller, User other) {
    try {
      administration.change(
          caller, other.id().value(), user -> UserChange.NONE.withRoles(Set.of()));
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  @Test
  void aCodeIsGoodOnceForAWhileAndForWhoMayComeIn() {
    User jane = office.employee("jane");
    Secret<String> password = Secret.of("another one 1");
    Secret<String> old = code(jane);
    Secret<String> newer = code(jane);
    assertThat(users.choosePassword(old, password)).isEqualTo(new Users.Redeemed.Invalid());
    assertThat(users.choosePassword(newer, password)).isEqualTo(new Users.Redeemed.Done(jane.id()));
    assertThat(users.choosePassword(newer, password)).isEqualTo(new Users.Redeemed.Invalid());

    Secret<String> late = code(jane);
    clock.advance(Duration.ofHours(1));
    assertThat(users.choosePassword(late, password)).isEqualTo(new Users.Redeemed.Invalid());

    Secret<String> disabled = code(jane);
    administration.change(
        principal(office.admin()),
        jane.id().value(),
        user -> new UserChange(null, null, null, null, true, null, null, null, null, Map.of()));
    assertThat(users.choosePassword(disabled, password)).isEqualTo(new Users.Redeemed.Invalid());
    assertThat(features.bean(Principals.class).of(jane.id())).isEmpty();
  }

  private Secret<String> code(User user) {
    return database.write(tx -> users.passwordCode(tx, user, Duration.ofHours(1)));
  }

  @Test
  void aDeletedUserIsANameAndNothingElse() {
    User jane = office.employee("jane", Role.ADMIN_REPORTING);
    administration.leave(
        principal(office.admin()),
        List.of(jane.id().value()),
        Leaving.How.DELETED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    User after = again(jane);
    assertThat(after.deleted()).isTrue();
    assertThat(after.emails()).isEmpty();
    assertThat(after.granted()).isEmpty();
    assertThat(after.security().hasPassword()).isFalse();
    assertThat(after.fullName()).isEqualTo("jane Employee");
    assertThat(users.employees(account)).extracting(User::id).doesNotContain(jane.id());
    assertThat(office.employee("jane").id()).isNotEqualTo(jane.id());
  }

  @Test
  void oldFailuresAndCodesAreForgotten() {
    users.signIn(account, "nobody@example.com", Secret.of("x"), "127.0.0.1");
    code(office.admin());
    assertThat(users.sweep()).isZero();
    clock.advance(Duration.ofDays(3));
    assertThat(users.sweep()).isEqualTo(2);
    assertThat(users.sweep()).isZero();
  }
}
