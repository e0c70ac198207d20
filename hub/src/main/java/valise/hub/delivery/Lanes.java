package valise.hub.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;

/// What this node serves, and whose turn it is to send.
///
/// Fair in three ways: receivers take turns, so that a long queue does not hold up a short one;
/// first attempts at receivers that answer quickly always find a free slot, because retries and
/// slow receivers together may hold only half of them; and no account may hold more than half.
final class Lanes {

  /// The right to send one delivery now.
  record Turn(Endpoint endpoint, Waiting waiting, boolean burden) {}

  private final int slots;
  private final int share;
  private final int windowSize;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by the lock, and so is what changes of an endpoint.
  private final Map<SubscriptionId, Endpoint> endpoints = new LinkedHashMap<>();
  private final Deque<Endpoint> line = new ArrayDeque<>();
  private final Map<AccountId, Integer> byAccount = new HashMap<>();
  private int busy;
  private int burdened;

  Lanes(int slots, int windowSize) {
    this.slots = slots;
    this.share = Math.max(1, slots / 2);
    this.windowSize = windowSize;
  }

  private <T> T locked(java.util.function.Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  void add(Collection<Endpoint> claimed) {
    locked(() -> {
      claimed.forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
      return true;
    });
  }

  int size() {
    return locked(endpoints::size);
  }

  /// Says that there is more to load for those of `ids` that are served here; true if there are
  /// any.
  boolean rang(Collection<SubscriptionId> ids) {
    return locked(() -> {
      boolean any = false;
      for (SubscriptionId id : ids) {
        Endpoint endpoint = endpoints.get(id);
        if (endpoint != null) {
          endpoint.mayHaveMore(true);
          any = true;
        }
      }
      return any;
    });
  }

  /// What to load for whom: a number of deliveries besides those that are held.
  record Hunger(Endpoint endpoint, Set<EventId> held, int room, boolean single, boolean probe) {}

  List<Hunger> hungry(int lowWater, int atMost) {
    return locked(() -> {
      List<Hunger> hungry = new ArrayList<>();
      for (Endpoint endpoint : endpoints.values()) {
        if (hungry.size() < atMost && endpoint.hungry(lowWater)) {
          // Whatever rings from here on counts again.
          endpoint.mayHaveMore(false);
          hungry.add(
              new Hunger(
                  endpoint,
                  Set.copyOf(endpoint.held()),
                  endpoint.room(windowSize),
                  endpoint.single(),
                  endpoint.breaker().probing()));
        }
      }
      return hungry;
    });
  }

  boolean anyHungry(int lowWater) {
    return locked(() -> endpoints.values().stream().anyMatch(it -> it.hungry(lowWater)));
  }

  /// Puts what was found for those who were hungry; `full` says whether there may be more.
  void load(Endpoint endpoint, List<Waiting> found, boolean full, Instant now) {
    locked(() -> {
      endpoint.load(found);
      if (full) {
        endpoint.mayHaveMore(true);
      }
      join(endpoint, now);
      return true;
    });
  }

  private void join(Endpoint endpoint, Instant now) {
    if (!endpoint.queued && endpoint.ready(now)) {
      endpoint.queued = true;
      line.add(endpoint);
    }
  }

  Optional<Turn> next(Instant now) {
    return locked(() -> take(now));
  }

  private Optional<Turn> take(Instant now) {
    if (busy >= slots) {
      return Optional.empty();
    }
    for (int i = line.size(); i > 0; i--) {
      Endpoint endpoint = line.remove();
      if (!endpoint.ready(now)) {
        endpoint.queued = false;
        continue;
      }
      boolean burden = endpoint.burdens();
      if ((burden && burdened >= share) || byAccount.getOrDefault(endpoint.account(), 0) >= share) {
        line.add(endpoint);
        continue;
      }
      Waiting waiting = endpoint.take();
      busy++;
      burdened += burden ? 1 : 0;
      byAccount.merge(endpoint.account(), 1, Integer::sum);
      endpoint.queued = false;
      join(endpoint, now);
      return Optional.of(new Turn(endpoint, waiting, burden));
    }
    return Optional.empty();
  }

  /// Gives a slot back, and takes the next turn with it.
  Optional<Turn> ended(Turn turn, Result result, Instant now) {
    return locked(() -> {
      end(turn, result, now);
      return take(now);
    });
  }

  void endedAlone(Turn turn, Result result, Instant now) {
    locked(() -> {
      end(turn, result, now);
      return true;
    });
  }

  private void end(Turn turn, Result result, Instant now) {
    busy--;
    burdened -= turn.burden() ? 1 : 0;
    byAccount.computeIfPresent(
        turn.endpoint().account(), (account, count) -> count > 1 ? count - 1 : null);
    turn.endpoint().ended(result, now);
    join(turn.endpoint(), now);
  }

  /// What is known of the receivers' health and not recorded yet.
  record Health(Endpoint endpoint, Breaker breaker, String outcome) {}

  List<Health> takeHealth(Collection<Endpoint> of) {
    return locked(() ->
        of.stream()
            .filter(Endpoint::takeDirtyBreaker)
            .map(endpoint -> new Health(endpoint, endpoint.breaker(), endpoint.lastOutcome()))
            .toList());
  }

  void recorded(Collection<Result> results) {
    locked(() -> {
      results.forEach(result -> result.endpoint().recorded(result.waiting().event()));
      return true;
    });
  }

  /// Those of whom nothing is left that could be sent now.
  List<Health> done(Instant now) {
    return locked(() ->
        endpoints.values().stream()
            .filter(endpoint -> endpoint.done(now))
            .map(endpoint -> new Health(endpoint, endpoint.breaker(), endpoint.lastOutcome()))
            .toList());
  }

  /// Those whose lease is theirs no more are forgotten; what is on the way ends unrecorded.
  void remove(Collection<Endpoint> leaving) {
    locked(() -> {
      for (Endpoint endpoint : leaving) {
        endpoint.stop();
        endpoints.remove(endpoint.id(), endpoint);
      }
      return true;
    });
  }

  <T> List<T> map(Function<Endpoint, T> what) {
    return locked(() -> endpoints.values().stream().map(what).toList());
  }

  int busy() {
    return locked(() -> busy);
  }
}
