package valise.platform.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An internet of a test's own. Names lead where the test says; every connection, wherever it is
/// meant to go, ends at one receiver on the loopback, and believes that it is where it was meant to
/// be.
public final class PretendInternet {

  /// Public addresses that nobody is asked at.
  public static final String PUBLIC = "93.184.216.34";

  private final InetSocketAddress receiver;
  private final Map<String, Deque<String>> names = new ConcurrentHashMap<>();
  private final List<String> connected = new CopyOnWriteArrayList<>();
  private volatile Lookup before = host -> new InetAddress[0];

  public PretendInternet(Receiver receiver) {
    this.receiver =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), receiver.uri("/").getPort());
  }

  /// A name leads to each of these in turn, and to the last for ever.
  public PretendInternet name(String host, String... addresses) {
    names.put(host, new ArrayDeque<>(List.of(addresses)));
    return this;
  }

  /// The name server answers only when this ends.
  public PretendInternet answersAfter(Runnable wait) {
    before =
        host -> {
          wait.run();
          return new InetAddress[0];
        };
    return this;
  }

  /// What strangers can be asked by whoever lives in it.
  public Outbound outbound(Reach reach) {
    return new Outbound(reach, "valise", this::addresses, proxy -> new Pretending());
  }

  /// Where connections went, as those believe who made them.
  public List<String> connected() {
    return connected;
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    before.addresses(host);
    Deque<String> leads = names.get(host);
    if (leads == null) {
      return new InetAddress[] {InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))};
    }
    synchronized (leads) {
      String now = leads.size() > 1 ? leads.remove() : leads.getFirst();
      return Arrays.stream(now.split(" ")).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
  }

  private final class Pretending extends Socket {

    private volatile SocketAddress meant = new InetSocketAddress(0);

    Pretending() {
      super(Proxy.NO_PROXY);
    }

    @Override
    public void connect(SocketAddress to, int millis) throws IOException {
      meant = to;
      connected.add(((InetSocketAddress) to).getAddress().getHostAddress());
      super.connect(receiver, millis);
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return meant;
    }
  }
}
