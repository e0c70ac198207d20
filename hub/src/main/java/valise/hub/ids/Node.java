package valise.hub.ids;

/// This process among those that share a database: at most 64 characters, the same when it starts
/// anew.
public record Node(String name) {}
