package valise.hub.events;

/// How a change was found.
public enum Route {
  /// By asking what is new since last time.
  POLL,
  /// By comparing all there is with all that was known.
  SWEEP,
  /// By a provider that cannot be asked, only listened to.
  SOURCE
}
