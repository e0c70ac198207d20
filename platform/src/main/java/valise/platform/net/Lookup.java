package valise.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Turns a host's name into its addresses.
@FunctionalInterface
interface Lookup {
  InetAddress[] addresses(String host) throws UnknownHostException;
}
