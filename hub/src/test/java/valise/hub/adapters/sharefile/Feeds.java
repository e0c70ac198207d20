package valise.hub.adapters.sharefile;

import valise.hub.elements.ChangeFeed;

/// Opens this package to the tests of others.
public final class Feeds {

  private Feeds() {}

  public static ChangeFeed progenyWalk() {
    return new ProgenyWalk();
  }
}
