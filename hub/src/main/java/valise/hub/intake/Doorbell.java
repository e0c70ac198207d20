package valise.hub.intake;

import valise.hub.ids.InstanceId;

/// Has an instance's provider asked at once.
public interface Doorbell {

  /// False if nothing of the instance is watched.
  boolean ring(InstanceId instance);
}
