package valise.files.groups;

import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Database;

/// Who a signed-in user is, with all that decisions about them need.
@Component
public final class Principals {

  private final Database database;
  private final Users users;
  private final Groups groups;

  Principals(Database database, Users users, Groups groups) {
    this.database = database;
    this.users = users;
    this.groups = groups;
  }

  /// Empty when there is no such user, or they are disabled or deleted.
  public Optional<Principal> of(UserId id) {
    return database.read(sql -> of(sql, id));
  }

  public Optional<Principal> of(DSLContext sql, UserId id) {
    return users.find(sql, id).filter(User::active).map(user -> principal(sql, user));
  }

  private Principal principal(DSLContext sql, User user) {
    GroupStore.Membership membership = groups.membershipOf(sql, user.id());
    return new Principal(
        user.account(),
        user.id(),
        user.roles(),
        membership.groups(),
        membership.superUser(),
        user.zone());
  }
}
