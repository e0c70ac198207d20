package valise.hub.hooks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One running child process, asked one thing at a time by whoever holds it. The protocol is
/// described at [Main].
final class Child {

  /// The JVM's own, under `-XX:+ExitOnOutOfMemoryError`.
  private static final int EXIT_OUT_OF_MEMORY = 3;

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration DEATH = Duration.ofSeconds(5);

  /// No answer of it is longer, in bytes.
  private static final int LONGEST = 64 << 20;

  /// Anything else in our environment may be a secret.
  private static final Set<String> INHERITED = Set.of("LANG", "LC_ALL", "LC_CTYPE");

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final ScheduledExecutorService clock;
  private int asked;

  private Child(Process process, ScheduledExecutorService clock) {
    this.process = process;
    this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.clock = clock;
  }

  /// @param clock whose tasks end what takes too long
  /// @throws IOException if the program does not start
  static Child start(Program program, ScheduledExecutorService clock) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program.command()).redirectError(Redirect.DISCARD);
    builder.environment().keySet().retainAll(INHERITED);
    Child child = new Child(builder.start(), clock);
    ScheduledFuture<?> late = clock.schedule(child::kill, START.toMillis(), TimeUnit.MILLISECONDS);
    try {
      if (child.answers.readInt() != Main.HELLO) {
        throw new IOException("The child that runs hooks is another program");
      }
      return child;
    } catch (IOException e) {
      child.kill();
      throw e;
    } finally {
      late.cancel(false);
    }
  }

  /// Asks and waits. A child that does not answer in time is killed, and is not [#alive] then.
  Ran ask(boolean run, String source, String inputs, Duration patience) {
    asked++;
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> end =
        clock.schedule(
            () -> {
              late.set(true);
              kill();
            },
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      requests.writeByte(run ? 0 : 1);
      Main.write(requests, source);
      Main.write(requests, inputs);
      requests.flush();
      return answer();
    } catch (IOException e) {
      return died(late.get());
    } finally {
      end.cancel(false);
    }
  }

  private Ran answer() throws IOException {
    boolean done = answers.readByte() == 0;
    int line = done ? 0 : answers.readInt();
    int length = answers.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("An answer of " + length + " bytes");
    }
    String text = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
    return done ? new Ran.Done(text) : new Ran.Failed(text, line);
  }

  private Ran died(boolean late) {
    kill();
    if (late) {
      return new Ran.Failed("it took more time than a hook may", 0);
    }
    return new Ran.Failed(
        !process.isAlive() && process.exitValue() == EXIT_OUT_OF_MEMORY
            ? "it used more memory than a hook may"
            : "what ran it ended before it did",
        0);
  }

  int asked() {
    return asked;
  }

  boolean alive() {
    return process.isAlive();
  }

  /// Returns when it is dead, at least as long as the system plays along.
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
