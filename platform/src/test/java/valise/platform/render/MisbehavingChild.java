package valise.platform.render;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import valise.thumbnailer.Main;
import valise.thumbnailer.Outcome;

/// A child that does what it is told by the first line of its input, and otherwise writes its own
/// process id where thumbnails should be.
public final class MisbehavingChild {

  private MisbehavingChild() {}

  public static void main(String[] args) throws IOException {
    Main.serve(MisbehavingChild::obey, Long.parseLong(args[1]));
  }

  private static Outcome obey(Path input, int page, String mark, Map<Integer, Path> outputs) {
    try {
      List<String> lines = Files.readAllLines(input);
      switch (lines.getFirst()) {
        case "behave" -> {}
        case "tell and hang" -> {
          // Opening a named pipe waits for whoever opens its other end.
          Files.writeString(Path.of(lines.get(1)), Long.toString(ProcessHandle.current().pid()));
          forever();
        }
        case "hang with a grandchild" -> {
          // One that does not care whether the pipes to its parent still have another end.
          Process grandchild = new ProcessBuilder("sleep", "300").start();
          Files.writeString(Path.of(lines.get(1)), Long.toString(grandchild.pid()));
          forever();
        }
        case "be killed" -> {
          new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
          forever();
        }
        case "eat" -> eat();
        case "recurse" -> recurse(0);
        case "exit" -> System.exit(0);
        case "babble" -> {
          try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes(US_ASCII));
          }
          forever();
        }
        case "print" -> {
          System.out.println("a library that prints");
          System.err.println("a library that complains");
        }
        case "lie" -> {
          return new Outcome.Done(List.of(new Outcome.Thumbnail(75, 1, 9_999, false)), 1);
        }
        case "fail to write" -> {
          return new Outcome.Trouble("disk full");
        }
        case "meet" -> {
          Path pipe = Path.of(lines.get(1));
          if (lines.get(2).equals("write")) {
            Files.newOutputStream(pipe).close();
          } else {
            Files.newInputStream(pipe).close();
          }
        }
        case "fill the disk" -> {
          return fill(outputs.values().iterator().next());
        }
        case "fetch" -> URI.create(lines.get(1)).toURL().openStream().close();
        case "environment" -> {
          for (Path output : outputs.values()) {
            Files.write(output, System.getenv().keySet());
          }
          return done(outputs);
        }
        default -> throw new IllegalArgumentException(lines.getFirst());
      }
      for (Path output : outputs.values()) {
        Files.writeString(output, Long.toString(ProcessHandle.current().pid()));
      }
      return done(outputs);
    } catch (IOException e) {
      return new Outcome.Unsupported(Outcome.Why.DAMAGED, e + "\n\u0007");
    }
  }

  /// Answers how far it came.
  private static Outcome fill(Path file) throws IOException {
    byte[] much = new byte[1 << 20];
    try (var out = Files.newOutputStream(file)) {
      for (int megabyte = 0; megabyte < 200; megabyte++) {
        out.write(much);
      }
    } catch (IOException refused) {
      return new Outcome.Trouble("stopped at " + (Files.size(file) >> 20) + " MiB");
    }
    return done(Map.of(75, file));
  }

  private static Outcome done(Map<Integer, Path> outputs) {
    List<Outcome.Thumbnail> thumbnails = new ArrayList<>();
    outputs.keySet().forEach(size -> thumbnails.add(new Outcome.Thumbnail(size, 1, 1, false)));
    return new Outcome.Done(thumbnails, 1);
  }

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void eat() {
    List<byte[]> eaten = new ArrayList<>();
    while (eaten.size() < 1_000_000) {
      eaten.add(new byte[1 << 20]);
    }
  }

  private static int recurse(int depth) {
    return depth < 0 ? 0 : 1 + recurse(depth + 1) % 7;
  }
}
