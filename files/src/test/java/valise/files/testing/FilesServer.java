package valise.files.testing;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.FilesConfiguration;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.files.groups.Principals;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.notices.NoticeSettings;
import valise.files.oauth.AppId;
import valise.files.oauth.CallingApp;
import valise.files.oauth.OAuthSettings;
import valise.files.odata.Call;
import valise.files.uploads.UploadSettings;
import valise.files.users.UserMailSettings;
import valise.platform.blob.BlobStore;
import valise.platform.blob.MemoryBlobs;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Mailer;
import valise.platform.net.Cidr;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.SignedTickets;
import valise.platform.secrets.SigningKey;
import valise.platform.watch.Journal;

/// The whole file side over real HTTP on a free port of the loopback, on a fresh SQLite database
/// and with blobs in memory. Nobody signs in here: a request says as whom it comes, through a
/// filter that only tests have.
///
/// ```java
/// static final FilesServer SERVER = FilesServer.start();
/// @AfterAll static void stop() { SERVER.close(); }
///
/// Reply me = SERVER.as(user).get("/Users");
/// ```
public final class FilesServer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Says as whom a request comes, by the id of a user.
  public static final String HEADER = "X-Test-Principal";

  private static final String APP_HEADER = "X-Test-App";

  private final FreshDatabase fresh;
  private final HandClock clock;
  private final SentMail mail = new SentMail();
  private final Acting acting;
  private final InFlight inFlight = new InFlight();
  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newBuilder().build();
  private final int port;

  private FilesServer(
      FreshDatabase fresh, ApplicationContextInitializer<GenericApplicationContext> more) {
    this.fresh = fresh;
    this.clock = new HandClock();
    this.acting = new Acting();
    ApplicationContextInitializer<GenericApplicationContext> beans =
        context -> {
          context.registerBean(
              Database.class, fresh::database, definition -> definition.setDestroyMethodName(""));
          context.registerBean(InstantSource.class, () -> clock);
          context.registerBean(BlobStore.class, () -> new MemoryBlobs(clock));
          context.registerBean(Tenancy.class, () -> Tenancy.DEFAULT);
          context.registerBean(Acting.class, () -> acting);
          context.registerBean(InFlight.class, () -> inFlight);
          context.registerBean(
              Jobs.class, () -> new Jobs(fresh.database(), clock, Journal.silent(), "test"));
          context.registerBean(Journal.class, Journal::silent);
          context.registerBean(
              OAuthSettings.class, () -> OAuthSettings.DEFAULT.withCalls(1_000_000, 1_000_000));
          context.registerBean(DownloadSettings.class, () -> DownloadSettings.DEFAULT);
          context.registerBean(UploadSettings.class, () -> UploadSettings.DEFAULT);
          context.registerBean(NoticeSettings.class, () -> NoticeSettings.DEFAULT);
          context.registerBean(Mailer.class, () -> mail);
          // One address of the loopback stands for the internet.
          context.registerBean(
              Outbound.class,
              () -> new Outbound(new Reach(false, List.of(Cidr.parse("127.0.0.1"))), "valise"));
          context.registerBean(UserMailSettings.class, Features::mailSettings);
          context.registerBean(PasswordHashes.class, Features::cheapHashes);
          KeyRing keys = KeyRing.random();
          context.registerBean(SigningKey.class, SigningKey::random);
          context.registerBean(Sealing.class, () -> new Sealing(keys));
          context.registerBean(SignedTickets.class, () -> new SignedTickets(keys, clock));
        };
    SpringApplication application =
        new SpringApplicationBuilder(FilesConfiguration.class, Beans.class)
            .initializers(beans, more)
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

  /// Starts a server of one's own.
  public static FilesServer start() {
    return with(context -> {});
  }

  /// The same with beans of the test's own.
  public static FilesServer with(ApplicationContextInitializer<GenericApplicationContext> beans) {
    return new FilesServer(DatabaseWorld.SQLITE.fresh("platform", "files"), beans);
  }

  /// What a server needs beside the features.
  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class
  })
  static class Beans {

    @Bean
    FilterRegistrationBean<Filter> otherHosts() {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>(new ForwardedHeaderFilter());
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }

    @Bean
    FilterRegistrationBean<Filter> countRequests(InFlight inFlight) {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>((request, response, chain) -> {
            inFlight.begin();
            try {
              chain.doFilter(request, response);
            } finally {
              inFlight.end();
            }
          });
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }

    @Bean
    FilterRegistrationBean<Filter> actAs(Acting acting, Principals principals) {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>((request, response, chain) -> {
            String key = ((HttpServletRequest) request).getHeader(HEADER);
            String app = ((HttpServletRequest) request).getHeader(APP_HEADER);
            if (app != null) {
              request.setAttribute(CallingApp.ATTRIBUTE, new AppId(app));
            }
            if (key != null) {
              acting
                  .principal(key, principals)
                  .ifPresent(principal -> request.setAttribute(Call.PRINCIPAL, principal));
            }
            chain.doFilter(request, response);
          });
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
      return filter;
    }
  }

  /// Who the keys in the header stand for.
  private static final class Acting {
    private final Map<String, Supplier<Optional<Principal>>> fixed = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    String add(Principal principal) {
      String key = "p" + count.incrementAndGet();
      fixed.put(key, () -> Optional.of(principal));
      return key;
    }

    Optional<Principal> principal(String key, Principals principals) {
      Supplier<Optional<Principal>> known = fixed.get(key);
      return known != null ? known.get() : UserId.parse(key).flatMap(user -> principals.of(user));
    }
  }

  /// A bean of the running server: a facade to arrange with.
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// All beans of a type.
  public <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  public Database database() {
    return fresh.database();
  }

  public HandClock clock() {
    return clock;
  }

  /// What would have been mailed; sent by [#step].
  public SentMail mail() {
    return mail;
  }

  /// Waits until no request is being answered.
  public void quiet() {
    inFlight.awaitNone();
  }

  /// Does all jobs that are due.
  public int step() {
    return bean(Jobs.class).step();
  }

  /// Where the API is, without a trailing slash.
  public String base() {
    return "http://127.0.0.1:" + port + "/sf/v3";
  }

  public int port() {
    return port;
  }

  /// Requests of a user as the database has them at that moment; of nobody once they are disabled.
  public Caller as(UserId user) {
    return new Caller(user.value(), "", "");
  }

  /// Requests of whoever a test makes up.
  public Caller as(Principal principal) {
    return new Caller(acting.add(principal), "", "");
  }

  /// Requests of somebody who is not signed in.
  public Caller anonymous() {
    return new Caller("", "", "");
  }

  /// An answer: its status, headers and body.
  public record Reply(HttpResponse<String> response) {

    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    /// The body as JSON, or a missing node.
    public JsonNode json() {
      return MAPPER.readTree(text().isEmpty() ? "{}" : text());
    }

    /// A member of the body; a missing node when there is none.
    public JsonNode at(String name) {
      return json().path(name);
    }

    /// The entities of a feed.
    public List<JsonNode> values() {
      return json().path("value").valueStream().toList();
    }

    /// Our stable code of a refusal, or empty text.
    public String code() {
      return json().path("valiseCode").asString("");
    }
  }

  /// One who makes requests. Paths begin after `/sf/v3`.
  public final class Caller {

    private final String key;
    private final String host;
    private final String app;

    private Caller(String key, String host, String app) {
      this.key = key;
      this.host = host;
      this.app = app;
    }

    /// The same with a token of this app.
    public Caller with(AppId calling) {
      return new Caller(key, host, calling.value());
    }

    /// The same through another host name, such as `acme.localhost`, as behind a proxy.
    public Caller through(String otherHost) {
      return new Caller(key, otherHost, app);
    }

    public Reply get(String path) {
      return send("GET", path, "");
    }

    public Reply post(String path, String body) {
      return send("POST", path, body);
    }

    public Reply patch(String path, String body) {
      return send("PATCH", path, body);
    }

    public Reply put(String path, String body) {
      return send("PUT", path, body);
    }

    public Reply delete(String path) {
      return send("DELETE", path, "");
    }

    public Reply delete(String path, String body) {
      return send("DELETE", path, body);
    }

    public Reply send(String method, String path, String body) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base() + path.replace(" ", "%20")))
              .timeout(Duration.ofSeconds(20))
              .method(
                  method,
                  body.isEmpty()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body));
      if (!host.isEmpty()) {
        request.header("X-Forwarded-Host", host + ":" + port);
      }
      if (!key.isEmpty()) {
        request.header(HEADER, key);
      }
      if (!app.isEmpty()) {
        request.header(APP_HEADER, app);
      }
      if (!body.isEmpty()) {
        request.header("Content-Type", "application/json");
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
  }

  @Override
  public void close() {
    client.close();
    context.close();
    fresh.close();
  }
}
