package valise.hub;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jooq.DSLContext;
import valise.hub.delivery.DeliveryWork;
import valise.hub.polling.PollWork;
import valise.hub.testing.BareNode;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.platform.db.Dialect;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;

/// A process that polls and delivers all that is due, and is halted on the way: at its n-th change
/// of the database, before it, within it, or when it is durable and nobody knows yet.
final class KilledNode {

  enum When {
    BEFORE,
    WITHIN,
    AFTER
  }

  static final int HALTED = 137;

  private KilledNode() {}

  /// `sqlite FILE` or `postgres URL`, then the key, the time, the number of the change, and when.
  public static void main(String[] args) {
    DatabaseSettings settings =
        args[0].equals("sqlite")
            ? new DatabaseSettings.Sqlite(Path.of(args[1]), 2)
            : new DatabaseSettings.Postgres(args[1], "postgres", Secret.of(""), "valise", 8, 4);
    ScriptedClock clock = new ScriptedClock();
    clock.set(Instant.ofEpochMilli(Long.parseLong(args[3])));
    Database database =
        new Halting(
            Databases.open(settings, "platform", "hub"),
            Integer.parseInt(args[4]),
            When.valueOf(args[5]));
    try (BareNode node = new BareNode(database, clock, Secret.of(args[2]), "killed")) {
      while (node.hub().bean(PollWork.class).step() + node.hub().bean(DeliveryWork.class).step()
          > 0) {
        // What one did may be more work for the other.
      }
    }
    database.close();
  }

  private record Halting(Database real, int number, When when, AtomicInteger count)
      implements Database {

    Halting(Database real, int number, When when) {
      this(real, number, when, new AtomicInteger());
    }

    @Override
    public <T> T read(Function<DSLContext, T> work) {
      return real.read(work);
    }

    @Override
    public <T> T write(Function<Tx, T> work) {
      boolean now = count.incrementAndGet() == number;
      if (now && when == When.BEFORE) {
        Runtime.getRuntime().halt(HALTED);
      }
      T result =
          real.write(tx -> {
            T made = work.apply(tx);
            if (now && when == When.WITHIN) {
              Runtime.getRuntime().halt(HALTED);
            }
            return made;
          });
      if (now && when == When.AFTER) {
        Runtime.getRuntime().halt(HALTED);
      }
      return result;
    }

    @Override
    public Dialect dialect() {
      return real.dialect();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
