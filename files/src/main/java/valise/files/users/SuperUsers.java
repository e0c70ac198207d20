package valise.files.users;

import java.util.Set;
import org.jooq.DSLContext;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// What people need to know of the Super User Group. Implemented where groups are.
public interface SuperUsers {

  boolean contains(DSLContext sql, UserId user);

  /// Called inside a change that takes power from an administrator.
  ///
  /// @param admins the account's administrators who can act, after the change
  /// @throws valise.platform.Refusal when none of them is in the group
  void check(Tx tx, AccountId account, Set<UserId> admins);
}
