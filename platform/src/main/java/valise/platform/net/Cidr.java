package valise.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A network as operators write it: `10.0.0.0/8`, `fd00::/8`, or one address alone.
public final class Cidr {

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /// @throws IllegalArgumentException if `text` is no network
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    // Never a look-up: only what is written as an address is one.
    byte[] address =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int longest = address.length * 8;
    int bits = slash < 0 ? longest : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > longest) {
      throw new IllegalArgumentException("A prefix of " + text + " has 0 to " + longest + " bits");
    }
    return new Cidr(address, bits);
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("What was an address still is", e);
    }
  }

  /// Whether `address` lies in this network. IPv4 and IPv6 never lie in each other's.
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  boolean contains(byte[] address) {
    int whole = bits / 8;
    if (address.length != network.length || !Arrays.equals(address, 0, whole, network, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    int mask = (0xff << (8 - rest)) & 0xff;
    return rest == 0 || (address[whole] & mask) == (network[whole] & mask);
  }
}
