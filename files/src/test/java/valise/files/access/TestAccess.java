package valise.files.access;

import java.time.InstantSource;

/// The access rule for the tests of other features.
public final class TestAccess {

  private TestAccess() {}

  public static Access access(InstantSource clock) {
    return new Access(clock);
  }
}
