package valise.hub.polling;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.Lifecycle;
import org.springframework.stereotype.Component;
import valise.hub.ids.Node;
import valise.hub.intake.Intake;
import valise.platform.db.Database;
import valise.platform.watch.Journal;

/// The poller of this node, started and stopped with the hub.
@Component
public final class PollWork implements Lifecycle {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Poller poller;
  private volatile boolean running;

  PollWork(
      Database database,
      Intake intake,
      Sources sources,
      PollBell bell,
      PauseNotices pauses,
      Journal journal,
      InstantSource clock,
      Node node) {
    this.poller =
        new Poller(database, intake, sources, PollSettings.DEFAULT, journal, clock, node.name());
    bell.answeredBy(poller::wake);
    poller.whenPaused(pauses::tell);
  }

  /// Asks for everything that is due, on this thread. For tests; not beside [#start].
  public int step() {
    return poller.step();
  }

  @Override
  public void start() {
    poller.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    poller.stop(GRACE);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
