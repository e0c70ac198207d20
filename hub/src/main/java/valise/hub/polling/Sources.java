package valise.hub.polling;

import java.util.Collection;
import java.util.Optional;
import valise.hub.ids.InstanceId;

/// Finds out where polls go.
public interface Sources {

  /// Reads what is to be known of instances that are about to be asked, of all at once.
  Directory read(Collection<InstanceId> instances);

  /// Where they go, as it was when it was read.
  interface Directory {

    /// Empty when the instance is no more, is disabled, or does not watch this resource.
    Optional<Source> of(InstanceId instance, String resource);
  }
}
