package valise.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Whose part of the address space an address lies in, after IANA's special-purpose registries.
///
/// An IPv6 address that only wraps an IPv4 one (mapped, NAT64) is where the wrapped one is. The
/// retired tunnels (6to4, Teredo, compatible) wrap one too, but nobody is rightly reached through
/// them, so they are [#RESERVED].
enum Realm {
  PUBLIC,
  LOOPBACK,
  /// RFC 1918 and unique local addresses.
  PRIVATE,
  /// Between a carrier and its customers, RFC 6598.
  SHARED,
  /// One cable only.
  LINK_LOCAL,
  /// Where clouds hand their machines' credentials to whoever asks from them.
  METADATA,
  MULTICAST,
  /// Unspecified, broadcast, documentation, benchmarks, tunnels, and what is not given out.
  RESERVED;

  private static final Map<Cidr, Realm> V4 = new LinkedHashMap<>();
  private static final Map<Cidr, Realm> V6 = new LinkedHashMap<>();
  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

  static {
    // First, because the first that fits counts. Not all of them lie in networks of their own.
    put(V4, METADATA, "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200");
    put(V6, METADATA, "fd00:ec2::254", "fd20:ce::254");
    put(V4, LOOPBACK, "127.0.0.0/8");
    put(V4, PRIVATE, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
    put(V4, SHARED, "100.64.0.0/10");
    put(V4, LINK_LOCAL, "169.254.0.0/16");
    put(V4, MULTICAST, "224.0.0.0/4");
    put(V4, RESERVED, "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24");
    put(V4, RESERVED, "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4");
    put(V6, LOOPBACK, "::1");
    put(V6, PRIVATE, "fc00::/7");
    put(V6, LINK_LOCAL, "fe80::/10");
    put(V6, MULTICAST, "ff00::/8");
    // Teredo and ORCHID, documentation, 6to4, documentation again.
    put(V6, RESERVED, "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
  }

  private static void put(Map<Cidr, Realm> realms, Realm realm, String... networks) {
    for (String network : networks) {
      realms.put(Cidr.parse(network), realm);
    }
  }

  static Realm of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return find(V4, bytes).orElse(PUBLIC);
    }
    return wrapped(address)
        .map(Realm::of)
        .or(() -> find(V6, bytes))
        .orElseGet(() -> GLOBAL_UNICAST.contains(bytes) ? PUBLIC : RESERVED);
  }

  /// The IPv4 address that an IPv6 one stands for; a mapped one Java itself has unwrapped already.
  static Optional<InetAddress> wrapped(InetAddress address) {
    if (!NAT64.contains(address)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address", e);
    }
  }

  private static Optional<Realm> find(Map<Cidr, Realm> realms, byte[] address) {
    return realms.entrySet().stream()
        .filter(entry -> entry.getKey().contains(address))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
