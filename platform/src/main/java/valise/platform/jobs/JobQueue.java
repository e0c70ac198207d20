package valise.platform.jobs;

import java.time.Duration;

/// How the jobs of one queue are worked on.
///
/// @param name at most 64 characters, stable for ever: it is in the table
/// @param concurrency how many run at the same time on this node
/// @param lease how long a job may stay unfinished after its node has died before another takes it;
///   a living node renews its leases
/// @param maxAttempts after so many failures a job is dead
/// @param firstRetry the pause after the first failure; it doubles with each
/// @param longestRetry where doubling ends
public record JobQueue(
    String name,
    int concurrency,
    Duration lease,
    int maxAttempts,
    Duration firstRetry,
    Duration longestRetry) {

  public JobQueue {
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("A queue's name has 1 to 64 characters");
    }
    if (concurrency < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException("A queue needs at least one worker and one attempt");
    }
    if (!lease.isPositive() || !firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException("A queue's durations are positive and in order");
    }
  }

  /// Four at a time, a lease of 30 s, 12 attempts from 1 s doubling to 1 h.
  public static JobQueue named(String name) {
    return new JobQueue(
        name, 4, Duration.ofSeconds(30), 12, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  public JobQueue withConcurrency(int atOnce) {
    return new JobQueue(name, atOnce, lease, maxAttempts, firstRetry, longestRetry);
  }

  public JobQueue withLease(Duration duration) {
    return new JobQueue(name, concurrency, duration, maxAttempts, firstRetry, longestRetry);
  }

  public JobQueue withRetries(int attempts, Duration first, Duration longest) {
    return new JobQueue(name, concurrency, lease, attempts, first, longest);
  }

  /// The pause after the `attempt`th failure, counted from 1.
  Duration pauseAfter(int attempt) {
    // 2^20 times any pause is beyond any cap.
    Duration pause = firstRetry.multipliedBy(1L << Math.min(attempt - 1, 20));
    return pause.compareTo(longestRetry) > 0 ? longestRetry : pause;
  }
}
