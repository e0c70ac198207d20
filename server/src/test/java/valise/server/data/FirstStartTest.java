package valise.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.platform.secrets.Secret;
import valise.server.settings.FirstStartSettings;

final class FirstStartTest {

  private static final String URL = "http://127.0.0.1:8080";

  @TempDir private Path data;

  /// The product: an account and its apps, which outlive a crash as a database does.
  private static final class Product implements FirstStart.Steps {
    private final List<FirstStart.Facts> founded = new ArrayList<>();
    private final List<String> apps = new ArrayList<>();
    private final List<FirstStart.Facts> hub = new ArrayList<>();
    private String dieAt = "";

    @Override
    public boolean anyAccount() {
      return !founded.isEmpty();
    }

    @Override
    public void found(FirstStart.Facts facts) {
      die("before found");
      founded.add(facts);
      die("after found");
    }

    @Override
    public void register(FirstStart.Facts facts) {
      die("before register");
      if (!apps.contains(facts.clientId())) {
        apps.add(facts.clientId());
      }
      die("after register");
    }

    @Override
    public void foundHub(FirstStart.Facts facts) {
      die("before hub");
      if (hub.isEmpty()) {
        hub.add(facts);
      }
      die("after hub");
    }

    private void die(String where) {
      if (where.equals(dieAt)) {
        throw new IllegalStateException("killed " + where);
      }
    }
  }

  private FirstStart start(Product product, String password) {
    return new FirstStart(
        data,
        data.resolve("first-start.json"),
        new FirstStartSettings("admin@localhost", Secret.of(password), "valise", "valise"),
        product);
  }

  @Test
  void tellsOnceAndMakesOnce() throws IOException {
    Product product = new Product();
    FirstStart first = start(product, "");
    FirstStart.Facts facts = first.make(URL).orElseThrow();
    first.done();

    assertThat(start(product, "").make(URL)).isEmpty();
    assertThat(product.founded).containsExactly(facts);
    assertThat(product.apps).containsExactly(facts.clientId());
    assertThat(product.hub)
        .singleElement()
        .satisfies(made -> {
          assertThat(made.userSecret()).isEqualTo(facts.userSecret());
          assertThat(made.organizationSecret()).isEqualTo(facts.organizationSecret());
        });
    assertThat(facts.password().reveal()).hasSizeGreaterThan(20);
    assertThat(Files.readString(data.resolve("first-start.json")))
        .containsSubsequence(
            "\"url\"", "\"email\"", "\"password\"", "\"clientId\"", "\"clientSecret\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before found",
        "after found",
        "before register",
        "after register",
        "before hub",
        "after hub"
      })
  void aStartThatDiedIsTakenUpByTheNext(String where) {
    Product product = new Product();
    product.dieAt = where;
    assertThatThrownBy(() -> start(product, "").make(URL)).hasMessageContaining(where);

    product.dieAt = "";
    FirstStart.Facts facts = start(product, "").make(URL).orElseThrow();

    assertThat(product.founded).hasSize(1);
    assertThat(product.founded.getFirst().password()).isEqualTo(facts.password());
    assertThat(product.apps).containsExactly(facts.clientId());
  }

  @Test
  void whatWasNotTellableIsToldAgain() {
    Product product = new Product();
    FirstStart.Facts made = start(product, "").make(URL).orElseThrow();
    // Killed before it was printed.
    FirstStart.Facts again = start(product, "").make(URL).orElseThrow();

    assertThat(again).isEqualTo(made);
    assertThat(product.founded).hasSize(1);
  }

  @Test
  void aPasswordThatWasGivenIsTaken() {
    assertThat(start(new Product(), "correct horse").make(URL).orElseThrow().password())
        .isEqualTo(Secret.of("correct horse"));
  }

  @Test
  void theFileTellsWhereTheServerReallyListens() throws IOException {
    FirstStart first = start(new Product(), "");
    FirstStart.Facts facts = first.make("http://127.0.0.1:0").orElseThrow();
    first.at(facts, "http://127.0.0.1:4711");

    assertThat(Files.readString(data.resolve("first-start.json")))
        .contains("http://127.0.0.1:4711");
  }

  @Test
  void aDatabaseThatComesWithAnAccountIsLeftAlone() {
    Product product = new Product();
    FirstStart.Facts made = start(product, "").make(URL).orElseThrow();
    Product same = new Product();
    same.founded.add(made);
    Optional<FirstStart.Facts> facts =
        new FirstStart(
                data.resolve("elsewhere"),
                data.resolve("elsewhere/first-start.json"),
                new FirstStartSettings("a@localhost", Secret.of(""), "valise", "valise"),
                same)
            .make(URL);

    assertThat(facts).isEmpty();
  }
}
