package valise.hub.tenants;

import valise.hub.ids.AccountId;
import valise.hub.ids.UserId;
import valise.platform.db.Tx;

/// Is told, in the transaction of the change, that somebody may not work here any more.
public interface TenantListener {

  void deactivated(Tx tx, AccountId account);

  void deactivated(Tx tx, UserId user);
}
