package valise.platform.watch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Where the server writes what it did: one JSON object on one line for each request, job or
/// attempt, at its end.
public final class Journal {

  private final InstantSource clock;
  private final Consumer<String> lines;

  /// `lines` takes one line at a time, without its end, from any thread.
  public Journal(InstantSource clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
  }

  /// A journal on the process's standard output.
  @SuppressWarnings("resource") // The process's own output is never closed.
  public static Journal onStandardOutput(InstantSource clock) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    return new Journal(clock, line -> write(out, line));
  }

  /// A journal that nobody reads.
  public static Journal silent() {
    return new Journal(InstantSource.system(), line -> {});
  }

  /// Opens the line of something that begins now. `event` is a stable name in dotted lower case:
  /// `request`, `job.run`.
  public WideLine begin(String event) {
    return new WideLine(event, clock, lines);
  }

  private static void write(OutputStream out, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    // Two lines at once must not mix.
    synchronized (out) {
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("Nobody reads the standard output any more", e);
      }
    }
  }
}
