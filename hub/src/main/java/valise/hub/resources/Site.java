package valise.hub.resources;

import java.util.Map;
import valise.hub.elements.Element;
import valise.hub.instances.CallRequest;
import valise.hub.mapping.ProviderAnswer;

/// A provider as one instance, or one that is about to be made, reaches it.
interface Site {

  Element element();

  /// What is in force, secrets and the access token too.
  Map<String, String> configuration();

  /// Asks; whoever gets the answer closes it.
  ///
  /// @throws valise.hub.wire.ProviderFailure when there is none
  ProviderAnswer send(CallRequest request);

  /// Keeps what was learnt of the account.
  void keep(Map<String, String> learnt);
}
