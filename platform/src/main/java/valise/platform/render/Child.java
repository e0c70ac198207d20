package valise.platform.render;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One running child process, asked one thing at a time. The protocol is described at the child's
/// `Main`; nothing that comes back is trusted to keep to it.
final class Child {

  /// Changes with the protocol.
  private static final int HELLO = 0x7654_4802;

  /// The JVM's own, under `-XX:+ExitOnOutOfMemoryError`.
  private static final int EXIT_OUT_OF_MEMORY = 3;

  private static final int EXIT_TOO_SLOW = 4;

  /// A JVM starts in a tenth of a second; the rest is for a machine that is busy elsewhere.
  private static final Duration START = Duration.ofSeconds(30);

  private static final Duration DEATH = Duration.ofSeconds(5);

  /// What a child needs to understand paths in the same encoding as we do. Anything else in our
  /// environment may be a secret.
  private static final Set<String> INHERITED = Set.of("LANG", "LC_ALL", "LC_CTYPE");

  private final Process process;
  private final DataOutputStream requests;
  private final BlockingQueue<Said> said = new ArrayBlockingQueue<>(1);
  private final Thread listener;
  private int asked;

  private Child(Process process) {
    this.process = process;
    this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.listener =
        Thread.ofPlatform().daemon().name("thumbnailer-" + process.pid()).start(this::listen);
  }

  /// What was read from the child.
  private sealed interface Said {
    record Hello() implements Said {}

    record Answer(int number, Reply reply) implements Said {}

    /// Nothing more will come.
    record End(String detail) implements Said {}

    /// Something that is no answer.
    record Nonsense(String detail) implements Said {}
  }

  /// What became of a request.
  sealed interface Reply {
    record Rendered(Rendering rendering) implements Reply {}

    /// Our own files could not be read or written.
    record Trouble(String detail) implements Reply {}
  }

