package valise.files.accounts;

import java.time.InstantSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import valise.platform.db.Database;

/// Accounts for the tests of other features.
public final class TestAccounts {

  private TestAccounts() {}

  public static Accounts accounts(Database database, InstantSource clock) {
    return new Accounts(
        database,
        clock,
        Tenancy.DEFAULT,
        new StaticListableBeanFactory().getBeanProvider(OnAccountChange.class));
  }
}
