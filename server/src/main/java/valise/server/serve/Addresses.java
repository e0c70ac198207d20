package valise.server.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where the server listens, and how it is reached from this machine.
final class Addresses {

  private Addresses() {}

  /// @throws CannotStartException when there is no such address
  static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CannotStartException("There is no address '" + host + "' to listen on.");
    }
  }

  static String url(String host, int port) {
    InetAddress address = resolve(host);
    String name = address.isAnyLocalAddress() ? "127.0.0.1" : host;
    return "http://"
        + (name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name)
        + ":"
        + port;
  }
}
