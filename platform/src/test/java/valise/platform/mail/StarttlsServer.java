package valise.platform.mail;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A mail server that takes nothing before STARTTLS and a password; GreenMail knows no STARTTLS.
public final class StarttlsServer implements AutoCloseable {

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  private final ServerSocket listening;
  private final SSLContext certificate;
  private final String user;
  private final String password;
  private final List<MimeMessage> received = new CopyOnWriteArrayList<>();
  private final Thread answering;
  private volatile boolean open;

  /// @param port 0 for any
  public StarttlsServer(int port, SSLContext certificate, String user, String password)
      throws IOException {
    this.certificate = certificate;
    this.user = user;
    this.password = password;
    this.listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.answering = Thread.ofVirtual().start(this::answer);
  }

  /// With GreenMail's certificate, which nobody vouches for.
  static StarttlsServer unvouched(String user, String password)
      throws IOException, GeneralSecurityException {
    try (InputStream store =
        DummySSLServerSocketFactory.class.getResourceAsStream("/greenmail.p12")) {
      return new StarttlsServer(0, certificate(store, STORE_PASSWORD), user, password);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  public List<MimeMessage> received() {
    return List.copyOf(received);
  }

  /// Whether anybody sent a password before the connection was encrypted.
  public boolean passwordsInTheOpen() {
    return open;
  }

  private void answer() {
    while (!listening.isClosed()) {
      try (Socket client = listening.accept()) {
        say(client.getOutputStream(), "220 ready");
        if (talk(client, false)) {
          try (SSLSocket secure =
              (SSLSocket)
                  certificate.getSocketFactory().createSocket(client, null, port(), false)) {
            secure.setUseClientMode(false);
            talk(secure, true);
          }
        }
      } catch (SSLException | SocketException e) {
        // A client that does not like our certificate hangs up; so do we at the end.
      } catch (IOException | MessagingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// @return whether the client asked to change over
  private boolean talk(Socket client, boolean secure) throws IOException, MessagingException {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    boolean known = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String command = line.split(" ")[0].toUpperCase(Locale.ROOT);
      switch (command) {
        case "EHLO" -> say(out, secure ? "250-here\r\n250 AUTH PLAIN" : "250-here\r\n250 STARTTLS");
        case "STARTTLS" -> {
          say(out, "220 go ahead");
          return true;
        }
        case "AUTH" -> {
          open |= !secure;
          // Who one acts as comes in front, and is of no interest here.
          String expected = "\0" + user + "\0" + password;
          known =
              new String(Base64.getDecoder().decode(line.split(" ")[2]), StandardCharsets.UTF_8)
                  .endsWith(expected);
          say(out, known ? "235 welcome" : "535 no");
        }
        case "MAIL", "RCPT" -> say(out, known ? "250 ok" : "530 who are you");
        case "DATA" -> {
          say(out, "354 go on");
          received.add(message(in));
          say(out, "250 taken");
        }
        case "QUIT" -> {
          say(out, "221 bye");
          return false;
        }
        default -> say(out, "250 ok");
      }
    }
    return false;
  }

  private static MimeMessage message(InputStream in) throws IOException, MessagingException {
    StringBuilder all = new StringBuilder();
    for (String line = line(in); !line.equals("."); line = line(in)) {
      all.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(all.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// The certificate and key in a PKCS #12 store.
  public static SSLContext certificate(InputStream pkcs12, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(pkcs12, password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    listening.close();
    answering.join();
  }
}
