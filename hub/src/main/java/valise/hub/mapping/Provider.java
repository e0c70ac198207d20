package valise.hub.mapping;

/// The other side: carries a request to the provider on behalf of one instance, with its
/// credentials unless the request is anonymous.
@FunctionalInterface
public interface Provider {

  /// The answer, whatever its status. Whoever gets it closes it.
  ///
  /// @throws valise.hub.wire.ProviderFailure when there is no answer
  ProviderAnswer send(ProviderRequest request);
}
