package valise.hub.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an account wants to happen when a receiver fails: `notification.webhook.failure.policy`.
public enum FailurePolicy {
  /// It is tried again, and queued when nothing helps.
  RETRY,
  /// It is queued at once, and so is what comes after.
  QUEUE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FailurePolicy> parse(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equalsIgnoreCase(word.strip())).findAny();
  }
}
