package valise.platform.db;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// What a caller waits for while another thread does the work. An interrupt does not cut the
/// waiting short, because the change may already be on the way to the disk: the caller gets its
/// answer and stays interrupted.
final class Answer<T> {

  private final CountDownLatch given = new CountDownLatch(1);
  // Written before `given` is counted down, read after.
  private @Nullable T result;
  private @Nullable Throwable failure;

  void succeed(T value) {
    result = value;
  }

  void fail(Throwable reason) {
    failure = reason;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /// Lets the caller go with what was said last.
  void give() {
    given.countDown();
  }

  @SuppressWarnings("NullAway") // A work that returns null gets its null back.
  T await() {
    boolean interrupted = false;
    while (true) {
      try {
        given.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw Failures.<RuntimeException>thrown(Failures.meaningOf(failure));
    }
    return result;
  }
}
