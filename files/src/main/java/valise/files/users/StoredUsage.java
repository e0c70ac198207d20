package valise.files.users;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountUsage;
import valise.files.ids.AccountId;
import valise.files.items.Items;
import valise.platform.db.Database;

/// Counts what an account takes up.
@Component
final class StoredUsage implements AccountUsage {

  private final Database database;
  private final ObjectProvider<Items> items;
  private final UserStore store = new UserStore();

  StoredUsage(Database database, ObjectProvider<Items> items) {
    this.database = database;
    this.items = items;
  }

  @Override
  public Usage of(AccountId account) {
    return database.read(sql ->
        new Usage(
            items.getObject().storedBytes(sql, account),
            store.count(sql, account, true),
            store.count(sql, account, false)));
  }
}
