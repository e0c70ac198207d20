package valise.files.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenancyTest {

  private final Tenancy tenancy =
      new Tenancy(List.of("localhost", "Example.org.", "files.example.org"), "");

  @ParameterizedTest
  @CsvSource({
    "acme.localhost,acme",
    "ACME.LocalHost:8080,acme",
    "acme.localhost.,acme",
    "acme.example.org,acme",
    "acme.files.example.org:443,acme",
    "deep.acme.localhost,deep.acme"
  })
  void theLabelBelowABaseDomainIsASubdomain(String host, String label) {
    assertThat(tenancy.meaningOf(host)).isEqualTo(new Tenancy.Meaning.Subdomain(label));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "secure.example.org",
        "elsewhere.com",
        "notexample.org",
        ""
      })
  void anyOtherHostMeansTheDefaultAccount(String host) {
    assertThat(tenancy.meaningOf(host)).isEqualTo(new Tenancy.Meaning.Any());
  }

  @Test
  void aSubdomainIsOneHostLabelAndNoCommonServerName() {
    assertThat(List.of("acme", "a", "a-1", "1a")).allMatch(Tenancy::admits);
    assertThat(List.of("", "-a", "a-", "a.b", "Acme", "a_b", "ä", "secure", "a".repeat(64)))
        .noneMatch(Tenancy::admits);
  }
}
