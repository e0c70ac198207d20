package valise.hub.elements;

import valise.hub.ids.ElementId;
import valise.platform.db.Tx;

/// Knows what an element is used by; one that is used stays.
public interface ElementUse {

  boolean inUse(Tx tx, ElementId element);
}
