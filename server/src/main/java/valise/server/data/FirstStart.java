package valise.server.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.tenants.Keys;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;
import valise.server.settings.FirstStartSettings;

/// What the first start makes: an account, its first administrator, an app to sign in through, and
/// an organization of the hub.
///
/// It can die at any step and is taken up by the next start: what is to be made is written down
/// first, in a file of its own; then it is made, as far as it is not there; then the file gets the
/// name by which the administrator knows it. From then on nothing is made.
public final class FirstStart {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String PLAN = ".first-start.plan";

  /// What the administrator is told, once.
  public record Facts(
      String url,
      String email,
      Secret<String> password,
      String clientId,
      Secret<String> clientSecret,
      Secret<String> userSecret,
      Secret<String> organizationSecret) {

    private String json() {
      Map<String, String> keys = new LinkedHashMap<>();
      keys.put("url", url);
      keys.put("email", email);
      keys.put("password", password.reveal());
      keys.put("clientId", clientId);
      keys.put("clientSecret", clientSecret.reveal());
      keys.put("userSecret", userSecret.reveal());
      keys.put("organizationSecret", organizationSecret.reveal());
      return MAPPER.writeValueAsString(keys) + "\n";
    }

    private static Facts read(Path file) throws IOException {
      Map<String, String> keys =
          MAPPER.readValue(Files.readString(file), new TypeReference<Map<String, String>>() {});
      return new Facts(
          need(keys, "url"),
          need(keys, "email"),
          Secret.of(need(keys, "password")),
          need(keys, "clientId"),
          Secret.of(need(keys, "clientSecret")),
          Secret.of(need(keys, "userSecret")),
          Secret.of(need(keys, "organizationSecret")));
    }

    private static String need(Map<String, String> keys, String key) {
      String value = keys.get(key);
      if (value == null) {
        throw new IllegalStateException("The file of the first start has no '" + key + "'");
      }
      return value;
    }

    private Facts at(String otherUrl) {
      return new Facts(
          otherUrl, email, password, clientId, clientSecret, userSecret, organizationSecret);
    }
  }

  /// What is made, in the product's own terms. Each step is one transaction and does nothing when
  /// its work is done already.
  public interface Steps {
    boolean anyAccount();

    void found(Facts facts);

    void register(Facts facts);

    void foundHub(Facts facts);
  }

  private final Path data;
  private final Path plan;
  private final Path told;
  private final FirstStartSettings settings;
  private final Steps steps;

  public FirstStart(Path data, Path told, FirstStartSettings settings, Steps steps) {
    this.data = data;
    this.plan = data.resolve(PLAN);
    this.told = told;
    this.settings = settings;
    this.steps = steps;
  }

  /// Makes what is missing; empty when an earlier start came to its end.
  ///
  /// @param url where the server will listen, as far as is known
  public Optional<Facts> make(String url) {
    try {
      if (Files.exists(plan)) {
        return Optional.of(carryOut(Facts.read(plan).at(url)));
      }
      if (steps.anyAccount()) {
        return Optional.empty();
      }
      String given = settings.password().reveal();
      Facts facts =
          new Facts(
              url,
              settings.email(),
              given.isEmpty() ? Tokens.random128() : settings.password(),
              Tokens.random128().reveal(),
              Tokens.random256(),
              Keys.user(),
              Keys.organization());
      DataFolder.writeSecret(plan, facts.json());
      return Optional.of(carryOut(facts));
    } catch (IOException e) {
      throw new UncheckedIOException("The first start could not write to its data folder", e);
    } catch (JacksonException e) {
      throw new IllegalStateException(
          "The file " + plan + " is damaged; remove it together with the new database", e);
    }
  }

  private Facts carryOut(Facts facts) throws IOException {
    if (!steps.anyAccount()) {
      steps.found(facts);
    }
    steps.register(facts);
    steps.foundHub(facts);
    DataFolder.writeSecret(told, facts.json());
    return facts;
  }

  /// Writes down where the server really listens, if that was not known before.
  public Facts at(Facts facts, String url) {
    if (facts.url().equals(url)) {
      return facts;
    }
    try {
      Facts here = facts.at(url);
      DataFolder.writeSecret(told, here.json());
      return here;
    } catch (IOException e) {
      throw new UncheckedIOException("The first start could not write to its data folder", e);
    }
  }

  /// The facts reached the administrator: from now on nothing of the first start is done again.
  public void done() {
    try {
      Files.deleteIfExists(plan);
      DataFolder.sync(data);
    } catch (IOException e) {
      throw new UncheckedIOException("The first start could not write to its data folder", e);
    }
  }
}
