package valise.files.webhooks;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Remembers which hosts do not answer at all, so that the many subscriptions of one such do not
/// each hold a worker until their patience ends. After [#ENOUGH] failures in a row a host is left
/// alone for a while that doubles; then one attempt at a time may find out whether it is back.
final class Breaker {

  private static final int ENOUGH = 3;
  private static final int MOST_HOSTS = 10_000;
  private static final Duration FIRST_REST = Duration.ofSeconds(15);
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  /// How long one attempt keeps others of the same host waiting.
  private static final Duration PROBE = Duration.ofSeconds(15);

  private record Silence(int failures, Instant until) {}

  private final InstantSource clock;
  // Guarded by this.
  private final Map<String, Silence> silent = new HashMap<>();

  Breaker(InstantSource clock) {
    this.clock = clock;
  }

  /// When to ask again, if not now.
  synchronized Optional<Instant> closedUntil(URI uri) {
    Silence silence = silent.get(host(uri));
    if (silence == null || silence.failures() < ENOUGH) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (now.isBefore(silence.until())) {
      return Optional.of(silence.until());
    }
    silent.put(host(uri), new Silence(silence.failures(), now.plus(PROBE)));
    return Optional.empty();
  }

  synchronized void answered(URI uri) {
    silent.remove(host(uri));
  }

  synchronized void silent(URI uri) {
    Instant now = clock.instant();
    if (silent.size() >= MOST_HOSTS) {
      silent.values().removeIf(silence -> silence.until().isBefore(now));
    }
    Silence before = silent.get(host(uri));
    int failures = before == null ? 1 : before.failures() + 1;
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(10, Math.max(0, failures - ENOUGH)));
    silent.put(
        host(uri),
        new Silence(failures, now.plus(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest)));
  }

  private static String host(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT)
        + "://"
        + uri.getRawAuthority().toLowerCase(Locale.ROOT);
  }
}
