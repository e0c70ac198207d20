package valise.platform.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The way to a PostgreSQL, which breaks when a test wants: also just after a commit was made and
/// before anybody hears of it.
public final class Tunnel implements AutoCloseable {

  private static final Pattern PLACE = Pattern.compile("//([^:/]+):([0-9]+)/");

  private final DatabaseSettings.Postgres real;
  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean down;

  public Tunnel(DatabaseSettings real) {
    this.real = (DatabaseSettings.Postgres) real;
    Matcher place = PLACE.matcher(this.real.url());
    if (!place.find()) {
      throw new IllegalArgumentException(this.real.url());
    }
    this.target = Integer.parseInt(place.group(2));
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// The same database, by this way.
  public DatabaseSettings.Postgres settings() {
    String url =
        PLACE.matcher(real.url()).replaceFirst("//127.0.0.1:" + server.getLocalPort() + "/");
    return new DatabaseSettings.Postgres(
        // Each commit in words, so that it can be told from the rest.
        url + (url.contains("?") ? "&" : "?") + "prepareThreshold=0",
        real.user(),
        real.password(),
        real.schema(),
        real.writers(),
        real.readers());
  }

  /// The next `times` commits are made and not answered: the connection breaks.
  public void cutAnswersToCommits(int times) {
    cuts.set(times);
  }

  /// Commits that were to be cut and did not come yet.
  public int uncut() {
    return cuts.get();
  }

  /// How many connections there ever were.
  public int connections() {
    return links.size();
  }

  /// All connections break, and nobody answers any more until [#up].
  public void down() {
    down = true;
    open.forEach(Tunnel::hangUp);
  }

  public void up() {
    down = false;
  }

  /// What is said by those who are connected now is heard by nobody, and nobody hangs up.
  public void fallSilent() {
    links.forEach(link -> link.silent = true);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (down) {
          hangUp(client);
        } else {
          Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
          open.add(client);
          open.add(there);
          Link link = new Link(client, there);
          links.add(link);
          Thread.ofVirtual().start(link::forth);
          Thread.ofVirtual().start(link::back);
        }
      } catch (IOException e) {
        // Closed, or the other end is away.
      }
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket there;
    private volatile boolean swallow;
    private volatile boolean silent;

    Link(Socket client, Socket there) {
      this.client = client;
      this.there = there;
    }

    void forth() {
      pump(client, there, true);
    }

    void back() {
      pump(there, client, false);
    }

    private void pump(Socket from, Socket to, boolean asks) {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (asks
              && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT")
              && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            swallow = true;
          } else if (!asks && swallow) {
            return;
          }
          if (!silent) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One end hung up, and now the other does.
      } finally {
        hangUp(from);
        hangUp(to);
      }
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed then.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(Tunnel::hangUp);
  }
}
