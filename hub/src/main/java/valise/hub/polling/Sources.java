package valise.hub.polling;

import java.util.Optional;
import valise.hub.ids.InstanceId;

/// Finds out where a poll goes.
public interface Sources {

  /// Empty when the instance is no more, is disabled, or does not watch this resource.
  Optional<Source> of(InstanceId instance, String resource);
}
