package valise.files.thumbnails;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import valise.platform.blob.BlobId;

/// Requests that wait a moment for a picture that is being made here. One made by another node is
/// noticed when the wait is over.
final class Arrivals {

  private final ConcurrentHashMap<BlobId, CountDownLatch> awaited = new ConcurrentHashMap<>();
  private final Semaphore places;

  /// @param most how many may wait at once; who comes beyond does not wait
  Arrivals(int most) {
    this.places = new Semaphore(most);
  }

  /// Returns when the picture is settled, or `atMost` has passed.
  ///
  /// @param settled asked once, after which no arrival is missed
  void await(BlobId source, Duration atMost, BooleanSupplier settled) {
    if (!places.tryAcquire()) {
      return;
    }
    CountDownLatch latch = awaited.computeIfAbsent(source, id -> new CountDownLatch(1));
    try {
      if (!settled.getAsBoolean()) {
        boolean _ = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Whoever else waits on it then waits in vain, but not longer.
      awaited.remove(source, latch);
      places.release();
    }
  }

  void arrived(BlobId source) {
    CountDownLatch latch = awaited.remove(source);
    if (latch != null) {
      latch.countDown();
    }
  }
}
