package valise.files.shares;

import valise.platform.db.Tx;

/// Keeps the record of shares. A bean of whoever does; there may be none.
@FunctionalInterface
public interface ShareWitness {

  /// Called in the transaction of what happened: what is written with `tx` stands or falls with it.
  /// Nothing it throws is caught.
  void witnessed(Tx tx, ShareEvent event);
}
