package valise.hub.polling;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets only so many polls go to one place at the same time, so that a provider that hangs takes a
/// part of this node and not all of it.
final class Turnstiles {

  private static final class Turnstile {
    private final Semaphore free;
    private volatile long movedAt = System.nanoTime();
    // Guarded by the map.
    private int users;

    Turnstile(int most) {
      this.free = new Semaphore(most, true);
    }

    /// Where nobody came or went for as long as one would wait, one need not.
    boolean enter(Duration patience) throws InterruptedException {
      boolean stuck = System.nanoTime() - movedAt > patience.toNanos();
      boolean in = free.tryAcquire(stuck ? 0 : patience.toNanos(), TimeUnit.NANOSECONDS);
      if (in) {
        movedAt = System.nanoTime();
      }
      return in;
    }

    void leave() {
      movedAt = System.nanoTime();
      free.release();
    }
  }

  private final int most;
  private final Map<String, Turnstile> byPlace = new HashMap<>();

  /// @param most to one place
  Turnstiles(int most) {
    this.most = most;
  }

  /// Goes to a place, unless there is no way in within the patience. Who is in leaves again.
  ///
  /// @throws InterruptedException when this node stops
  boolean enter(String place, Duration patience) throws InterruptedException {
    Turnstile turnstile;
    synchronized (byPlace) {
      turnstile = byPlace.computeIfAbsent(place, it -> new Turnstile(most));
      turnstile.users++;
    }
    boolean in = false;
    try {
      in = turnstile.enter(patience);
      return in;
    } finally {
      if (!in) {
        forget(place, turnstile);
      }
    }
  }

  void leave(String place) {
    synchronized (byPlace) {
      Turnstile turnstile = byPlace.get(place);
      if (turnstile != null) {
        turnstile.leave();
        forget(place, turnstile);
      }
    }
  }

  private void forget(String place, Turnstile turnstile) {
    synchronized (byPlace) {
      turnstile.users--;
      if (turnstile.users == 0) {
        byPlace.remove(place);
      }
    }
  }
}
