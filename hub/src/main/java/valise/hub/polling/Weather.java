package valise.hub.polling;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How the providers are, as far as this node has seen: whom we were asked to leave alone, and
/// whether one fails for everybody, which no single instance must pay for.
final class Weather {

  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int ENOUGH = 20;
  private static final int PERCENT = 80;
  private static final int MOST_APPS = 50_000;

  private record Count(Instant since, int asked, int failed) {}

  // Guarded by this.
  private final Map<String, Instant> calmUntil = new HashMap<>();
  private final Map<String, Count> counts = new HashMap<>();

  /// Until when this app's requests are unwanted.
  synchronized Optional<Instant> unwantedUntil(String app, Instant now) {
    Instant until = calmUntil.get(app);
    if (until == null) {
      return Optional.empty();
    }
    if (!now.isBefore(until)) {
      calmUntil.remove(app);
      return Optional.empty();
    }
    return Optional.of(until);
  }

  synchronized void unwanted(String app, Instant until) {
    if (calmUntil.size() < MOST_APPS) {
      calmUntil.merge(app, until, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  synchronized void asked(String element, boolean failed, Instant now) {
    counts.compute(
        element,
        (key, count) ->
            count == null || now.isAfter(count.since().plus(WINDOW))
                ? new Count(now, 1, failed ? 1 : 0)
                : new Count(count.since(), count.asked() + 1, count.failed() + (failed ? 1 : 0)));
  }

  /// Whether nearly nobody gets an answer of this element's provider.
  synchronized boolean stormy(String element) {
    Count count = counts.get(element);
    return count != null
        && count.asked() >= ENOUGH
        && count.failed() * 100 >= count.asked() * PERCENT;
  }
}
