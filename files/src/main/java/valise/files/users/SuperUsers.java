package valise.files.users;

import org.jooq.DSLContext;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// What people need to know of the Super User Group. Implemented where groups are.
public interface SuperUsers {

  boolean contains(DSLContext sql, UserId user);

  /// Called inside a change that takes power from an administrator.
  ///
  /// @throws valise.platform.Refusal when the group would have no administrator left
  void check(Tx tx, AccountId account);
}
