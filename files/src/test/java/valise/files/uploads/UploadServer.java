package valise.files.uploads;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
import valise.files.accounts.Accounts;
import valise.files.accounts.Tenancy;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Creators;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.items.NewNode;
import valise.files.items.Tree;
import valise.files.odata.Call;
import valise.files.testing.HandClock;
import valise.platform.blob.BlobStore;
import valise.platform.blob.DiskBlobs;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.outbox.Outbox;

/// Uploads over real HTTP, with SQLite and blobs on disk; can be restarted, which loses all that is
/// only in memory. One account, one folder, one user who may do everything; a request says in a
/// header as whom it comes.
final class UploadServer implements AutoCloseable {

  private static final String HEADER = "X-Test-Principal";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  final HandClock clock = new HandClock();
  final SwitchableBlobs blobs;
  final AccountId account;
  final Principal owner;
  final ItemId folder;

  private final FreshDatabase fresh;
  final ForgetfulDatabase forgetful;
  private final UploadSettings settings;
  private final Map<String, Principal> people = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ConfigurableApplicationContext context;
  private int port;

  private UploadServer(Path blobFolder, UploadSettings settings, int port) {
    this.fresh = DatabaseWorld.SQLITE.fresh("platform", "files");
    this.forgetful = new ForgetfulDatabase(fresh.database());
    this.settings = settings;
    try {
      this.blobs = new SwitchableBlobs(DiskBlobs.in(blobFolder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.context = run(port);
    UserId user = UserId.mint();
    account =
        database()
            .write(tx -> {
              AccountId made = bean(Accounts.class).create(tx, "acme", "Acme").id();
              bean(Tree.class).plant(tx, made, user);
              bean(Tree.class).furnish(tx, made, user, Item.Place.HOME);
              return made;
            });
    owner =
        new Principal(
            account,
            user,
            Set.of(Role.EMPLOYEE, Role.CAN_CREATE_FOLDERS),
            Set.of(),
            true,
            ZoneOffset.UTC);
    people.put("owner", owner);
    folder = bean(Tree.class).add(owner, "root", NewNode.named("Work"), false).item().id();
  }

  static UploadServer start(Path blobFolder) {
    return new UploadServer(blobFolder, UploadSettings.DEFAULT, 0);
  }

  static UploadServer start(Path blobFolder, UploadSettings settings, int port) {
    return new UploadServer(blobFolder, settings, port);
  }

  private ConfigurableApplicationContext run(int wantedPort) {
    ApplicationContextInitializer<GenericApplicationContext> beans =
        it -> {
          it.registerBean(Database.class, () -> forgetful, bean -> bean.setDestroyMethodName(""));
          it.registerBean(InstantSource.class, () -> clock);
          it.registerBean(BlobStore.class, () -> blobs);
          it.registerBean(Tenancy.class, () -> Tenancy.DEFAULT);
          it.registerBean(UploadSettings.class, () -> settings);
          it.registerBean(UploadServer.class, () -> this, bean -> bean.setDestroyMethodName(""));
        };
    ConfigurableApplicationContext running =
        new SpringApplicationBuilder(Beans.class)
            .initializers(beans)
            .properties(
                Map.of(
                    "server.port", Integer.toString(wantedPort),
                    "server.address", "127.0.0.1",
                    "server.tomcat.connection-timeout", "5s",
                    "spring.threads.virtual.enabled", "true",
                    "spring.main.banner-mode", "off",
                    "spring.main.log-startup-info", "false",
                    "logging.level.root", "warn"))
            .run();
    port = running.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return running;
  }

  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class
  })
  @ComponentScan({
    "valise.files.odata",
    "valise.files.access",
    "valise.files.items",
    "valise.files.operations",
    "valise.files.uploads"
  })
  @Import(Accounts.class)
  static class Beans {

    @Bean
    Outbox outbox(Database database, InstantSource clock) {
      return new Outbox(database, clock);
    }

    @Bean
    Journal.Announcer announcer(Outbox outbox) {
      return (tx, account, topic, payload) -> outbox.append(tx, topic, account.value(), payload);
    }

    @Bean
    Creators creators() {
      return users -> Map.of();
    }

    @Bean
    FilterRegistrationBean<Filter> actAs(UploadServer server) {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>((request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            String name = http.getHeader(HEADER);
            boolean bearer =
                "Bearer owner".equals(http.getHeader("Authorization"))
                    && http.getRequestURI().startsWith("/sf/");
            Principal principal = server.people.get(bearer ? "owner" : String.valueOf(name));
            if (principal != null) {
              request.setAttribute(Call.PRINCIPAL, principal);
            }
            chain.doFilter(request, response);
          });
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }
  }

  /// Stops and starts again with the same database and blobs: memory is lost.
  void restart() {
    context.close();
    context = run(0);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  Database database() {
    return fresh.database();
  }

  int port() {
    return port;
  }

  String origin() {
    return "http://127.0.0.1:" + port;
  }

  /// Somebody else of the account, with rights as given.
  void person(String name, Principal principal) {
    people.put(name, principal);
  }

  /// An answer of either dialect.
  record Reply(int status, String text) {

    JsonNode json() {
      return MAPPER.readTree(text);
    }

    JsonNode at(String name) {
      return json().path(name);
    }

    boolean ok() {
      return status == 200 && !at("error").asBoolean(false);
    }

    /// The first file of a final answer.
    JsonNode file() {
      return at("value").path(0);
    }

    String code() {
      return at("valiseCode").asString("");
    }
  }

  /// An open upload, as its client sees it; addresses survive a restart on another port.
  final class Upload {

    final JsonNode specification;
    private final String chunkPath;
    private final Optional<String> finishPath;

    private Upload(JsonNode specification) {
      this.specification = specification;
      this.chunkPath = pathOf(specification.path("ChunkUri").asString(""));
      this.finishPath =
          Optional.ofNullable(specification.path("FinishUri").asString(null))
              .map(UploadServer::pathOf);
    }

    String chunkPath() {
      return chunkPath;
    }

    String id() {
      return chunkPath.replaceAll(".*uploadid=([^&]*).*", "$1");
    }

    Reply standard(byte[] bytes) {
      return send("POST", chunkPath, bytes);
    }

    Reply chunk(long offset, byte[] bytes) {
      return chunk(offset, bytes, md5(bytes), "");
    }

    Reply chunk(long offset, byte[] bytes, String hash, String more) {
      return send(
          "POST", chunkPath + "&index=0&byteOffset=" + offset + "&hash=" + hash + more, bytes);
    }

    Reply finish(String more) {
      return send("POST", finishPath.orElseThrow() + more, new byte[0]);
    }

    String finishPath() {
      return finishPath.orElseThrow();
    }
  }

  private static String pathOf(String url) {
    return url.substring(url.indexOf('/', "http://".length()));
  }

  /// Opens an upload of the owner into the folder; `query` as in sharefile-v3 section 5.1.
  Upload open(String query) {
    Reply reply = ask(query);
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return new Upload(reply.json());
  }

  Reply ask(String query) {
    return api("POST", "/Items(" + folder + ")/Upload?" + query, "", "owner");
  }

  Upload upload(JsonNode specification) {
    return new Upload(specification);
  }

  Reply api(String method, String path, String body, String person, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + "/sf/v3" + path.replace(" ", "%20")))
            .header(HEADER, person)
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return exchange(request.build());
  }

  /// A request to a transfer address, without any sign of who it is.
  Reply send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 && method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return exchange(request.build());
  }

  private Reply exchange(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A bare connection, for bodies that stop in the middle.
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /// The bytes of a file by its id, as the store has them.
  byte[] content(String id) {
    Item item = bean(Items.class).locate(owner, id).item();
    Item.Content content = item.content().orElseThrow();
    try (BlobStore.Reading reading = blobs.read(content.blob())) {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      reading.transferTo(out, 0, reading.length());
      if (reading.length() != content.size() || !md5(out.toByteArray()).equals(content.md5())) {
        throw new AssertionError("the blob is not what the row says");
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The live file of a name in the folder.
  Optional<Item> named(String name) {
    return database().read(sql -> bean(Tree.class).named(sql, folder, name));
  }

  /// How many blobs there are.
  int blobCount() {
    java.util.concurrent.atomic.AtomicInteger count =
        new java.util.concurrent.atomic.AtomicInteger();
    try {
      blobs.forEach(stored -> count.incrementAndGet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count.get();
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    context.close();
    fresh.close();
  }
}
