package valise.hub.elements;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/// How an element's provider tells that something changed. What it says is only a doorbell: what
/// changed comes out of asking.
public interface WebhookPort {

  /// A provider's call.
  ///
  /// @param query value of a parameter
  /// @param header value of a header
  /// @param body as it came
  @SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
  record Ring(
      Function<String, Optional<String>> query,
      Function<String, Optional<String>> header,
      byte[] body) {}

  /// Of which element.
  String element();

  /// Whether each instance has a subscription of its own at the provider, made by [#subscribe]. If
  /// not, somebody registers the app's one address there.
  boolean subscribes();

  /// Asks the provider to call `address`; its id of that.
  ///
  /// @throws valise.hub.wire.ProviderFailure when it says no
  String subscribe(Provider provider, URI address);

  /// Asks it not to any more. What is not known there is fine.
  void unsubscribe(Provider provider, String id);

  /// Whether the call is signed with this app secret; always for providers whose calls carry no
  /// signature of the app, and whose addresses are secret instead.
  boolean signed(Ring ring, String appSecret);

  /// What to answer a provider that tries out the address, if the call does that.
  Optional<String> challenge(Ring ring);
}
