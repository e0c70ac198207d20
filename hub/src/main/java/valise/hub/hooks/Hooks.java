package valise.hub.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import valise.platform.Refusal;

/// Runs hooks, each as if it were the first: no hook leaves anything behind for the next.
///
/// A few children at most; they begin when there is a hook, serve many, and leave when there are
/// none for a while. Who comes while all are busy waits for a moment.
@Component
public final class Hooks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

  private static final int MOST_CHILDREN = 2;
  private static final int RUNS_OF_A_CHILD = 1_000;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration WAIT = Duration.ofSeconds(20);

  /// Steps of the interpreter; about a second of them.
  private static final long MOST_STEPS = 20_000_000;

  private static final long MOST_MILLIS = 2_000;

  /// Longer than a hook may take by its own count: for what cannot be counted.
  private static final Duration PATIENCE = Duration.ofMillis(MOST_MILLIS + 1_000);

  private final Semaphore free = new Semaphore(MOST_CHILDREN, true);
  private final ConcurrentLinkedDeque<Child> idle = new ConcurrentLinkedDeque<>();
  private final Set<Child> all = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor clock;
  private volatile @Nullable Program program;
  private volatile boolean closed;

  Hooks() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("hooks-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  /// Runs a hook.
  ///
  /// @param inputs a JSON object; its members are what the hook sees, by their names, which must be
  ///   names of JavaScript
  /// @throws Refusal when all children stay busy, or none can be started
  public Ran run(String source, String inputs) {
    return ask(true, source, inputs);
  }

  /// Looks whether a hook can be read at all.
  ///
  /// @throws Refusal as [#run]
  public Ran check(String source) {
    return ask(false, source, "{}");
  }

  private Ran ask(boolean run, String source, String inputs) {
    try {
      if (!free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy("Too many hooks are running at this moment.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy("The server is stopping.");
    }
    try {
      Child child = child();
      Ran ran = child.ask(run, source, inputs, PATIENCE);
      giveBack(child);
      return ran;
    } finally {
      free.release();
    }
  }

  private static Refusal busy(String why) {
    return Refusal.unavailable("HOOKS_BUSY", why, Duration.ofSeconds(5));
  }

  private Child child() {
    for (Child child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
      if (child.alive()) {
        return child;
      }
      all.remove(child);
    }
    try {
      Program known = program;
      if (known == null) {
        known = Program.locate(MOST_STEPS, MOST_MILLIS);
        program = known;
      }
      Child child = Child.start(known, clock);
      all.add(child);
      if (closed) {
        // Too late for the one who closed to see it.
        end(child);
      }
      return child;
    } catch (IOException e) {
      LOG.error("hooks.not_started", e);
      throw busy("Hooks cannot be run at this moment.");
    }
  }

  private void giveBack(Child child) {
    if (closed || !child.alive() || child.asked() >= RUNS_OF_A_CHILD) {
      end(child);
      return;
    }
    int asked = child.asked();
    idle.addFirst(child);
    ScheduledFuture<?> _ =
        clock.schedule(
            () -> {
              if (child.asked() == asked && idle.remove(child)) {
                end(child);
              }
            },
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void end(Child child) {
    child.kill();
    all.remove(child);
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
    all.forEach(Child::kill);
  }
}
