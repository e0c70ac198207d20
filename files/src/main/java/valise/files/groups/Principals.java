package valise.files.groups;

import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalLookup;
import valise.files.ids.UserId;
import valise.files.users.Standing;
import valise.files.users.Users;
import valise.platform.db.Database;

/// Who a signed-in user is, with all that decisions about them need.
@Component
public final class Principals implements PrincipalLookup {

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
    return users.standing(sql, id).map(standing -> of(sql, standing));
  }

  @Override
  public Optional<Principal> of(AccountId account, UserId user) {
    return of(user).filter(principal -> principal.account().equals(account));
  }

  /// For whoever read the standing already.
  public Principal of(DSLContext sql, Standing standing) {
    GroupStore.Membership membership = groups.membershipOf(sql, standing.user());
    return new Principal(
        standing.account(),
        standing.user(),
        standing.roles(),
        membership.groups(),
        membership.superUser(),
        standing.zone());
  }
}
