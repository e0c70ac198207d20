package valise.files.testing;

import java.time.Duration;

/// How many requests a server is answering. A client has an answer's last byte before the server
/// has done what comes after it. Guarded by itself.
final class InFlight {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private int count;

  synchronized void begin() {
    count++;
  }

  synchronized void end() {
    count--;
    notifyAll();
  }

  /// Waits until there is none.
  synchronized void awaitNone() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (count > 0 && System.nanoTime() < deadline) {
        wait(1_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (count > 0) {
      throw new IllegalStateException("a request does not end");
    }
  }
}
