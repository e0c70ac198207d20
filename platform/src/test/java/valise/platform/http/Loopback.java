package valise.platform.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/// A real server on a free port of the loopback interface that answers every request with one
/// handler, set up as the product's is.
public final class Loopback implements AutoCloseable {

  /// Answers a request.
  @FunctionalInterface
  public interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  /// Held, or the level set on it may be forgotten.
  private static final Logger LOG = Logger.getLogger("org.apache");

  private final Tomcat tomcat = new Tomcat();

  private Loopback(Path folder, Handler handler) throws LifecycleException {
    LOG.setLevel(Level.SEVERE);
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("socket.appWriteBufSize", "65536");
    tomcat.getConnector().setProperty("connectionTimeout", "2000");
    Context context = tomcat.addContext("", null);
    HttpServlet servlet =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException, ServletException {
            handler.handle(request, response);
          }
        };
    Tomcat.addServlet(context, "all", servlet);
    context.addServletMappingDecoded("/*", "all");
    tomcat.start();
  }

  /// Starts a server that keeps its scratch files in `folder`.
  public static Loopback serving(Path folder, Handler handler) {
    try {
      return new Loopback(folder, handler);
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  /// A bare connection, for requests no client library would send.
  public Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /// Sends the bytes of `request` on a connection of its own and returns all that comes back until
  /// the server closes; both as Latin-1.
  public String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