  /// @param number distinguishes the children that live at the same time
  /// @throws IOException if the program does not start
  static Child start(ThumbnailerProgram program, RenderLimits limits, int number)
      throws IOException, InterruptedException {
    Files.createDirectories(program.workFolder());
    Path errors = program.workFolder().resolve("thumbnailer-" + number + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(program.command(limits))
            .directory(program.workFolder().toFile())
            .redirectError(Redirect.to(errors.toFile()));
    builder.environment().keySet().retainAll(INHERITED);
    Child child = new Child(builder.start());
    try {
      if (!(child.said.poll(START.toMillis(), TimeUnit.MILLISECONDS) instanceof Said.Hello)) {
        child.kill();
        throw new IOException(
            "The thumbnailer did not start (" + child.ending() + "): " + beginning(errors));
      }
    } catch (InterruptedException interrupted) {
      child.kill();
      throw interrupted;
    }
    return child;
  }

  /// Asks and waits. Unless the answer is [Reply.Rendered] with something other than
  /// [Rendering.Failed], this child must not be asked again.
  Reply ask(Path input, Sheet sheet, Map<Integer, Path> outputsBySize, Duration patience)
      throws InterruptedException {
    asked++;
    try {
      requests.writeInt(asked);
      requests.writeUTF(input.toAbsolutePath().toString());
      requests.writeInt(sheet.page());
      requests.writeUTF(sheet.mark());
      requests.writeByte(outputsBySize.size());
      for (Map.Entry<Integer, Path> output : outputsBySize.entrySet()) {
        requests.writeInt(output.getKey());
        requests.writeUTF(output.getValue().toAbsolutePath().toString());
      }
      requests.flush();
    } catch (IOException _) {
      return died("the pipe is closed");
    }
    Said answer = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    return switch (answer) {
      case null -> failed(Rendering.Failed.Reason.TIMED_OUT, "no answer within " + patience);
      case Said.Answer(int number, Reply reply)
          when number == asked && fits(reply, outputsBySize.keySet()) ->
          reply;
      case Said.Answer _ ->
          failed(Rendering.Failed.Reason.CRASHED, "an answer that does not fit the request");
      case Said.Hello _ -> failed(Rendering.Failed.Reason.CRASHED, "a second hello");
      case Said.Nonsense(String detail) -> failed(Rendering.Failed.Reason.CRASHED, detail);
      case Said.End(String detail) -> died(detail);
    };
  }

  int asked() {
    return asked;
  }

  boolean alive() {
    return process.isAlive();
  }

  /// Kills the process and every process it started. Returns when it is dead, at least as long as
  /// the system plays along.
  void kill() {
    // A dead process has no descendants any more, so they are counted first.
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    listener.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    // The listener, interrupted, tells nobody; whoever waits for an answer has to know.
    boolean _ = said.offer(new Said.End("killed"));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply died(String detail) throws InterruptedException {
    // The pipe closes a moment before there is an exit code.
    Optional<Integer> code =
        process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS)
            ? Optional.of(process.exitValue())
            : Optional.empty();
    Rendering.Failed.Reason reason =
        switch (code.orElse(-1)) {
          case EXIT_OUT_OF_MEMORY -> Rendering.Failed.Reason.OUT_OF_MEMORY;
          case EXIT_TOO_SLOW -> Rendering.Failed.Reason.TIMED_OUT;
          default -> Rendering.Failed.Reason.CRASHED;
        };
    return failed(reason, detail + ", " + ending());
  }

  private Reply failed(Rendering.Failed.Reason reason, String detail) {
    kill();
    return new Reply.Rendered(new Rendering.Failed(reason, detail));
  }

  private String ending() {
    return process.isAlive() ? "still running" : "exit code " + process.exitValue();
  }

  private static boolean fits(Reply reply, Set<Integer> sizes) {
    return !(reply instanceof Reply.Rendered(Rendering.Done done))
        || (done.bySize().keySet().equals(sizes)
            && done.pages() >= 1
            && done.bySize().entrySet().stream()
                .allMatch(entry ->
                    fits(entry.getValue().width(), entry.getKey())
                        && fits(entry.getValue().height(), entry.getKey())));
  }

  private static boolean fits(int side, int size) {
    return side >= 1 && side <= size;
  }

  private void listen() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      try {
        if (in.readInt() != HELLO) {
          said.put(new Said.Nonsense("not our program"));
          return;
        }
        said.put(new Said.Hello());
        while (true) {
          said.put(new Said.Answer(in.readInt(), reply(in)));
        }
      } catch (EOFException _) {
        said.put(new Said.End("no answer"));
      } catch (IOException nonsense) {
        said.put(new Said.Nonsense(nonsense.toString()));
      }
    } catch (InterruptedException _) {
      // Killed: nobody asks any more.
    } catch (IOException _) {
      // Closing our end of a pipe that nobody reads any more.
    }
  }

  private static Reply reply(DataInputStream in) throws IOException {
    int status = in.readByte();
    return switch (status) {
      case 0 -> new Reply.Rendered(done(in));
      case 1 ->
          new Reply.Rendered(
              new Rendering.Unsupported(
                  choice(Rendering.Unsupported.Reason.values(), in.readByte()), text(in)));
      case 2 ->
          new Reply.Rendered(
              new Rendering.Refused(Rendering.Refused.Reason.TOO_MANY_PIXELS, text(in)));
      case 3 -> new Reply.Trouble(text(in));
      default -> throw new IOException("no such status: " + status);
    };
  }

  private static Rendering.Done done(DataInputStream in) throws IOException {
    int pages = in.readInt();
    Map<Integer, Rendering.Thumbnail> bySize = new HashMap<>();
    for (int left = in.readByte(); left > 0; left--) {
      int size = in.readInt();
      int width = in.readInt();
      int height = in.readInt();
      bySize.put(
          size,
          new Rendering.Thumbnail(
              width, height, choice(Rendering.MediaType.values(), in.readByte())));
    }
    return new Rendering.Done(bySize, pages);
  }

  private static <T> T choice(T[] values, int ordinal) throws IOException {
    if (ordinal < 0 || ordinal >= values.length) {
      throw new IOException("no such choice: " + ordinal);
    }
    return values[ordinal];
  }

  private static String text(DataInputStream in) throws IOException {
    String text = in.readUTF();
    return text.substring(0, Math.min(text.length(), 300)).replaceAll("\\p{Cntrl}", " ");
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(500), StandardCharsets.UTF_8).strip();
    }
  }
}
