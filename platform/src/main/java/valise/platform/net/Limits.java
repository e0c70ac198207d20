package valise.platform.net;

import java.time.Duration;

/// How much of our time and memory a stranger gets.
///
/// @param deadline for the whole exchange, redirects included, to the last byte
/// @param maxBytes of the answer's body that are kept; the rest is not read
/// @param redirects how many are followed; 0 hands a redirect back as the answer it is
public record Limits(Duration deadline, int maxBytes, int redirects) {

  public Limits {
    if (!deadline.isPositive() || maxBytes < 0 || redirects < 0) {
      throw new IllegalArgumentException("limits are not negative, and the deadline is positive");
    }
  }

  public static Limits within(Duration deadline) {
    return new Limits(deadline, 64 * 1024, 0);
  }

  public Limits withMaxBytes(int bytes) {
    return new Limits(deadline, bytes, redirects);
  }

  public Limits following(int hops) {
    return new Limits(deadline, maxBytes, hops);
  }
}
