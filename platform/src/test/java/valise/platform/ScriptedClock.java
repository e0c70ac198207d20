package valise.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until a test moves it. It begins at 2026-01-15T10:00:00Z.
public final class ScriptedClock implements InstantSource {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-15T10:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves on by `step`; returns the new time.
  public Instant advance(Duration step) {
    return now.updateAndGet(instant -> instant.plus(step));
  }

  /// Jumps, forwards or back.
  public void set(Instant instant) {
    now.set(instant);
  }
}
