package valise.platform.jobs;

import java.time.Duration;
import java.util.Optional;

/// A queue and who does its jobs. A timer is a queue with one job that never ends.
record Registration(JobQueue queue, JobHandler handler, Optional<Duration> period) {

  boolean timer() {
    return period.isPresent();
  }
}
