package valise.platform.net;

import java.net.InetAddress;
import java.util.List;

/// What the operator lets this server reach when a stranger names the address.
///
/// The public internet always. With `privateNetworks` also this machine and the networks around it;
/// still not link-local addresses. `networks` are let through whatever they are, but for the
/// addresses where clouds hand their machines' credentials to whoever asks: nothing opens those.
public record Reach(boolean privateNetworks, List<Cidr> networks) {

  public static final Reach PUBLIC_ONLY = new Reach(false, List.of());

  public Reach {
    networks = List.copyOf(networks);
  }

  boolean permits(InetAddress address) {
    if (Realm.of(address) == Realm.METADATA) {
      return false;
    }
    if (networks.stream().anyMatch(network -> network.contains(address))) {
      return true;
    }
    return Realm.wrapped(address)
        .map(this::permits)
        .orElseGet(() ->
            switch (Realm.of(address)) {
              case PUBLIC -> true;
              case LOOPBACK, PRIVATE, SHARED -> privateNetworks;
              case LINK_LOCAL, METADATA, MULTICAST, RESERVED -> false;
            });
  }
}
