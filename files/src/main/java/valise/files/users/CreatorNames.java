package valise.files.users;

import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.UserId;
import valise.files.items.Creators;
import valise.platform.db.Database;

/// The names of people as items show them; those of deleted ones too.
@Component
final class CreatorNames implements Creators {

  private final Database database;
  private final UserStore store = new UserStore();

  CreatorNames(Database database) {
    this.database = database;
  }

  @Override
  public Map<UserId, PersonName> names(Set<UserId> users) {
    return database.read(sql -> store.names(sql, users));
  }
}
