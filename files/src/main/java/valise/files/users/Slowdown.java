package valise.files.users;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever tries something too often from one network address: passwords, or mails to
/// other people.
///
/// After so many attempts each further one doubles the wait, from one second to a quarter of an
/// hour; an hour of silence is forgiven. An attempt counts before it is looked at, so that many at
/// once learn no more than as many in a row; one that was right is taken back, but clears nothing:
/// who has one account must not buy guesses at others with it.
///
/// The address is the connection's, never what a header says. Networks of IPv6 count as one address
/// by their first 64 bits, for that is what one customer gets.
public final class Slowdown {

  private static final int MAX_KEPT = 50_000;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final Duration FORGIVEN = Duration.ofHours(1);

  private final InstantSource clock;
  private final int free;
  // Least recently used first. Guarded by this.
  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Count(int attempts, Instant last) {}

  /// @param free attempts that cost no wait
  public Slowdown(InstantSource clock, int free) {
    this.clock = clock;
    this.free = free;
  }

  /// Counts an attempt; gives how long to wait when it may not be made now.
  public synchronized Optional<Duration> attempt(String address) {
    Instant now = clock.instant();
    String key = key(address);
    Count count = counts.get(key);
    if (count == null || now.isAfter(count.last().plus(FORGIVEN))) {
      count = new Count(0, now);
    }
    Duration wait = Duration.between(now, count.last().plus(waitAfter(count.attempts())));
    if (wait.isPositive()) {
      counts.put(key, count);
      return Optional.of(wait);
    }
    counts.put(key, new Count(count.attempts() + 1, now));
    return Optional.empty();
  }

  /// Takes an attempt back, for it was right.
  public synchronized void takeBack(String address) {
    counts.computeIfPresent(
        key(address), (key, count) -> new Count(Math.max(0, count.attempts() - 1), count.last()));
  }

  private Duration waitAfter(int attempts) {
    if (attempts < free) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - free, 20));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static String key(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // A literal: nothing is looked up.
      InetAddress parsed = InetAddress.ofLiteral(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
          : parsed.getHostAddress();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
