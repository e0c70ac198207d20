package valise.hub.events;

import java.util.List;
import valise.platform.db.Tx;

/// Wants to know of events in the transaction that records them.
public interface OnRecorded {

  /// @param events at least one, all of `origin`, in order
  void recorded(Tx tx, Origin origin, List<Event> events);
}
