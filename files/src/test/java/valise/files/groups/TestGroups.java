package valise.files.groups;

import valise.files.accounts.Accounts;
import valise.files.testing.HandClock;
import valise.files.users.NewUser;
import valise.files.users.Users;
import valise.platform.db.Database;

/// Groups and whole accounts for the tests of other features.
public final class TestGroups {

  private final Groups groups;
  private final Founding founding;
  private final Principals principals;

  public TestGroups(Database database, HandClock clock, Accounts accounts, Users users) {
    groups = new Groups(clock);
    founding = new Founding(database, accounts, users, groups);
    principals = new Principals(database, users, groups);
  }

  public Principals principals() {
    return principals;
  }

  public Founding.Founded found(String subdomain, NewUser admin) {
    return founding.found(subdomain, "Acme", admin);
  }
}
