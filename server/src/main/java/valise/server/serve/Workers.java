package valise.server.serve;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import valise.platform.jobs.Jobs;
import valise.platform.outbox.Relay;
import valise.server.settings.AllSettings;

/// What works in the background: starts before the first request is answered and stops after the
/// last.
@Component
final class Workers implements SmartLifecycle {

  private final Jobs jobs;
  private final Relay relay;
  private final Duration grace;
  private volatile boolean running;

  Workers(Jobs jobs, Relay relay, AllSettings settings) {
    this.jobs = jobs;
    this.relay = relay;
    this.grace = settings.server().shutdownGrace();
  }

  @Override
  public void start() {
    jobs.start();
    relay.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    relay.stop(grace);
    jobs.stop(grace);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Below the web server's.
  @Override
  public int getPhase() {
    return 0;
  }
}
