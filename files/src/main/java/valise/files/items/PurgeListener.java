package valise.files.items;

import java.util.Set;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.platform.db.Tx;

/// A feature that keeps rows about items and must forget them when the items end for good.
@FunctionalInterface
public interface PurgeListener {

  /// Forgets these items, in the transaction that removes them.
  ///
  /// @param streams those of which no version is left; a folder, note or link has its own
  void purged(Tx tx, Set<ItemId> items, Set<StreamId> streams);
}
