package valise.hub.testing;

import java.time.InstantSource;
import java.util.List;
import valise.hub.Hub;
import valise.hub.delivery.DeliveryWork;
import valise.hub.polling.PollWork;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.RecordingMailer;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.outbox.Relay;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;

/// A node of the hub that nobody can call: it only does what is due. The database is its caller's.
public final class BareNode implements AutoCloseable {

  private final Outbound outbound = new Outbound(new Reach(true, List.of()), "valise");
  private final Hub hub;

  /// @param key what the secrets in the database are sealed with
  public BareNode(Database database, InstantSource clock, Secret<String> key, String name) {
    hub =
        Hub.over(
            new Hub.Surroundings(
                database,
                clock,
                Journal.silent(),
                name,
                new Sealing(KeyRing.of(key)),
                new PasswordHashes(new PasswordHashes.Cost(64, 1, 1)),
                outbound,
                () -> "http://127.0.0.1",
                new RecordingMailer(),
                Address.of("hub@example.com")));
  }

  public Hub hub() {
    return hub;
  }

  /// Polls what is due.
  public void poll() {
    hub.bean(PollWork.class).step();
  }

  /// Does all that is due; what one does may be more work for another.
  public void step() {
    while (hub.bean(Relay.class).step()
            + hub.bean(Jobs.class).step()
            + hub.bean(PollWork.class).step()
            + hub.bean(DeliveryWork.class).step()
        > 0) {
      // There may be more.
    }
  }

  @Override
  public void close() {
    hub.close();
    outbound.close();
  }
}
