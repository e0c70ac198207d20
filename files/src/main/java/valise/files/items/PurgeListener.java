package valise.files.items;

import java.util.Set;
import valise.files.ids.ItemId;
import valise.platform.db.Tx;

/// A feature that keeps rows about items and must forget them when the items end for good.
@FunctionalInterface
public interface PurgeListener {

  /// Forgets these items, in the transaction that removes them.
  void purged(Tx tx, Set<ItemId> items);
}
