package valise.hub.instances;

import java.util.Optional;

/// An instance with the leave that its first call shows, read together with those of many others.
public final class Ready {

  private final Instance instance;
  private final Optional<Grant> grant;

  Ready(Instance instance, Optional<Grant> grant) {
    this.instance = instance;
    this.grant = grant;
  }

  public Instance instance() {
    return instance;
  }

  Optional<Grant> grant() {
    return grant;
  }
}
