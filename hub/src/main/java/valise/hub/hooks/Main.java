package valise.hub.hooks;

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
import java.nio.charset.StandardCharsets;

/// The child process: runs hooks for one parent over standard input and output until the input
/// ends.
///
/// Numbers are big-endian; a text is an `int` with its length in bytes, and UTF-8.
///
/// - first, once: `int` [#HELLO]
/// - a request: `byte` 0 to run or 1 to check only, text of the hook, text of its inputs
/// - its answer: `byte` 0 and a text of JSON, or `byte` 1, `int` line and a text why not
///
/// The exit code is 3 for memory, the JVM's own under `-XX:+ExitOnOutOfMemoryError`.
public final class Main {

  /// Changes with the protocol.
  static final int HELLO = 0x7654_4A01;

  private Main() {}

  /// @param args how many steps a hook may make, and how many milliseconds it may take
  public static void main(String[] args) throws IOException {
    Sandbox sandbox = new Sandbox(Long.parseLong(args[0]), Long.parseLong(args[1]));
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setIn(InputStream.nullInputStream());
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    out.writeInt(HELLO);
    out.flush();
    try {
      while (true) {
        boolean run = in.readByte() == 0;
        String source = text(in);
        String inputs = text(in);
        answer(out, run ? sandbox.run(source, inputs) : sandbox.check(source));
        out.flush();
      }
    } catch (EOFException e) {
      // The parent closed its end: nothing more to do.
    }
  }

  private static void answer(DataOutputStream out, Ran ran) throws IOException {
    switch (ran) {
      case Ran.Done(String value) -> {
        out.writeByte(0);
        write(out, value);
      }
      case Ran.Failed(String why, int line) -> {
        out.writeByte(1);
        out.writeInt(line);
        write(out, why);
      }
    }
  }

  static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
