package valise.hub.ids;

import java.util.Optional;

/// Who asks on a route that strangers may use too.
///
/// @param caller none of a stranger
public record Visitor(Optional<Caller> caller) {}
