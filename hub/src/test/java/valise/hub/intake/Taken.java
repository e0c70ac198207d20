package valise.hub.intake;

import valise.hub.events.Events;
import valise.platform.db.Database;

/// Opens this package to the fixtures of others.
public final class Taken {

  private Taken() {}

  public static Intake intake(Database database, Events events) {
    return new Intake(database, events);
  }
}
