package valise.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Gives the client the addresses of a name, once, if all of them may be reached. The client
/// connects to the very addresses it is given and does not ask again, so a name that changes its
/// mind between check and connection gains nothing.
///
/// One bad address among good ones refuses the name: nobody honest publishes such a mixture.
final class GuardedResolver implements DnsResolver {

  /// Thrown through the client to whoever asked it.
  static final class OutOfReachException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    /// In words for whoever named the host: not where it leads, which they may be trying to learn.
    OutOfReachException(String host) {
      super("'" + host + "' lies in a network that may not be reached.");
    }
  }

  private final Reach reach;
  private final Lookup lookup;

  GuardedResolver(Reach reach, Lookup lookup) {
    this.reach = reach;
    this.lookup = lookup;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookup.addresses(host);
    for (InetAddress address : addresses) {
      if (!reach.permits(address)) {
        throw new OutOfReachException(host);
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
