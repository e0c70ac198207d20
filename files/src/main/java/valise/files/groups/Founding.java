package valise.files.groups;

import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Tree;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Makes a whole account at once: the account, its root folder, its first administrator, and the
/// Super User Group with that administrator in it.
@Component
public final class Founding {

  /// What a first administrator may do.
  private static final Set<Role> FIRST_ADMIN =
      Set.of(
          Role.MASTER_ADMIN,
          Role.CAN_CREATE_FOLDERS,
          Role.CAN_USE_FILE_BOX,
          Role.CAN_MANAGE_USERS,
          Role.ADMIN_ACCOUNT_POLICIES,
          Role.ADMIN_BRANDING,
          Role.ADMIN_FILE_BOX_ACCESS,
          Role.ADMIN_MANAGE_EMPLOYEES,
          Role.ADMIN_REPORTING,
          Role.ADMIN_SHARED_DIST_GROUPS,
          Role.ADMIN_SHARED_ADDRESS_BOOK,
          Role.ADMIN_SUPER_GROUP,
          Role.ADMIN_CREATE_SHARED_GROUPS);

  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final Groups groups;
  private final Tree tree;

  Founding(Database database, Accounts accounts, Users users, Groups groups, Tree tree) {
    this.database = database;
    this.accounts = accounts;
    this.users = users;
    this.groups = groups;
    this.tree = tree;
  }

  /// What came of it.
  public record Founded(Account account, User admin) {}

  /// @param first becomes an employee who may do everything
  /// @throws Refusal when the subdomain is taken or malformed
  public Founded found(String subdomain, String companyName, NewUser first) {
    return database.write(tx -> found(tx, subdomain, companyName, first));
  }

  public Founded found(Tx tx, String subdomain, String companyName, NewUser first) {
    if (!first.employee()) {
      throw new IllegalArgumentException("the first administrator is an employee");
    }
    Account account = accounts.create(tx, subdomain, companyName);
    UserId founder = UserId.mint();
    tree.plant(tx, account.id(), founder);
    User admin =
        users.create(tx, account.id(), founder, first.withRoles(FIRST_ADMIN).confirmedAlready());
    groups.createSuperUsers(tx, account.id(), admin.id());
    return new Founded(account, admin);
  }
}
