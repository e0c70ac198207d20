package valise.files.users;

import valise.platform.db.Tx;

/// Told inside the transaction in which a user goes. A bean of each feature that keeps something
/// about users.
@FunctionalInterface
public interface OnLeaving {
  void leaving(Tx tx, Leaving leaving);
}
