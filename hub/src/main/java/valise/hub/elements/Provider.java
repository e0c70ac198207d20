package valise.hub.elements;

import java.time.Instant;
import java.util.Optional;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;

/// One instance's provider: requests go to the instance's base URL with its credentials. Blocking.
public interface Provider {

  /// An answer with a status below 300.
  ///
  /// @param date when it was made, by the provider's clock
  /// @param body JSON; empty text when there was none
  record Answer(int status, Optional<Instant> date, String body) {}

  /// @param path with its query, below the base URL: `/Items(top)`
  /// @throws ProviderFailure when the provider says no, says nothing or cannot be asked
  Answer get(String path);

  /// @param json the body
  /// @throws ProviderFailure as [#get]
  Answer post(String path, String json);

  /// @throws ProviderFailure as [#get]
  Answer delete(String path);

  /// Whose provider it is, where that is an instance that there is.
  default Optional<InstanceId> instance() {
    return Optional.empty();
  }

  /// A configuration value of the instance; empty text when it has none.
  String configuration(String key);
}
