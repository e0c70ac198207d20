package valise.hub.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.Hub;
import valise.hub.delivery.DeliveryWork;
import valise.hub.polling.PollWork;
import valise.hub.tenants.Keys;
import valise.hub.tenants.NewUser;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;
import valise.hub.wire.Paths;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.RecordingMailer;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.outbox.Relay;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;

/// The whole hub over real HTTP on a free port of the loopback, with a database of its own and a
/// clock that tests move. It may call the loopback. Background work is done when a test says
/// [#step].
///
/// ```java
/// static final HubServer SERVER = HubServer.start();
/// @AfterAll static void stop() { SERVER.close(); }
///
/// Tenant tenant = SERVER.tenant();
/// Reply answer = tenant.get("/instances");
/// ```
public final class HubServer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_STEPS = 10_000;

  /// Everybody's.
  public static final Secret<String> PASSWORD = Secret.of("correct horse 1");

  private final FreshDatabase fresh;
  private final Database database;
  private final Secret<String> key;
  private final ScriptedClock clock = new ScriptedClock();
  private final RecordingMailer mailer = new RecordingMailer();
  private final Outbound outbound;
  private final Hub hub;
  private final String node;
  private final Tomcat tomcat = new Tomcat();
  private final Path work;
  private final HttpClient client = HttpClient.newHttpClient();

  private HubServer(
      FreshDatabase fresh, Database database, Secret<String> key, Reach reach, String node) {
    this.fresh = fresh;
    this.database = database;
    this.key = key;
    this.node = node;
    this.outbound = new Outbound(reach, "valise");
    this.hub =
        Hub.over(
            new Hub.Surroundings(
                database,
                clock,
                Journal.silent(),
                node,
                new Sealing(KeyRing.of(key)),
                // Real hashes that cost next to nothing.
                new PasswordHashes(new PasswordHashes.Cost(64, 1, 1)),
                outbound,
                this::origin,
                mailer,
                Address.of("hub@example.com", "The hub")));
    try {
      this.work = Files.createTempDirectory("valise-hub");
      tomcat.setBaseDir(work.toString());
      tomcat.setConnector(connector());
      hub.mount(tomcat);
      tomcat.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connector connector() {
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setThrowOnFailure(true);
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    connector.setProperty("relaxedPathChars", "[]{}|\\^`\"<>");
    connector.setProperty("relaxedQueryChars", "[]{}|\\^`\"<>");
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> threads) {
      threads.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }
    return connector;
  }

  /// A hub on a fresh SQLite database.
  public static HubServer start() {
    return on(DatabaseWorld.SQLITE);
  }

  public static HubServer on(DatabaseWorld world) {
    return on(world, new Reach(true, List.of()));
  }

  /// The same with another opinion on what may be called.
  public static HubServer on(DatabaseWorld world, Reach reach) {
    FreshDatabase fresh = world.fresh("platform", "hub");
    return new HubServer(fresh, fresh.database(), newKey(), reach, "test");
  }

  /// The same, with a way of its own to its database.
  public static HubServer on(DatabaseWorld world, Function<FreshDatabase, Database> way) {
    FreshDatabase fresh = world.fresh("platform", "hub");
    return new HubServer(fresh, way.apply(fresh), newKey(), new Reach(true, List.of()), "test");
  }

  /// One more node over the same database. Close it before this one.
  public HubServer anotherNode() {
    return anotherNode(fresh.database());
  }

  /// One more node, with a way of its own to the same database. Close it before this one.
  public HubServer anotherNode(Database way) {
    HubServer other = new HubServer(fresh, way, key, new Reach(true, List.of()), "other");
    other.clock.set(clock.instant());
    return other;
  }

  private static Secret<String> newKey() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(Base64.getEncoder().encodeToString(bytes));
  }

  /// What its secrets are sealed with, for another process on the same database.
  public Secret<String> key() {
    return key;
  }

  /// Where its database is, for the same.
  public DatabaseSettings settings() {
    return fresh.settings();
  }

  /// A facade of a feature.
  public <T> T bean(Class<T> type) {
    return hub.bean(type);
  }

  public Database database() {
    return fresh.database();
  }

  public ScriptedClock clock() {
    return clock;
  }

  /// What was mailed.
  public RecordingMailer mailer() {
    return mailer;
  }

  /// Does all background work that is due.
  public void step() {
    for (int i = 0; work() > 0; i++) {
      // What one did may be more work for the other.
      if (i > MAX_STEPS) {
        throw new IllegalStateException("Work keeps coming without the clock moving");
      }
    }
  }

  private int work() {
    return bean(Relay.class).step()
        + bean(Jobs.class).step()
        + bean(PollWork.class).step()
        + bean(DeliveryWork.class).step();
  }

  /// Where the server listens, without a trailing slash.
  public String origin() {
    return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
  }

  /// Where the API is, without a trailing slash.
  public String base() {
    return origin() + Paths.BASE;
  }

  /// An answer.
  public record Reply(HttpResponse<String> response) {

    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    /// The body as JSON, or an empty object.
    public JsonNode json() {
      return MAPPER.readTree(text().isEmpty() ? "{}" : text());
    }

    /// A member of the body; a missing node when there is none.
    public JsonNode at(String name) {
      return json().path(name);
    }

    /// A header's value, or empty text.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// Our stable code of a refusal, or empty text.
    public String code() {
      return json().path("valiseCode").asString("");
    }
  }

  /// A request; `path` begins after the API's base. `headers` are names and values in turn. A body
  /// is JSON unless a header says otherwise.
  public Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + path.replace(" ", "%20")))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    List<String> all = new ArrayList<>(List.of(headers));
    if (!body.isEmpty() && all.stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    if (!all.isEmpty()) {
      request.headers(all.toArray(new String[0]));
    }
    try {
      return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A new organization with one account and an administrator.
  public Tenant tenant() {
    return tenantOf("Organization");
  }

  public Tenant tenantOf(String name) {
    Secret<String> organization = Keys.organization();
    Secret<String> user = Keys.user();
    User admin =
        bean(Tenants.class)
            .found(
                name,
                new NewUser("admin@example.com", "Ada", "Min", Optional.of(PASSWORD), Set.of()),
                organization,
                user);
    return new Tenant(admin, user, organization, Optional.empty());
  }

  /// One who calls the API.
  public final class Tenant {

    private final User user;
    private final Secret<String> secret;
    private final Secret<String> organization;
    private final Optional<String> element;

    private Tenant(
        User user, Secret<String> secret, Secret<String> organization, Optional<String> element) {
      this.user = user;
      this.secret = secret;
      this.organization = organization;
      this.element = element;
    }

    public User user() {
      return user;
    }

    public Secret<String> secret() {
      return secret;
    }

    public Secret<String> organization() {
      return organization;
    }

    /// The same, showing the token of an instance too.
    public Tenant through(String token) {
      return new Tenant(user, secret, organization, Optional.of(token));
    }

    /// Somebody else of the same organization, by their secret.
    public Tenant colleague(User other, String otherSecret) {
      return new Tenant(other, Secret.of(otherSecret), organization, Optional.empty());
    }

    /// What stands in the Authorization header.
    public String authorization() {
      return "User "
          + secret.reveal()
          + ", Organization "
          + organization.reveal()
          + element.map(token -> ", Element " + token).orElse("");
    }

    public Reply send(String method, String path, String body) {
      return HubServer.this.send(method, path, body, "Authorization", authorization());
    }

    public Reply get(String path) {
      return send("GET", path, "");
    }

    public Reply post(String path, String body) {
      return send("POST", path, body);
    }

    public Reply put(String path, String body) {
      return send("PUT", path, body);
    }

    public Reply patch(String path, String body) {
      return send("PATCH", path, body);
    }

    public Reply delete(String path) {
      return send("DELETE", path, "");
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
    hub.close();
    outbound.close();
    if (node.equals("test")) {
      database.close();
      fresh.close();
    }
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
