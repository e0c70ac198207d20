package valise.files.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How many calls each caller may make: so many a second, and a burst on top.
final class CallerLimits {

  private static final int MAX_KEPT = 50_000;

  private final InstantSource clock;
  private final double perNano;
  private final double capacity;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

  /// What a caller has left, and when that was counted.
  private record Bucket(double left, Instant at) {}

  CallerLimits(InstantSource clock, int perSecond, int atOnce) {
    this.clock = clock;
    this.perNano = perSecond / 1e9;
    this.capacity = atOnce;
  }

  /// Counts a call; gives how long to wait when it is one too many.
  Optional<Duration> call(String caller) {
    Instant now = clock.instant();
    if (buckets.size() >= MAX_KEPT) {
      // Whoever has a full bucket need not be remembered.
      buckets.values().removeIf(bucket -> filled(bucket, now) >= capacity);
    }
    boolean[] refused = new boolean[1];
    Bucket after =
        buckets.compute(
            caller,
            (key, before) -> {
              double left = before == null ? capacity : filled(before, now);
              refused[0] = left < 1;
              return new Bucket(refused[0] ? left : left - 1, now);
            });
    return refused[0]
        ? Optional.of(Duration.ofNanos((long) Math.ceil((1 - after.left()) / perNano)))
        : Optional.empty();
  }

  private double filled(Bucket bucket, Instant now) {
    long nanos = Math.max(0, Duration.between(bucket.at(), now).toNanos());
    return Math.min(capacity, bucket.left() + nanos * perNano);
  }
}
