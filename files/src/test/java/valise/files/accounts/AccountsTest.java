package valise.files.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.testing.HandClock;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class AccountsTest {

  private final Database database;
  private final Accounts accounts;
  private final AccountId account;

  AccountsTest(Database database) {
    this.database = database;
    accounts = TestAccounts.accounts(database, new HandClock());
    account = database.write(tx -> accounts.create(tx, "Acme", "Acme")).id();
  }

  private void set(AccountSetting setting, String value) {
    database.write(tx -> {
      accounts.set(tx, account, Map.of(setting, value));
      return true;
    });
  }

  @Test
  void anAccountIsFoundByItsSubdomainWhateverTheCase() {
    assertThat(accounts.bySubdomain("ACME")).isEqualTo(accounts.find(account));
    assertThat(accounts.bySubdomain("other")).isEmpty();
    assertThat(accounts.namesAccount("acme.localhost")).isTrue();
    assertThat(accounts.namesAccount("localhost")).isFalse();
  }

  @Test
  void limitsAreNoneUntilTheyAreSet() {
    assertThat(accounts.limits(account)).isEqualTo(AccountLimits.NONE);
    set(AccountSetting.QUOTA_BYTES, "1000");
    set(AccountSetting.MAX_FILE_BYTES, "100");
    AccountLimits limits = accounts.limits(account);
    assertThat(limits.admitsFile(100)).isTrue();
    assertThat(limits.admitsFile(101)).isFalse();
    assertThat(limits.admits(900, 100)).isTrue();
    assertThat(limits.admits(901, 100)).isFalse();
    assertThat(limits.admits(0, Long.MAX_VALUE)).isFalse();
    set(AccountSetting.QUOTA_BYTES, "-1");
    assertThat(accounts.limits(account).admits(Long.MAX_VALUE, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aSettingOutOfBoundsIsRefusedByName() {
    assertThatThrownBy(() -> set(AccountSetting.MINIMUM_LENGTH, "3"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("MinimumLength");
    assertThatThrownBy(() -> set(AccountSetting.ENABLE_HOME_FOLDERS, "perhaps"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("EnableHomeFolders");
    assertThatThrownBy(() -> set(AccountSetting.PHONE, "1\u00002")).isInstanceOf(Refusal.class);
  }

  @Test
  void aListLetsInOrKeepsOutADomainAndThoseBelow() {
    EmailAddress in = new EmailAddress("a@sub.Good.example");
    EmailAddress out = new EmailAddress("a@evilgood.example");
    assertThat(admits(in)).isTrue();
    replace(new DomainList(false, Set.of("GOOD.example")));
    assertThat(admits(in)).isTrue();
    assertThat(admits(out)).isFalse();
    replace(new DomainList(true, Set.of("good.example")));
    assertThat(admits(in)).isFalse();
    assertThat(admits(out)).isTrue();
    replace(new DomainList(false, Set.of()));
    assertThat(admits(out)).isTrue();
  }

  private boolean admits(EmailAddress address) {
    return database.read(sql -> accounts.admits(sql, account, DomainRule.LOGIN, address));
  }

  private void replace(DomainList list) {
    database.write(tx -> {
      accounts.replaceDomains(tx, account, DomainRule.LOGIN, list);
      return true;
    });
  }
}
