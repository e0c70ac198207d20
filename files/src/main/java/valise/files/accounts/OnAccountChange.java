package valise.files.accounts;

import valise.files.ids.AccountId;
import valise.platform.db.Tx;

/// Told inside the transaction in which an account's settings, name or branding change.
@FunctionalInterface
public interface OnAccountChange {

  /// The outbox topic under which such a change is announced; the payload is empty.
  String TOPIC = "files.account";

  void changed(Tx tx, AccountId account);
}
