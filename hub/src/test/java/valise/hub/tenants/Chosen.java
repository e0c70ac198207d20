package valise.hub.tenants;

import valise.platform.db.Database;

/// Opens this package to the fixtures of others.
public final class Chosen {

  private Chosen() {}

  public static AccountSettings settings(Database database) {
    return new AccountSettings(database);
  }
}
