package valise.hub.wire;

import valise.hub.ids.Caller;
import valise.hub.ids.ElementCaller;
import valise.platform.Refusal;

/// Tells whose credentials are shown.
public interface Door {

  /// The user who shows their secret and their organization's.
  ///
  /// @throws Refusal of the kind `NOT_SIGNED_IN`
  Caller caller(Credentials shown);

  /// The user who shows their secret and an instance's token.
  ///
  /// @throws Refusal of the kind `NOT_SIGNED_IN`
  ElementCaller elementCaller(Credentials shown);
}
