package valise.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is decided before a packet is sent. Nothing here connects: the sockets only write down
/// where they were sent.
class ReachTest {

  private static final String PUBLIC = "93.184.216.34";
  private static final String PUBLIC_TOO = "2606:2800:220:1:248:1893:25c8:1946";

  private final List<String> connected = new ArrayList<>();
  private final List<String> lookedUp = new ArrayList<>();
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private Outbound outbound = outbound(Reach.PUBLIC_ONLY);

  private Outbound outbound(Reach reach) {
    return new Outbound(reach, "test", this::addresses, proxy -> recording());
  }

  private synchronized InetAddress[] addresses(String host) throws UnknownHostException {
    lookedUp.add(host);
    List<String> known = names.get(host);
    // What is no name of the test's must be a literal, which needs no look-up.
    return known == null
        ? new InetAddress[] {InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))}
        : known.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private Socket recording() {
    return new Socket(Proxy.NO_PROXY) {
      @Override
      public void connect(SocketAddress to, int millis) throws IOException {
        connected.add(((java.net.InetSocketAddress) to).getAddress().getHostAddress());
        throw new ConnectException("recorded");
      }
    };
  }

  @AfterEach
  void close() {
    outbound.close();
  }

  private Reply ask(String uri) {
    return outbound.send(
        OutboundRequest.get(URI.create(uri)), Limits.within(Duration.ofSeconds(10)));
  }

  private void reach(boolean privateNetworks, String networks) {
    outbound.close();
    outbound = outbound(new Reach(privateNetworks, networks(networks)));
  }

  private static List<Cidr> networks(String text) {
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(", ")).map(Cidr::parse).toList();
  }

  private static void assertOutOfReach(Reply reply) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reply.Reason.OUT_OF_REACH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.1.2",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "64:ff9b::168.63.129.16",
        "100.100.100.200",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2002:5db8:d822::1",
        "2001:0:4136:e378::1",
        "2001:db8::1",
        "3fff::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "5f00::1"
      })
  void aNameThatPointsInwardIsNotConnectedTo(String address) {
    names.put("receiver.example", List.of(address));

    assertOutOfReach(ask("http://receiver.example/hook"));
    assertThat(connected).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/",
        "https://10.1.2.3:8443/"
      })
  void anAddressWrittenOutIsRefusedByItsTextAlone(String uri) {
    assertThat(outbound.objection(URI.create(uri))).isPresent();
    assertOutOfReach(ask(uri));
    assertThat(lookedUp).isEmpty();
    assertThat(connected).isEmpty();
  }

  /// One of each range that strangers are not sent to.
  private static final List<String> INSIDE =
      List.of(
          "127.0.0.1",
          "10.1.2.3",
          "172.31.4.5",
          "192.168.6.7",
          "100.64.8.9",
          "169.254.169.254",
          "168.63.129.16",
          "0.0.0.0",
          "192.0.0.8",
          "192.88.99.1",
          "198.18.0.1",
          "224.0.0.1",
          "240.0.0.1",
          "255.255.255.255");

  /// All the ways in which resolvers, clients and people write an IPv4 address.
  private static List<String> spellings(String dotted) {
    int[] part = Arrays.stream(dotted.split("[.]")).mapToInt(Integer::parseInt).toArray();
    long whole = 0;
    for (int each : part) {
      whole = whole << 8 | each;
    }
    String groups = "%x:%x".formatted(part[0] << 8 | part[1], part[2] << 8 | part[3]);
    StringBuilder escaped = new StringBuilder();
    StringBuilder wide = new StringBuilder();
    for (char c : dotted.toCharArray()) {
      escaped.append(c == '.' ? "." : "%%%02X".formatted((int) c));
      wide.append(c == '.' ? '\u3002' : (char) (c - '0' + '\uff10'));
    }
    return List.of(
        dotted,
        dotted + ".",
        dotted + ":8080",
        Long.toString(whole),
        "0x%x".formatted(whole),
        "0X%X".formatted(whole),
        "0%o".formatted(whole),
        "0%o.0%o.0%o.0%o".formatted(part[0], part[1], part[2], part[3]),
        "0x%x.0x%x.0x%x.0x%x".formatted(part[0], part[1], part[2], part[3]),
        "%d.%d".formatted(part[0], whole & 0xffffff),
        "%d.%d.%d".formatted(part[0], part[1], whole & 0xffff),
        "%d.0x%x.0%o.%d".formatted(part[0], part[1], part[2], part[3]),
        "%03d.%03d.%03d.%03d".formatted(part[0], part[1], part[2], part[3]),
        "[::ffff:" + dotted + "]",
        "[::ffff:" + groups + "]",
        "[0:0:0:0:0:FFFF:" + groups.toUpperCase(Locale.ROOT) + "]",
        "[::" + dotted + "]",
        "[64:ff9b::" + dotted + "]",
        "[64:ff9b::" + groups + "]",
        "[64:ff9b:1::" + groups + "]",
        "[2002:" + groups + "::1]",
        escaped.toString(),
        wide.toString(),
        "user@" + dotted,
        dotted + "%00.receiver.example");
  }

  @Test
  void noSpellingOfAnAddressInsideIsAskedOrLookedUp() {
    for (String address : INSIDE) {
      for (String spelling : spellings(address)) {
        Optional<URI> uri = uri("http://" + spelling + "/hook");

        uri.ifPresent(it -> {
          assertThat(outbound.objection(it)).as(spelling).isPresent();
          assertThat(outbound.send(OutboundRequest.get(it), Limits.within(Duration.ofSeconds(10))))
              .as(spelling)
              .isInstanceOf(Reply.Refused.class);
        });
      }
    }
    assertThat(lookedUp).isEmpty();
    assertThat(connected).isEmpty();
  }

  /// What is no address at all nobody can give us.
  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Test
  void aRefusalDoesNotTellWhereANameLeads() {
    names.put("receiver.example", List.of("10.1.2.3"));

    assertThat(ask("http://receiver.example/"))
        .isEqualTo(
            new Reply.Refused(
                Reply.Reason.OUT_OF_REACH,
                "'receiver.example' lies in a network that may not be reached."));
    names.put("receiver.example", List.of(PUBLIC));
    assertThat(ask("http://receiver.example/"))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.message()).doesNotContain(PUBLIC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://receiver.example/",
        "file:///etc/passwd",
        "gopher://receiver.example/",
        "/hook",
        "http:///hook",
        "http://user:secret@receiver.example/",
        "http://receiver.example:0/",
        "http://receiver.example:65536/",
        "mailto:a@b.example",
        "http://[fe80::1%25eth0]/",
        "http://127.1/"
      })
  void whatIsNoPlainWebAddressIsRefused(String uri) {
    assertThat(ask(uri))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reply.Reason.BAD_ADDRESS));
    assertThat(connected).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {PUBLIC, PUBLIC_TOO, "64:ff9b::5db8:d822", "172.32.0.1", "100.128.0.1"})
  void aPublicAddressIsConnectedTo(String address) {
    names.put("receiver.example", List.of(address));

    assertThat(ask("http://receiver.example/hook")).isInstanceOf(Reply.Failed.class);
    assertThat(connected).containsExactly(InetAddress.ofLiteral(address).getHostAddress());
  }

  @Test
  void theNameIsLookedUpOnceAndWhatWasCheckedIsConnectedTo() {
    names.put("receiver.example", List.of(PUBLIC));
    outbound.close();
    outbound =
        new Outbound(
            Reach.PUBLIC_ONLY,
            "test",
            host -> {
              InetAddress[] first = addresses(host);
              // The name server changes its mind at once.
              names.put(host, List.of("127.0.0.1"));
              return first;
            },
            proxy -> recording());

    ask("http://receiver.example/hook");

    assertThat(lookedUp).containsExactly("receiver.example");
    assertThat(connected).containsExactly(PUBLIC);
    assertOutOfReach(ask("http://receiver.example/hook"));
    assertThat(connected).containsExactly(PUBLIC);
  }

  @Test
  void oneAddressInsideRefusesTheNameWhateverTheOthersAre() {
    names.put("receiver.example", List.of(PUBLIC, "192.168.0.10", PUBLIC_TOO));

    assertOutOfReach(ask("http://receiver.example/"));
    assertThat(connected).isEmpty();
  }

  @Test
  void theOperatorMayOpenPrivateNetworksButNotWhereCloudsKeepCredentials() {
    reach(true, "");
    for (String inside : List.of("127.0.0.1", "10.0.0.1", "100.64.0.1", "fd00::1", "::1")) {
      names.put("receiver.example", List.of(inside));
      assertThat(ask("http://receiver.example/")).isInstanceOf(Reply.Failed.class);
    }
    assertThat(connected).hasSize(5);
    for (String never : List.of("169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::")) {
      names.put("receiver.example", List.of(never));
      assertOutOfReach(ask("http://receiver.example/"));
    }
    assertThat(connected).hasSize(5);
  }

  @Test
  void theOperatorsListOpensThoseNetworksAndNoOthers() {
    reach(false, "10.20.0.0/16, 169.254.7.7, fd00:7::/32");
    for (String open : List.of("10.20.3.4", "169.254.7.7", "fd00:7::1", "64:ff9b::10.20.3.4")) {
      names.put("receiver.example", List.of(open));
      assertThat(ask("http://receiver.example/")).isInstanceOf(Reply.Failed.class);
    }
    for (String closed : List.of("10.21.0.1", "169.254.7.8", "fd00:8::1", "127.0.0.1")) {
      names.put("receiver.example", List.of(closed));
      assertOutOfReach(ask("http://receiver.example/"));
    }
    assertThat(connected).hasSize(4);
  }

  @Test
  void nothingOpensWhereCloudsKeepCredentials() {
    reach(true, "0.0.0.0/0, ::/0");
    for (String never :
        List.of("169.254.169.254", "168.63.129.16", "fd00:ec2::254", "64:ff9b::169.254.169.254")) {
      names.put("receiver.example", List.of(never));
      assertOutOfReach(ask("http://receiver.example/"));
    }
    assertThat(connected).isEmpty();
  }

  @Test
  void aNetworkThatIsNoneIsRefusedWhenItIsRead() {
    for (String wrong :
        List.of("10.0.0.0/33", "10.0.0.0/-1", "example.org/8", "10.0.0.0/x", "/8")) {
      assertThatThrownBy(() -> Cidr.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNameServerThatNeverAnswersCostsNoMoreThanTheDeadline() {
    outbound.close();
    outbound =
        new Outbound(
            Reach.PUBLIC_ONLY,
            "test",
            host -> {
              try {
                Thread.sleep(Duration.ofMinutes(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            },
            proxy -> recording());

    long began = System.nanoTime();
    Reply reply =
        outbound.send(
            OutboundRequest.get(URI.create("http://receiver.example/")),
            Limits.within(Duration.ofMillis(300)));

    assertThat(reply).isInstanceOf(Reply.Failed.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
