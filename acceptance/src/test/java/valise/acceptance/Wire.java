package valise.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A bare connection: whatever bytes one likes go out, and an HTTP/1.1 answer is read. It corrects
/// nothing, which is what makes it fit for rude requests and exact transcripts.
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  Wire(int port) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
  }

  /// One request on a connection of its own.
  ///
  /// @param head request line and header lines, without Host and the framing of the body
  static Answer exchange(int port, String head, byte[] body) throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.request(head, port, body);
      return wire.answer(head.startsWith("HEAD "));
    }
  }

  /// Says a request with the given lines, adding Host and Content-Length where they are missing.
  void request(String head, int port, byte[] body) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    StringBuilder lines = new StringBuilder(head.strip());
    if (!lower.contains("\nhost:")) {
      lines.append("\r\nHost: 127.0.0.1:").append(port);
    }
    boolean framed = lower.contains("\ncontent-length:") || lower.contains("\ntransfer-encoding:");
    if (!framed && (body.length > 0 || !lower.startsWith("get ") && !lower.startsWith("head "))) {
      lines.append("\r\nContent-Length: ").append(body.length);
    }
    String normal = lines.toString().replaceAll("\r?\n", "\r\n") + "\r\n\r\n";
    say(normal.getBytes(StandardCharsets.UTF_8));
    say(body);
  }

  void say(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  InputStream in() {
    return in;
  }

  /// Reads an answer to its end.
  Answer answer(boolean head) throws IOException {
    String status = line();
    while (status.startsWith("HTTP/1.1 100")) {
      while (!line().isEmpty()) {
        continue;
      }
      status = line();
    }
    String[] parts = status.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw new IOException("That is no HTTP: " + status);
    }
    int code = Integer.parseInt(parts[1]);
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), missing -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    byte[] body = head || code == 204 || code == 304 ? new byte[0] : body(headers);
    return new Answer(code, headers, body);
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
        all.write(exactly(size));
        line();
        if (size == 0) {
          return all.toByteArray();
        }
      }
    }
    List<String> length = headers.get("content-length");
    return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length.getFirst()));
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The answer ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int each = in.read();
      if (each < 0) {
        throw new EOFException("The connection was closed");
      }
      if (each == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(each);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
