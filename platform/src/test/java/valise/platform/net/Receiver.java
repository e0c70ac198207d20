package valise.platform.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Somebody on the loopback who answers each connection as a test wants, byte by byte: also as no
/// HTTP server would.
public final class Receiver implements AutoCloseable {

  /// Answers on a connection whose first request was read.
  @FunctionalInterface
  public interface Behaviour {
    void answer(Socket socket, OutputStream out) throws Exception;
  }

  private final ServerSocket server;
  private final String scheme;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour;

  public Receiver(Behaviour behaviour) throws IOException {
    this(behaviour, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
  }

  private Receiver(Behaviour behaviour, ServerSocket server, String scheme) {
    this.behaviour = behaviour;
    this.server = server;
    this.scheme = scheme;
    Thread.ofVirtual().start(this::accept);
  }

  /// One that speaks TLS, with a certificate that nobody vouches for.
  public static Receiver unvouched(Behaviour behaviour) throws IOException {
    char[] password = "changeit".toCharArray();
    try (InputStream store = Receiver.class.getResourceAsStream("/unvouched.p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(store, password);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new Receiver(
          behaviour,
          context
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
          "https");
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// Sends `text` and hangs up.
  public static Behaviour says(String text) {
    return (socket, out) -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static Behaviour status(int status) {
    return says("HTTP/1.1 " + status + " Done\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  /// Sends nothing and does not hang up.
  public static Behaviour stalls() {
    return (socket, out) -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /// Hangs up without an answer.
  public static Behaviour resets() {
    return (socket, out) -> {
      socket.setSoLinger(true, 0);
      socket.close();
    };
  }

  /// Begins as `start` and goes on with a byte each 20 ms, for ever.
  public static Behaviour drips(String start) {
    return (socket, out) -> {
      out.write(start.getBytes(StandardCharsets.ISO_8859_1));
      while (true) {
        out.write('x');
        out.flush();
        Thread.sleep(20);
      }
    };
  }

  public void behave(Behaviour now) {
    behaviour = now;
  }

  public URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + path);
  }

  /// The heads of the requests that came, each with its body.
  public List<String> heads() {
    return heads;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      heads.add(read(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      behaviour.answer(socket, out);
      out.flush();
    } catch (Exception e) {
      // The other side hung up, which many tests are about.
    }
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      // A TLS hello has no end that we know of.
      if (next < 0 || next == 0x16) {
        return head.toString();
      }
      head.append((char) next);
    }
    String length = head.toString().replaceFirst("(?is).*content-length: *([0-9]+).*", "$1");
    if (length.matches("[0-9]+")) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      head.append(new String(body, StandardCharsets.UTF_8));
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
