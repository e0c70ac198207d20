package valise.hub.delivery;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.Lifecycle;
import org.springframework.stereotype.Component;
import valise.hub.ids.Node;
import valise.platform.db.Database;
import valise.platform.net.Outbound;
import valise.platform.secrets.Sealing;

/// The dispatcher of this node, started and stopped with the hub.
@Component
public final class DeliveryWork implements Lifecycle {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private volatile boolean running;

  DeliveryWork(
      Database database,
      Notifications notifications,
      Outbound outbound,
      Sealing sealing,
      AccountPolicies policies,
      Bell bell,
      InstantSource clock,
      Node node,
      GivenUp givenUp) {
    this.dispatcher =
        new Dispatcher(
            database,
            notifications,
            outbound,
            new SealedCredentials(sealing),
            policies,
            DeliverySettings.DEFAULT,
            bell,
            clock,
            node.name(),
            givenUp::tell);
  }

  /// Sends everything that is due, on this thread. For tests; not beside [#start].
  public int step() {
    return dispatcher.step();
  }

  @Override
  public void start() {
    dispatcher.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    dispatcher.stop(GRACE);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
