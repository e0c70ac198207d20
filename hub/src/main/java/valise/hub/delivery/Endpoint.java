package valise.hub.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;

/// A subscription that this node serves: what of it is in memory. Guarded by the lock of [Lanes],
/// except what is final.
final class Endpoint {

  /// Requests to one receiver at the same time: at first, and at most.
  private static final int FIRST_CAP = 8;

  private static final int LARGEST_CAP = 24;

  /// Answers on time before one more request at a time is tried.
  private static final int GROWTH = 32;

  /// What takes longer on average is slow.
  private static final int SLOW_MILLIS = 1_000;

  private final SubscriptionId id;
  private final AccountId account;
  private final long lease;
  private final Callback callback;
  private final boolean ordered;
  private final FailurePolicy policy;
  private final Schedule schedule;

  private final Deque<Waiting> window = new ArrayDeque<>();
  // What somebody asked for once more has its turn when there is nothing else.
  private final Deque<Waiting> replays = new ArrayDeque<>();
  // In the window, on the way, or not recorded yet: not to be loaded again.
  private final Set<EventId> held = new HashSet<>();
  private int inFlight;
  private int cap;
  private int goodAnswers;
  private double averageMillis;
  private Breaker breaker;
  private boolean dirtyBreaker;
  private String lastOutcome = "";
  private boolean more = true;
  private boolean stopped;
  boolean queued;

  Endpoint(
      SubscriptionId id,
      AccountId account,
      long lease,
      Callback callback,
      boolean ordered,
      FailurePolicy policy,
      Schedule schedule,
      Breaker breaker) {
    this.id = id;
    this.account = account;
    this.lease = lease;
    this.callback = callback;
    this.ordered = ordered;
    this.policy = policy;
    this.schedule = schedule;
    this.breaker = breaker;
    this.cap = ordered || breaker.probing() ? 1 : FIRST_CAP;
  }

  SubscriptionId id() {
    return id;
  }

  AccountId account() {
    return account;
  }

  long lease() {
    return lease;
  }

  Callback callback() {
    return callback;
  }

  boolean ordered() {
    return ordered;
  }

  FailurePolicy policy() {
    return policy;
  }

  Schedule schedule() {
    return schedule;
  }

  Breaker breaker() {
    return breaker;
  }

  String lastOutcome() {
    return lastOutcome;
  }

  /// Whether only one delivery at a time may be looked for: an ordered one, or a probe.
  boolean single() {
    return ordered || breaker.probing();
  }

  Set<EventId> held() {
    return held;
  }

  int room(int windowSize) {
    return Math.max(0, windowSize - loaded());
  }

  private int loaded() {
    return window.size() + replays.size();
  }

  void load(List<Waiting> found) {
    for (Waiting each : found) {
      if (!stopped && held.add(each.event())) {
        (each.replay() ? replays : window).add(each);
      }
    }
  }

  void mayHaveMore(boolean may) {
    more = may;
  }

  boolean hungry(int lowWater) {
    return more && !stopped && loaded() <= lowWater && (!single() || held.isEmpty());
  }

  boolean ready(Instant now) {
    return loaded() > 0 && inFlight < cap && breaker.closedUntil(now).isEmpty();
  }

  /// Whether it belongs to those who may use only a share of the slots: it is slow, or what it
  /// sends next failed before.
  boolean burdens() {
    Waiting first = window.isEmpty() ? replays.peek() : window.peek();
    return averageMillis > SLOW_MILLIS || (first != null && !first.firstAttempt());
  }

  Waiting take() {
    inFlight++;
    return window.isEmpty() ? replays.remove() : window.remove();
  }

  void ended(Result result, Instant now) {
    inFlight--;
    averageMillis += (result.attempt().millis() - averageMillis) / 8;
    lastOutcome = result.attempt().outcome();
    switch (result.blame()) {
      case HEALTHY -> {
        boolean wasOpen = breaker.probing() || breaker.failures() > 0;
        breaker = breaker.succeeded(now);
        dirtyBreaker |= wasOpen;
        grow();
      }
      case FAILING, SLOW -> {
        breaker = breaker.failed(now);
        dirtyBreaker = true;
        cap = result.blame() == Result.Blame.SLOW ? Math.max(1, cap / 2) : cap;
        goodAnswers = 0;
      }
      case NONE -> {}
    }
    switch (result.next()) {
      case Result.Next.Queued queuedFor -> stop();
      case Result.Next.Delivered delivered -> {}
      case Result.Next.Kept kept -> {}
      case Result.Next.Again again -> {
        if (ordered || breaker.closedUntil(now).isPresent()) {
          // What comes next must not overtake it, or must wait like it.
          drop();
        }
      }
    }
  }

  private void grow() {
    if (ordered) {
      return;
    }
    cap = Math.max(cap, Math.min(FIRST_CAP, cap + 1));
    if (++goodAnswers >= GROWTH && cap < LARGEST_CAP) {
      cap++;
      goodAnswers = 0;
    }
  }

  /// Forgets what was not sent yet; it is still on the disk.
  void drop() {
    for (Deque<Waiting> loaded : List.of(window, replays)) {
      loaded.forEach(each -> held.remove(each.event()));
      loaded.clear();
    }
    more = true;
  }

  void stop() {
    stopped = true;
    drop();
  }

  void recorded(EventId event) {
    held.remove(event);
  }

  boolean takeDirtyBreaker() {
    boolean dirty = dirtyBreaker;
    dirtyBreaker = false;
    return dirty;
  }

  boolean stopped() {
    return stopped;
  }

  /// Whether nothing of it is in memory or on the way.
  boolean quiet() {
    return held.isEmpty() && inFlight == 0;
  }

  /// Whether nothing is left that could be sent now.
  boolean done(Instant now) {
    return quiet() && (stopped || !more || breaker.closedUntil(now).isPresent());
  }
}
