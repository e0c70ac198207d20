package valise.files.notices;

import java.time.Duration;
import org.springframework.stereotype.Component;
import valise.platform.jobs.Jobs;
import valise.platform.outbox.Relay;

/// What notices do in the background.
@Component
public final class Notices {

  private final FolderWatch watch;
  private final Rounds rounds;

  Notices(FolderWatch watch, Rounds rounds) {
    this.watch = watch;
    this.rounds = rounds;
  }

  /// Before either starts.
  public void schedule(Jobs jobs, Relay relay) {
    watch.schedule(relay);
    jobs.every(Duration.ofMinutes(15), "notices.reminders", rounds::remind);
    jobs.every(Duration.ofHours(1), "notices.ends", rounds::announceEnds);
    jobs.every(Duration.ofDays(1), "notices.forget", rounds::forget);
  }
}
