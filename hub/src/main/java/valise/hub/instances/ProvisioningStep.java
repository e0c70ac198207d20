package valise.hub.instances;

import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.net.Opened;

/// What an element has done at its provider before an instance is stored: whether the credentials
/// are good, and what is to be known of the account. Done last, when everything else was found to
/// be right.
public interface ProvisioningStep {

  /// The provider, as the instance will call it.
  @FunctionalInterface
  interface Calling {

    /// Asks, and comes back with the head of the answer; close it.
    ///
    /// @throws ProviderFailure when the provider cannot be asked
    Opened open(CallRequest request);
  }

  /// @param draft what the instance is to be configured with; it can be [Draft#set]
  /// @throws Refusal or [ProviderFailure] when no instance is to be made
  void take(Draft draft, Calling calling);
}
