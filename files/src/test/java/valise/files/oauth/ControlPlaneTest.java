package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPlaneTest {

  /// What clients put together must lead back here.
  @ParameterizedTest
  @CsvSource({
    "acme.files.example.org, files.example.org, acme, files.example.org",
    "files.example.org, files.example.org, acme, files.example.org",
    "secure.files.example.org:8443, files.example.org, acme, files.example.org:8443",
    "FILES.example.org, files.example.org, acme, files.example.org",
    "share.example.net, localhost, share, example.net",
    "share.example.net:444, localhost, share, example.net:444",
    "192.0.2.7:8080, localhost, 192, 0.2.7:8080",
    "localhost:8080, localhost, acme, localhost:8080",
    "acme.localhost:8080, localhost, acme, localhost:8080",
    "box:8080, localhost, acme, box:8080"
  })
  void subdomainAndDomainMeetAgainAtThisServer(
      String host, String base, String subdomain, String domain) {
    ControlPlane plane = ControlPlane.of(host, "acme", base);

    assertThat(plane).isEqualTo(new ControlPlane(subdomain, domain));
  }
}
