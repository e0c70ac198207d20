package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import valise.hub.ids.AccountId;

/// How many mails an account may have sent to whomever it likes, on this node: the operator's mail
/// server is not a way to write to strangers in masses.
final class MailAllowance {

  static final int IN_AN_HOUR = 100;

  private static final Duration HOUR = Duration.ofHours(1);

  private final Map<AccountId, Deque<Instant>> sent = new ConcurrentHashMap<>();

  /// Takes one mail to each of so many people, or says how long to wait.
  Optional<Duration> take(AccountId account, int people, Instant now) {
    Deque<Instant> before = sent.computeIfAbsent(account, key -> new ArrayDeque<>());
    synchronized (before) {
      while (!before.isEmpty() && !before.peek().isAfter(now.minus(HOUR))) {
        before.remove();
      }
      if (before.size() + people > IN_AN_HOUR) {
        return Optional.of(
            before.isEmpty() ? HOUR : Duration.between(now, before.peek().plus(HOUR)));
      }
      for (int i = 0; i < people; i++) {
        before.add(now);
      }
      return Optional.empty();
    }
  }
}
