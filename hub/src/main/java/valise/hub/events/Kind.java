package valise.hub.events;

/// What happened to an object, in the words of the wire.
public enum Kind {
  CREATED,
  UPDATED,
  DELETED,
  /// Something that leaves no object changed, such as a download.
  UNKNOWN
}
