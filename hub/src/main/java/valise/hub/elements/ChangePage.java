package valise.hub.elements;

import java.util.List;

/// Some changes, and where to go on.
///
/// @param cursor for the next call; opaque to whoever keeps it
/// @param more whether there is more to ask for now
public record ChangePage(List<Change> changes, String cursor, boolean more) {

  public ChangePage {
    changes = List.copyOf(changes);
  }
}
