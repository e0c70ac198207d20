package valise.platform.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Makes thumbnails of files that nobody trusts, in child processes with little memory, little time
/// and no network. The worst a file can do is to kill its child.
///
/// A child serves many files, since starting one costs more than a small picture does; it is
/// replaced after [RenderLimits#rendersPerChild] of them, after any [Rendering.Failed], and leaves
/// after [RenderLimits#idle] without work. There is no queue here: who comes while every child is
/// busy waits, so a caller bounds how many of its threads come.
public final class Renderer implements AutoCloseable {

  /// The protocol counts outputs in one byte; nobody needs more.
  private static final int MOST_OUTPUTS = 16;

  private final RenderLimits limits;
  private final ThumbnailerProgram program;
  private final Semaphore free;
  private final ScheduledThreadPoolExecutor clock;

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Map<Child, Integer> numbers = new HashMap<>();
  private final BitSet taken = new BitSet();
  private boolean closed;

  /// A child without work, and what will end it.
  private record Idle(Child child, Future<?> end) {}

  public Renderer(RenderLimits limits, ThumbnailerProgram program) {
    this.limits = limits;
    this.program = program;
    this.free = new Semaphore(limits.children(), true);
    this.clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("thumbnailer-idle").factory());
    this.clock.setRemoveOnCancelPolicy(true);
  }

  /// Makes one thumbnail for each size, all of them or none, of the first page or frame.
  ///
  /// @see #render(Path, Sheet, Map)
  public Rendering render(Path input, Map<Integer, Path> outputsBySize)
      throws IOException, InterruptedException {
    return render(input, Sheet.FIRST, outputsBySize);
  }

  /// Makes one thumbnail for each size, all of them or none. Waits for a free child, then at most
  /// about [RenderLimits#patience].
  ///
  /// What the file is, is told by its first bytes. A thumbnail is upright (Exif), never larger than
  /// the picture (a PDF page is drawn to size) and without metadata; of a moving picture it shows
  /// the first frame.
  ///
  /// @param outputsBySize where to write, keyed by the bound of the longest side in pixels; what is
  ///   there is replaced, whole files at a time. Their folders must exist
  /// @throws IOException if the input cannot be read, an output not be written, or the child
  ///   program not be started: our trouble, not the picture's
  /// @throws InterruptedException if the caller was interrupted; the child is dead then
  /// @throws IllegalStateException after [#close]
  public Rendering render(Path input, Sheet sheet, Map<Integer, Path> outputsBySize)
      throws IOException, InterruptedException {
    if (outputsBySize.isEmpty() || outputsBySize.size() > MOST_OUTPUTS) {
      throw new IllegalArgumentException("From 1 to " + MOST_OUTPUTS + " outputs");
    }
    long bytes = Files.size(input);
    if (bytes > limits.maxInputBytes()) {
      return new Rendering.Refused(
          Rendering.Refused.Reason.TOO_LARGE, bytes + " bytes, at most " + limits.maxInputBytes());
    }
    free.acquire();
    try {
      return renderWithAChild(input, sheet, outputsBySize);
    } finally {
      free.release();
    }
  }

  private Rendering renderWithAChild(Path input, Sheet sheet, Map<Integer, Path> outputsBySize)
      throws IOException, InterruptedException {
    Map<Integer, Path> parts = new HashMap<>();
    try {
      for (Map.Entry<Integer, Path> output : outputsBySize.entrySet()) {
        Path folder = output.getValue().toAbsolutePath().getParent();
        parts.put(output.getKey(), Files.createTempFile(folder, "thumbnail", ".part"));
      }
      Rendering rendering = ask(input, sheet, parts);
      if (rendering instanceof Rendering.Done) {
        for (Map.Entry<Integer, Path> part : parts.entrySet()) {
          Path output = outputsBySize.get(part.getKey());
          Files.move(part.getValue(), output, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return rendering;
    } finally {
      for (Path part : parts.values()) {
        Files.deleteIfExists(part);
      }
    }
  }

  private Rendering ask(Path input, Sheet sheet, Map<Integer, Path> outputs)
      throws IOException, InterruptedException {
    Child child = take();
    boolean again = false;
    try {
      Child.Reply reply = child.ask(input, sheet, outputs, limits.patience());
      return switch (reply) {
        case Child.Reply.Rendered(Rendering rendering) -> {
          again =
              !(rendering instanceof Rendering.Failed) && child.asked() < limits.rendersPerChild();
          yield rendering;
        }
        case Child.Reply.Trouble(String detail) -> throw new IOException(detail);
      };
    } finally {
      if (again) {
        giveBack(child);
      } else {
        end(child);
      }
    }
  }

  /// The permit of [#free] that the caller holds means that there is a number to be had.
  private Child take() throws IOException, InterruptedException {
    int number;
    List<Child> dead = new ArrayList<>();
    lock.lock();
    try {
      refuseWhenClosed();
      for (Idle next = idle.poll(); next != null; next = idle.poll()) {
        next.end().cancel(false);
        if (next.child().alive()) {
          return next.child();
        }
        dead.add(next.child());
      }
      dead.forEach(this::forget);
      number = taken.nextClearBit(0);
      taken.set(number);
    } finally {
      lock.unlock();
    }
    Optional<Child> started = Optional.empty();
    try {
      started = Optional.of(Child.start(program, limits, number));
      return started.get();
    } finally {
      lock.lock();
      try {
        started.ifPresentOrElse(child -> numbers.put(child, number), () -> taken.clear(number));
        if (closed) {
          // Too late for the one who closed to see it; it will answer nothing.
          started.ifPresent(Child::kill);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void giveBack(Child child) {
    lock.lock();
    try {
      if (!closed) {
        Duration wait = limits.idle();
        Future<?> end =
            clock.schedule(() -> endIfIdle(child), wait.toMillis(), TimeUnit.MILLISECONDS);
        idle.push(new Idle(child, end));
        return;
      }
    } finally {
      lock.unlock();
    }
    end(child);
  }

  private void endIfIdle(Child child) {
    lock.lock();
    try {
      if (!idle.removeIf(entry -> entry.child().equals(child))) {
        return;
      }
    } finally {
      lock.unlock();
    }
    end(child);
  }

  private void end(Child child) {
    child.kill();
    lock.lock();
    try {
      forget(child);
    } finally {
      lock.unlock();
    }
  }

  private void forget(Child child) {
    Integer number = numbers.remove(child);
    if (number != null) {
      taken.clear(number);
    }
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new IllegalStateException("The renderer is closed");
    }
  }

  /// Kills every child. A rendering under way ends as [Rendering.Failed].
  @Override
  public void close() {
    List<Child> children;
    lock.lock();
    try {
      closed = true;
      idle.clear();
      children = List.copyOf(numbers.keySet());
    } finally {
      lock.unlock();
    }
    clock.shutdownNow();
    children.forEach(this::end);
  }
}
