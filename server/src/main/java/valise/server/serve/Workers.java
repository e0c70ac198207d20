package valise.server.serve;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import valise.files.downloads.Downloads;
import valise.files.notices.Notices;
import valise.files.oauth.Grants;
import valise.files.operations.Operations;
import valise.files.recycle.Housekeeping;
import valise.files.shares.Deliveries;
import valise.files.thumbnails.PictureMaking;
import valise.files.uploads.Uploads;
import valise.files.webhooks.Webhooks;
import valise.hub.Hub;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.outbox.Relay;
import valise.platform.render.Renderer;
import valise.server.settings.AllSettings;

/// What works in the background: starts before the first request is answered and stops after the
/// last.
@Component
final class Workers implements SmartLifecycle {

  private final Jobs jobs;
  private final Relay relay;
  private final Hub hub;
  private final Duration grace;
  private volatile boolean running;

  Workers(
      Jobs jobs,
      Relay relay,
      Hub hub,
      AllSettings settings,
      Housekeeping housekeeping,
      Downloads downloads,
      Uploads uploads,
      Operations operations,
      Grants grants,
      Deliveries deliveries,
      PictureMaking pictures,
      Notices notices,
      Webhooks webhooks,
      Renderer renderer) {
    this.jobs = jobs;
    this.relay = relay;
    this.hub = hub;
    this.grace = settings.server().shutdownGrace();
    housekeeping.schedule(jobs);
    downloads.schedule(jobs);
    pictures.schedule(
        jobs,
        relay,
        renderer,
        settings.files().thumbnails(),
        settings.storage().workFolder().resolve("pictures"));
    notices.schedule(jobs, relay);
    webhooks.schedule(jobs, relay);
    hourly("files.uploads", uploads::sweep);
    hourly("files.operations", operations::sweep);
    hourly("files.grants", grants::sweep);
    hourly("files.shares", deliveries::sweep);
  }

  private void hourly(String name, IntSupplier sweep) {
    jobs.every(
        Duration.ofHours(1),
        name,
        job -> {
          int rows = sweep.getAsInt();
          job.line().put("rows", rows);
          return Outcome.did(rows);
        });
  }

  @Override
  public void start() {
    jobs.start();
    relay.start();
    hub.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    hub.stop(grace);
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
