package valise.files.shares;

import valise.platform.db.Tx;

/// Tells people about shares. A bean of whoever writes to them; there may be none, and then nobody
/// is told.
@FunctionalInterface
public interface ShareNotices {

  /// Called in the transaction of what is to be told of. Must do no I/O to anyone: store an order,
  /// and write later.
  void about(Tx tx, ShareNotice notice);
}
