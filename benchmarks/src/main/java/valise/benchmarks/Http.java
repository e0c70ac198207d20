package valise.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One keep-alive HTTP/1.1 connection that costs next to nothing, so that what is measured is the
/// server: bodies go from the page cache to the socket without passing through this process.
final class Http implements AutoCloseable {

  private final SocketChannel socket;
  private final int port;
  private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18).flip();

  Http(int port) throws IOException {
    this.port = port;
    this.socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    this.socket.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
  }

  /// An answer; `body` holds it whole unless it was thrown away.
  record Answer(int status, String body, long length) {
    Answer ok() throws IOException {
      if (status < 200 || status > 299) {
        throw new IOException("status " + status + ": " + body);
      }
      return this;
    }
  }

  Answer send(String method, String target, String headers, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    write(ByteBuffer.wrap(head(method, target, headers, bytes.length)));
    write(ByteBuffer.wrap(bytes));
    return receive(true);
  }

  /// Sends a part of a file as the body.
  Answer sendFile(
      String method, String target, String headers, FileChannel file, long offset, long length)
      throws IOException {
    write(ByteBuffer.wrap(head(method, target, headers, length)));
    long at = offset;
    long end = offset + length;
    while (at < end) {
      at += file.transferTo(at, end - at, socket);
    }
    return receive(true);
  }

  /// Gets something and throws its bytes away.
  Answer drain(String target, String headers) throws IOException {
    write(ByteBuffer.wrap(head("GET", target, headers, -1)));
    return receive(false);
  }

  private byte[] head(String method, String target, String headers, long length) {
    String framing = length < 0 ? "" : "Content-Length: " + length + "\r\n";
    return (method
            + " "
            + target
            + " HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\n"
            + framing
            + headers
            + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  private Answer receive(boolean keep) throws IOException {
    String status = line();
    long length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String folded = header.toLowerCase(Locale.ROOT);
      if (folded.startsWith("content-length:")) {
        length = Long.parseLong(header.substring(15).strip());
      } else if (folded.startsWith("transfer-encoding:") && folded.contains("chunked")) {
        chunked = true;
      }
    }
    int code = Integer.parseInt(status.split(" ")[1]);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long total = 0;
    if (chunked) {
      for (long size = size(); size > 0; size = size()) {
        take(size, keep ? body : null);
        total += size;
        line();
      }
      line();
    } else if (length > 0) {
      take(length, keep ? body : null);
      total = length;
    }
    return new Answer(code, body.toString(StandardCharsets.UTF_8), total);
  }

  private long size() throws IOException {
    return Long.parseLong(line().replaceFirst(";.*", ""), 16);
  }

  private void take(long length, @org.jspecify.annotations.Nullable ByteArrayOutputStream body)
      throws IOException {
    long left = length;
    while (left > 0) {
      fill();
      int now = (int) Math.min(left, in.remaining());
      if (body == null) {
        in.position(in.position() + now);
      } else {
        byte[] part = new byte[now];
        in.get(part);
        body.write(part, 0, now);
      }
      left -= now;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      fill();
      char c = (char) (in.get() & 0xff);
      if (c == '\n') {
        return line.toString().stripTrailing();
      }
      line.append(c);
    }
  }

  private void fill() throws IOException {
    if (!in.hasRemaining()) {
      in.clear();
      int read = socket.read(in);
      in.flip();
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
