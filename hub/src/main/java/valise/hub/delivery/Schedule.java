package valise.hub.delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// When a delivery that failed is tried again: how long after its first failure each retry is due.
public enum Schedule {
  /// 4^x seconds for x = 1 to 9, the last "a little under 73 hours after the original failed
  /// attempt" [docs]: so these count from the first failure, not from the one before.
  CLOUD_ELEMENTS,
  /// The example of the Standard Webhooks specification: pauses of 5 s, 5 min, 30 min, 2, 5, 10,
  /// 14, 20 and 24 hours.
  STANDARD_WEBHOOKS;

  private static final int RETRIES = 9;

  static Optional<Schedule> parse(String word) {
    String name = word.strip().replace('-', '_').toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(it -> it.name().equals(name)).findAny();
  }

  /// When to try again after the `failures`th failure, counted from the first; empty after the
  /// last.
  Optional<Duration> after(int failures) {
    if (failures < 1 || failures > RETRIES) {
      return Optional.empty();
    }
    return Optional.of(
        switch (this) {
          case CLOUD_ELEMENTS -> Duration.ofSeconds(1L << (2 * failures));
          case STANDARD_WEBHOOKS -> standard(failures);
        });
  }

  private static Duration standard(int failures) {
    long[] pauses = {5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400};
    return Duration.ofSeconds(Arrays.stream(pauses).limit(failures).sum());
  }
}
