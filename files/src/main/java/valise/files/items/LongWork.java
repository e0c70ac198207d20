package valise.files.items;

import java.util.Optional;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.platform.db.Tx;

/// Where work that takes long is written down while it runs, so that others can watch and stop it.
/// Implemented by the feature that shows it; the tree only reports.
public interface LongWork {

  /// What is being done.
  enum Kind {
    COPY
  }

  /// Opens a record.
  ///
  /// @param source what is worked on
  /// @param target the folder it goes to, if it goes anywhere
  /// @param total how many items there are to do, as far as is known
  Running begin(
      Tx tx, Principal caller, Kind kind, Item source, Optional<ItemId> target, long total);

  /// One piece of work under way.
  interface Running {

    /// Reports progress, in the transaction that made it; false when somebody asked to stop.
    boolean advance(Tx tx, long done);

    /// Everything is done.
    void succeed(Tx tx);

    /// It came to nothing.
    void fail(Tx tx);
  }
}
