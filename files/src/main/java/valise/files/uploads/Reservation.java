package valise.files.uploads;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import valise.platform.http.Hashing;

/// A request's hold on a window of its session's blob: while it lasts nobody else writes there.
/// Mutable; all but `revoked` is guarded by the assembly's lock.
final class Reservation {

  final Span window;

  /// Whether the bytes go to a scratch blob first, because something is or may be in the window.
  final boolean staged;

  /// Hashes from the file's beginning, taken along while writing; null when the window is not at
  /// the frontier.
  final @Nullable Hashing inline;

  /// Held around each write: who has revoked it knows that nothing more is written.
  private final ReentrantLock gate = new ReentrantLock();

  private volatile boolean revoked;

  /// All its bytes are down; it can no longer be revoked, only awaited.
  boolean settled;

  Reservation(Span window, boolean staged, @Nullable Hashing inline) {
    this.window = window;
    this.staged = staged;
    this.inline = inline;
  }

  /// Ends the right to write. When this returns no write is under way.
  void revoke() {
    gate.lock();
    revoked = true;
    gate.unlock();
  }

  boolean revoked() {
    return revoked;
  }

  /// What [#guard] runs.
  @FunctionalInterface
  interface Write {
    void run() throws java.io.IOException;
  }

  /// Writes, unless the right has ended.
  void guard(Write write) throws java.io.IOException {
    gate.lock();
    try {
      if (revoked) {
        throw TransferRefusals.superseded();
      }
      write.run();
    } finally {
      gate.unlock();
    }
  }
}
