package valise.thumbnailer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/// Serves one parent over standard input and output until the input ends.
///
/// All numbers are big-endian, texts are those of [DataOutputStream#writeUTF].
///
/// - first, once: `int` [#HELLO]
/// - a request: `int` number, text path of the input, `int` page (the first is 0), text of what is
///   to be written across it, `byte` count, and for each output `int` size and text path
/// - its answer: the same `int` number, `byte` status, and
///   - `0` done: `int` how many pages the input has, `byte` count, and for each output `int` size,
///     `int` width, `int` height, `byte` 0 for JPEG or 1 for PNG
///   - `1` unsupported: `byte` [Outcome.Why] (0 unknown kind, 1 damaged, 2 locked), text
///   - `2` refused, `3` trouble with our own files: text
///
/// An [Error] ends the process: exit code 3 for memory (the JVM's own code under
/// `-XX:+ExitOnOutOfMemoryError`), 4 when a request outlived its parent's patience, 5 for any
/// other.
public final class Main {

  /// Changes with the protocol.
  static final int HELLO = 0x7654_4802;

  static final int EXIT_OUT_OF_MEMORY = 3;
  static final int EXIT_TOO_SLOW = 4;
  static final int EXIT_BROKEN = 5;

  private static final int LONGEST_DETAIL = 300;

  private Main() {}

  /// @param args the most pixels a picture may have; the milliseconds after which a request halts
  ///   this process even when its parent is no longer there to do so
  public static void main(String[] args) throws IOException {
    serve(new Thumbnailer(Long.parseLong(args[0])), Long.parseLong(args[1]));
  }

  /// Answers requests until standard input ends.
  public static void serve(Renders renders, long haltAfterMillis) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    closeTheDoors();
    out.writeInt(HELLO);
    out.flush();
    Timer watchdog = new Timer("watchdog", true);
    try {
      while (true) {
        int number = in.readInt();
        TimerTask halt = haltWith(EXIT_TOO_SLOW);
        watchdog.schedule(halt, haltAfterMillis);
        Path input = Path.of(in.readUTF());
        int page = in.readInt();
        String mark = in.readUTF();
        Map<Integer, Path> outputs = new TreeMap<>();
        for (int left = in.readByte(); left > 0; left--) {
          outputs.put(in.readInt(), Path.of(in.readUTF()));
        }
        out.writeInt(number);
        answer(out, renders.render(input, page, mark, outputs));
        out.flush();
        halt.cancel();
      }
    } catch (EOFException _) {
      // The parent closed its end: nothing more to do.
    } catch (OutOfMemoryError _) {
      // Only what the JVM does not exit for by itself arrives here.
      Runtime.getRuntime().halt(EXIT_OUT_OF_MEMORY);
    } catch (Error _) {
      Runtime.getRuntime().halt(EXIT_BROKEN);
    }
  }

  /// A decoder that prints must not reach the protocol, and nothing in a picture or a document may
  /// make this process ask the network for more.
  private static void closeTheDoors() {
    System.setIn(InputStream.nullInputStream());
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    System.setErr(System.out);
    ImageIO.setUseCache(false);
    Set<String> local = Set.of("file", "jar", "jrt");
    URL.setURLStreamHandlerFactory(protocol -> local.contains(protocol) ? null : new ClosedDoor());
  }

  private static TimerTask haltWith(int code) {
    return new TimerTask() {
      @Override
      public void run() {
        Runtime.getRuntime().halt(code);
      }
    };
  }

  private static void answer(DataOutputStream out, Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Done done -> {
        out.writeByte(0);
        out.writeInt(done.pages());
        out.writeByte(done.thumbnails().size());
        for (Outcome.Thumbnail thumbnail : done.thumbnails()) {
          out.writeInt(thumbnail.size());
          out.writeInt(thumbnail.width());
          out.writeInt(thumbnail.height());
          out.writeByte(thumbnail.png() ? 1 : 0);
        }
      }
      case Outcome.Unsupported unsupported -> {
        out.writeByte(1);
        out.writeByte(unsupported.why().wireNumber());
        out.writeUTF(shortened(unsupported.detail()));
      }
      case Outcome.Refused refused -> {
        out.writeByte(2);
        out.writeUTF(shortened(refused.detail()));
      }
      case Outcome.Trouble trouble -> {
        out.writeByte(3);
        out.writeUTF(shortened(trouble.detail()));
      }
    }
  }

  private static String shortened(String detail) {
    return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL);
  }

  private static final class ClosedDoor extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      throw new IOException("This process does not speak " + url.getProtocol());
    }
  }
}
