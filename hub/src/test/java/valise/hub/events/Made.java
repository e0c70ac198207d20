package valise.hub.events;

import java.time.InstantSource;
import java.util.List;
import valise.platform.db.Database;

/// Opens this package to the fixtures of others.
public final class Made {

  private Made() {}

  public static Events events(Database database, List<OnRecorded> listeners, InstantSource clock) {
    return new Events(database, listeners, clock);
  }
}
