package valise.files.testing;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Rights;
import valise.files.accounts.Accounts;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.PrincipalLookup;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Creators;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.items.NewFile;
import valise.files.items.NewNode;
import valise.files.items.Tree;
import valise.files.odata.Call;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.blob.MemoryBlobs;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.jobs.Jobs;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Secret;
import valise.platform.secrets.SignedTickets;
import valise.platform.watch.WideLine;

/// The tree and what delivers from it, over real HTTP on a free port of the loopback: a fresh
/// SQLite database, blobs in memory, and people who are made up. Only the features named in [Beans]
/// are there, so that a change of any other does not reach these tests.
///
/// Background work is done when a test says [#work].
public final class ItemsServer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String HEADER = "X-Test-User";

  private final FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "files");
  private final HandClock clock = new HandClock();
  private final MemoryBlobs blobs = new MemoryBlobs(clock);
  private final Map<UserId, Principal> people = new ConcurrentHashMap<>();
  private final InFlight inFlight = new InFlight();
  private final Outbox outbox = new Outbox(fresh.database(), clock);
  private final valise.platform.watch.Journal lines = valise.platform.watch.Journal.silent();
  private final Jobs jobs = new Jobs(fresh.database(), clock, lines, "test");
  private final Relay relay = new Relay(fresh.database(), outbox, clock, lines, "test");
  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  private ItemsServer() {
    KeyRing keys = KeyRing.of(Secret.of("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
    ApplicationContextInitializer<GenericApplicationContext> beans =
        context -> {
          context.registerBean(
              Database.class, fresh::database, definition -> definition.setDestroyMethodName(""));
          context.registerBean(InstantSource.class, () -> clock);
          context.registerBean(BlobStore.class, () -> blobs);
          context.registerBean(Creators.class, () -> users -> Map.of());
          context.registerBean(
              PrincipalLookup.class,
              () ->
                  (account, user) ->
                      Optional.ofNullable(people.get(user))
                          .filter(it -> it.account().equals(account)));
          context.registerBean(Tenancy.class, () -> Tenancy.DEFAULT);
          context.registerBean(DownloadSettings.class, () -> DownloadSettings.DEFAULT);
          context.registerBean(SignedTickets.class, () -> new SignedTickets(keys, clock));
          context.registerBean(
              Journal.Announcer.class,
              () ->
                  (tx, account, topic, payload) ->
                      outbox.append(tx, topic, account.value(), payload));
          context.registerBean(Jobs.class, () -> jobs);
          context.registerBean(InFlight.class, () -> inFlight);
          context.registerBean(Known.class, () -> new Known(people));
        };
    SpringApplication application =
        new SpringApplicationBuilder(Beans.class)
            .initializers(beans)
            .properties(
                Map.of(
                    "server.port", "0",
                    "server.address", "127.0.0.1",
                    "spring.main.banner-mode", "off",
                    "spring.main.log-startup-info", "false"))
            .build();
    this.context = application.run();
    this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public static ItemsServer start() {
    return new ItemsServer();
  }

  @ComponentScan({
    "valise.files.odata",
    "valise.files.access",
    "valise.files.items",
    "valise.files.downloads",
    "valise.files.operations",
    "valise.files.thumbnails"
  })
  @Import(Accounts.class)
  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class
  })
  static class Beans {

    @Bean
    FilterRegistrationBean<Filter> actAs(InFlight inFlight, Known known) {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>((request, response, chain) -> {
            String user = ((HttpServletRequest) request).getHeader(HEADER);
            if (user != null && known.people().get(new UserId(user)) instanceof Principal caller) {
              request.setAttribute(Call.PRINCIPAL, caller);
            }
            WideLine line = inFlight.begin();
            request.setAttribute(WideLine.ATTRIBUTE, line);
            try {
              chain.doFilter(request, response);
            } finally {
              inFlight.end(line);
            }
          });
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }
  }

  private record Known(Map<UserId, Principal> people) {}

  /// How many requests are being answered, and what the last one left on its line. Guarded by
  /// itself.
  private static final class InFlight {
    private final valise.platform.watch.Journal journal =
        new valise.platform.watch.Journal(InstantSource.system(), line -> last = line);
    private int count;
    private String last = "";

    synchronized WideLine begin() {
      count++;
      return journal.begin("request");
    }

    synchronized void end(WideLine line) {
      line.write();
      count--;
      notifyAll();
    }

    synchronized String awaitNone() {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      try {
        while (count > 0 && System.nanoTime() < deadline) {
          wait(1_000);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (count > 0) {
        throw new IllegalStateException("a request does not end");
      }
      return last;
    }
  }

  // --- the world ---------------------------------------------------------------------------------

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public Database database() {
    return fresh.database();
  }

  public HandClock clock() {
    return clock;
  }

  public MemoryBlobs blobs() {
    return blobs;
  }

  public Jobs jobs() {
    return jobs;
  }

  public Relay relay() {
    return relay;
  }

  public int port() {
    return port;
  }

  public String origin() {
    return "http://127.0.0.1:" + port;
  }

  /// Does all background work that is due.
  public void work() {
    while (relay.step() + jobs.step() > 0) {
      // What one did may be more work for the other.
    }
  }

  /// Waits until no request is being answered, and returns the line of the last one.
  public String quiet() {
    return inFlight.awaitNone();
  }

  /// A new account and somebody in it who may do everything.
  public Principal account() {
    UserId admin = UserId.mint();
    AccountId account = AccountId.mint();
    database().write(tx -> bean(Tree.class).plant(tx, account, admin));
    return join(
        new Principal(account, admin, Set.of(Role.EMPLOYEE), Set.of(), true, ZoneOffset.UTC));
  }

  /// Somebody else in the account, with no right anywhere.
  public Principal colleagueOf(Principal other) {
    return join(
        new Principal(
            other.account(),
            UserId.mint(),
            Set.of(Role.EMPLOYEE),
            Set.of(),
            false,
            ZoneOffset.UTC));
  }

  private Principal join(Principal principal) {
    people.put(principal.user(), principal);
    return principal;
  }

  /// From now on they may do nothing.
  public void disable(Principal principal) {
    people.remove(principal.user());
  }

  public ItemId folder(Principal by, String parent, String name) {
    return bean(Tree.class).add(by, parent, NewNode.named(name), false).item().id();
  }

  public void grant(Principal to, ItemId folder, Rights rights) {
    Principal admin =
        people.values().stream()
            .filter(it -> it.superUser() && it.account().equals(to.account()))
            .findFirst()
            .orElseThrow();
    database()
        .write(tx -> {
          var lineage = bean(Items.class).locate(tx.sql(), admin, folder).lineage();
          bean(Access.class)
              .put(
                  tx,
                  lineage,
                  new Entry(folder, PrincipalId.of(to.user()), rights, false, false, false));
          return folder;
        });
  }

  public Item file(Principal by, ItemId parent, String name, String text) {
    return file(by, parent, name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file; when there is one of that name, its next version.
  public Item file(Principal by, ItemId parent, String name, byte[] bytes) {
    BlobId blob = blobs.create();
    write(blob, bytes);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return file(
        by,
        parent,
        name,
        new Item.Content(blob, bytes.length, HexFormat.of().formatHex(md5(bytes)), crc.getValue()));
  }

  public Item file(Principal by, ItemId parent, String name, Item.Content content) {
    NewFile file =
        new NewFile(
            name,
            name,
            content,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NewFile.OnCollision.NEW_VERSION);
    return database()
        .write(tx -> bean(Tree.class).addFile(tx, by.account(), by.user(), parent, file));
  }

  private void write(BlobId blob, byte[] bytes) {
    try (BlobStore.Writing writing = blobs.write(blob)) {
      writing.write(ByteBuffer.wrap(bytes), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- requests ----------------------------------------------------------------------------------

  /// An answer.
  public record Reply(int status, HttpHeaders headers, byte[] bytes) {

    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A header's value, or empty text.
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public JsonNode json() {
      return MAPPER.readTree(text());
    }

    /// Our stable code of a refusal.
    public String code() {
      return json().path("valiseCode").asString("");
    }
  }

  /// `path` begins after the origin, or is a whole address. `headers` are names and values in turn.
  public Reply send(
      Optional<Principal> as, String method, String path, String body, String... headers) {
    try {
      return open(as, method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As [#send], for a transfer that may break.
  public Reply open(
      Optional<Principal> as, String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("/") ? origin() + path : path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    as.ifPresent(principal -> request.header(HEADER, principal.user().value()));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Reply get(Principal as, String path) {
    return send(Optional.of(as), "GET", path, "");
  }

  public Reply post(Principal as, String path, String body) {
    return send(Optional.of(as), "POST", path, body, "Content-Type", "application/json");
  }

  /// A request of nobody.
  public Reply fetch(String path, String... headers) {
    return send(Optional.empty(), "GET", path, "", headers);
  }

  @Override
  public void close() {
    client.close();
    context.close();
    fresh.close();
  }
}
