package valise.files.groups;

import valise.files.accounts.Accounts;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.files.users.NewUser;
import valise.files.users.Users;
import valise.platform.db.Database;

/// Groups and whole accounts for the tests of other features.
public final class TestGroups {

  private final Features features;

  public TestGroups(Database database, HandClock clock, Accounts accounts, Users users) {
    features = Features.over(database, clock);
  }

  public Principals principals() {
    return features.bean(Principals.class);
  }

  public Founding.Founded found(String subdomain, NewUser admin) {
    return features.bean(Founding.class).found(subdomain, "Acme", admin);
  }
}
