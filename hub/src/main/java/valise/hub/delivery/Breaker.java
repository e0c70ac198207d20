package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a receiver is left alone for a while. It is, after so many failures in a row, or when of
/// the last ones within half a minute most failed; then one probe at a time finds out whether it is
/// back, after pauses that double. What waits meanwhile is not tried and uses up none of its
/// retries.
///
/// @param failures in a row
/// @param opened how often in a row it was opened
/// @param openUntil before which nothing is sent
/// @param since when the answers that are counted began
/// @param answers since then
/// @param bad how many of those were failures
record Breaker(int failures, int opened, Instant openUntil, Instant since, int answers, int bad) {

  static final Breaker CLOSED = new Breaker(0, 0, Instant.EPOCH, Instant.EPOCH, 0, 0);

  private static final int IN_A_ROW = 10;
  private static final int ENOUGH = 10;
  private static final int PERCENT = 70;
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final Duration FIRST_REST = Duration.ofSeconds(15);
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  static Breaker of(int failures, int opened, Instant openUntil) {
    return new Breaker(failures, opened, openUntil, Instant.EPOCH, 0, 0);
  }

  /// When anything may be sent again, if not now.
  Optional<Instant> closedUntil(Instant now) {
    return now.isBefore(openUntil) ? Optional.of(openUntil) : Optional.empty();
  }

  /// Whether only a probe may be sent.
  boolean probing() {
    return opened > 0;
  }

  Breaker succeeded(Instant now) {
    if (opened > 0) {
      return CLOSED;
    }
    Breaker counted = counted(now, 0);
    return new Breaker(0, 0, Instant.EPOCH, counted.since, counted.answers, counted.bad);
  }

  Breaker failed(Instant now) {
    Breaker counted = counted(now, 1);
    int row = failures + 1;
    boolean open =
        opened > 0
            || row >= IN_A_ROW
            || (counted.answers >= ENOUGH && counted.bad * 100 >= counted.answers * PERCENT);
    if (!open || now.isBefore(openUntil)) {
      return new Breaker(row, opened, openUntil, counted.since, counted.answers, counted.bad);
    }
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(opened, 10));
    return new Breaker(
        row,
        opened + 1,
        now.plus(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest),
        counted.since,
        counted.answers,
        counted.bad);
  }

  private Breaker counted(Instant now, int failure) {
    return now.isBefore(since.plus(WINDOW))
        ? new Breaker(failures, opened, openUntil, since, answers + 1, bad + failure)
        : new Breaker(failures, opened, openUntil, now, 1, failure);
  }
}
