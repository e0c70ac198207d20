package valise.hub.polling;

import valise.hub.elements.ChangeFeed;
import valise.hub.elements.Provider;
import valise.hub.events.Origin;

/// Where a poll goes, and how.
///
/// @param app whom the provider counts requests for: the element and the key of its app
/// @param place where the provider is: one that hangs holds up whoever goes to the same
public record Source(Origin origin, ChangeFeed feed, Provider provider, String app, String place) {}
