package valise.files.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valise.files.users.People.email;

import org.junit.jupiter.api.Test;
import valise.files.accounts.Accounts;
import valise.files.ids.Principal;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.files.users.NewUser;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class FoundingTest {

  private final Accounts accounts;
  private final Founding founding;
  private final Principals principals;

  FoundingTest(Database database) {
    Features features = Features.over(database, new HandClock());
    accounts = features.bean(Accounts.class);
    founding = features.bean(Founding.class);
    principals = features.bean(Principals.class);
  }

  private Founding.Founded found(String subdomain) {
    return founding.found(
        subdomain, "Acme", NewUser.employee(email("admin@example.com"), "Ada", "Min"));
  }

  @Test
  void theFirstAdministratorMayDoEverythingEverywhere() {
    Principal admin = principals.of(found("acme").admin().id()).orElseThrow();

    assertThat(admin.isAdmin()).isTrue();
    assertThat(admin.isEmployee()).isTrue();
    assertThat(admin.superUser()).isTrue();
    assertThat(admin.groups()).hasSize(1);
  }

  @Test
  void accountsAreIndependentNamespaces() {
    Founding.Founded one = found("one");
    Founding.Founded two = found("two");

    assertThat(two.admin().id()).isNotEqualTo(one.admin().id());
    assertThat(accounts.forHost("one.localhost")).contains(one.account());
    assertThat(accounts.forHost("two.localhost:8080")).contains(two.account());
    assertThat(accounts.forHost("three.localhost")).isEmpty();
    assertThat(accounts.forHost("localhost")).isPresent();
  }

  @Test
  void aTakenSubdomainIsRefusedAndLeavesNothing() {
    found("acme");
    assertThatThrownBy(() -> found("ACME"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("SUBDOMAIN_TAKEN"));
    assertThat(accounts.all()).hasSize(1);
  }
}
