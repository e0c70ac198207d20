package valise.hub.polling;

import java.time.Duration;

/// How this node polls.
///
/// @param slots polls at the same time
/// @param lease how long a poll stays undone after its node has died
/// @param turn after which a long poll lets others have their turn
/// @param sweep how often everything is compared with what is known
public record PollSettings(int slots, Duration lease, Duration turn, Duration sweep) {

  public static final PollSettings DEFAULT =
      new PollSettings(128, Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofHours(24));

  /// Of the slots, how many may go to one place.
  int most() {
    return Math.max(1, slots / 4);
  }

  public PollSettings {
    if (slots < 1 || lease.compareTo(turn) <= 0 || !sweep.isPositive()) {
      throw new IllegalArgumentException("A lease outlasts a turn, and there is one slot");
    }
  }
}
