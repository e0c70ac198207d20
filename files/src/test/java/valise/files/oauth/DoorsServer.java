package valise.files.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.Accounts;
import valise.files.accounts.Tenancy;
import valise.files.accounts.TestAccounts;
import valise.files.groups.Founding;
import valise.files.groups.Principals;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.files.testing.SentMail;
import valise.files.users.NewUser;
import valise.files.users.PasswordHash;
import valise.files.users.Slowdown;
import valise.files.users.User;
import valise.files.users.UserMail;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.jobs.Jobs;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;

/// The doors over real HTTP, with two accounts, `acme` (the default one) and `other`, a user `ada`
/// in each, and an app of each kind. Requests are written byte by byte, for much of what is tested
/// is how clients write them.
final class DoorsServer implements AutoCloseable {

  static final String PASSWORD = "correct horse 1";
  static final String BACK = "https://client.example/back";
  static final String LOOPBACK = "http://127.0.0.1/callback";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final FreshDatabase fresh;
  private final ConfigurableApplicationContext context;
  private final int port;

  final HandClock clock = new HandClock();
  final List<String> journal = new CopyOnWriteArrayList<>();
  final AccountId acme;
  final AccountId other;
  final UserId ada;
  final UserId stranger;
  final Apps.Registered app;
  final Apps.Registered publicApp;
  final Apps.Registered ownApp;

  DoorsServer() {
    this(OAuthSettings.DEFAULT.withCalls(1_000_000, 1_000_000));
  }

  DoorsServer(OAuthSettings settings) {
    fresh = DatabaseWorld.SQLITE.fresh("platform", "files");
    Database database = fresh.database();
    Accounts accounts = TestAccounts.accounts(database, clock);
    ApplicationContextInitializer<GenericApplicationContext> beans =
        it -> {
          it.registerBean(
              Database.class, () -> database, definition -> definition.setDestroyMethodName(""));
          it.registerBean(InstantSource.class, () -> clock);
          it.registerBean(OAuthSettings.class, () -> settings);
          it.registerBean(Tenancy.class, () -> Tenancy.DEFAULT);
          it.registerBean(Sealing.class, () -> new Sealing(KeyRing.random()));
          it.registerBean(Journal.class, () -> new Journal(clock, journal::add));
          it.registerBean(Accounts.class, () -> accounts);
          Features features = Features.over(database, clock);
          it.registerBean(Users.class, () -> features.bean(Users.class));
          it.registerBean(Principals.class, () -> features.bean(Principals.class));
          it.registerBean(Founding.class, () -> features.bean(Founding.class));
          it.registerBean(UserMail.class, () -> features.bean(UserMail.class));
          it.registerBean(Jobs.class, () -> features.bean(Jobs.class));
          it.registerBean(SentMail.class, features::mail);
          it.registerBean(Slowdown.class, () -> new Slowdown(clock, settings.guessesPerAddress()));
        };
    context =
        new SpringApplicationBuilder(Beans.class)
            .initializers(beans)
            .properties(
                Map.of(
                    "server.port", "0",
                    "server.address", "127.0.0.1",
                    "spring.main.banner-mode", "off",
                    "spring.main.log-startup-info", "false"))
            .run();
    port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);

    Founding.Founded first = found("acme", "Acme Tools");
    acme = first.account().id();
    ada = first.admin().id();
    // The oldest account is the default one.
    clock.advance(java.time.Duration.ofSeconds(1));
    Founding.Founded second = found("other", "Other Ltd");
    other = second.account().id();
    stranger = second.admin().id();
    Apps apps = bean(Apps.class);
    app =
        apps.register(
            Apps.Registration.named("Rocket", BACK, LOOPBACK, "com.example.app:/back")
                .actingAs(ada));
    publicApp = apps.register(Apps.Registration.named("Pocket", LOOPBACK).withoutSecret());
    ownApp = apps.register(Apps.Registration.named("Ours", BACK).withoutConsent());
  }

  private Founding.Founded found(String subdomain, String company) {
    PasswordHash hash = bean(Users.class).hash(Secret.of(PASSWORD));
    return bean(Founding.class)
        .found(
            subdomain,
            company,
            NewUser.employee(valise.files.users.People.email("ada@example.com"), "Ada", "Lovelace")
                .withPassword(hash));
  }

  @ComponentScan({"valise.files.odata", "valise.files.oauth"})
  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class
  })
  static class Beans {}

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  User user(UserId id) {
    return bean(Users.class).find(id).orElseThrow();
  }

  void changePassword(UserId id, String password) {
    Users users = bean(Users.class);
    PasswordHash hash = users.hash(Secret.of(password));
    fresh
        .database()
        .write(tx -> {
          users.setPassword(tx, users.find(tx.sql(), id).orElseThrow(), hash, false);
          return true;
        });
  }

  void disable(UserId id) {
    database()
        .write(tx -> {
          valise.files.users.People.disable(tx, bean(Users.class), id);
          return true;
        });
  }

  /// Asks for the mail that lets a user confirm another address.
  void mailConfirmation(UserId id, EmailAddress address) {
    database()
        .write(tx -> {
          User user = bean(Users.class).find(tx.sql(), id).orElseThrow();
          valise.files.users.People.mailConfirmation(tx, bean(UserMail.class), user, address);
          return true;
        });
  }

  User addClient(EmailAddress address) {
    return database()
        .write(tx -> bean(Users.class).create(tx, acme, NewUser.client(address, "Eve", "Client")));
  }

  Database database() {
    return fresh.database();
  }

  String authority() {
    return "localhost:" + port;
  }

  int port() {
    return port;
  }

  // Requests

  /// A request under construction.
  final class Ask {
    private final String method;
    private final String target;
    private String host = authority();
    private final List<String> headers = new ArrayList<>();
    private String body = "";

    private Ask(String method, String target) {
      this.method = method;
      this.target = target;
    }

    Ask header(String name, String value) {
      headers.add(name + ": " + value);
      return this;
    }

    /// The same server under another name.
    Ask host(String name) {
      host = name + ":" + port;
      return this;
    }

    Ask exactHost(String value) {
      host = value;
      return this;
    }

    Ask bearer(String token) {
      return header("Authorization", "Bearer " + token);
    }

    Ask basic(String id, String secret) {
      return header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    Ask cookie(String name, String value) {
      return header("Cookie", name + "=" + value);
    }

    Ask form(String... namesAndValues) {
      return rawForm(encoded(namesAndValues));
    }

    Ask rawForm(String text) {
      header("Content-Type", "application/x-www-form-urlencoded");
      body = text;
      return this;
    }

    Ask json(String text) {
      header("Content-Type", "application/json");
      body = text;
      return this;
    }

    Reply send() {
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(host);
      headers.forEach(line -> head.append("\r\n").append(line));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 || method.equals("POST")) {
        head.append("\r\nContent-Length: ").append(bytes.length);
      }
      head.append("\r\nConnection: close\r\n\r\n");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return Reply.read(socket.getInputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Ask get(String target) {
    return new Ask("GET", target);
  }

  Ask post(String target) {
    return new Ask("POST", target);
  }

  Ask ask(String method, String target) {
    return new Ask(method, target);
  }

  static String encoded(String... namesAndValues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(i == 0 ? "" : "&")
          .append(namesAndValues[i])
          .append('=')
          .append(Form.encode(namesAndValues[i + 1]));
    }
    return text.toString();
  }

  /// An answer, read to its end.
  record Reply(int status, Map<String, List<String>> headers, String text) {

    private static Reply read(InputStream in) throws IOException {
      byte[] all = in.readAllBytes();
      String raw = new String(all, StandardCharsets.ISO_8859_1);
      int end = raw.indexOf("\r\n\r\n");
      String[] lines = raw.substring(0, end).split("\r\n");
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers
            .computeIfAbsent(
                lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                missing -> new ArrayList<>())
            .add(lines[i].substring(colon + 1).strip());
      }
      byte[] body = java.util.Arrays.copyOfRange(all, end + 4, all.length);
      if (headers.containsKey("transfer-encoding")) {
        body = unchunked(body);
      }
      return new Reply(
          Integer.parseInt(lines[0].split(" ")[1]),
          headers,
          new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] unchunked(byte[] body) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      int at = 0;
      while (at < body.length) {
        int eol = at;
        while (body[eol] != '\r') {
          eol++;
        }
        int size = Integer.parseInt(new String(body, at, eol - at, StandardCharsets.US_ASCII), 16);
        if (size == 0) {
          break;
        }
        plain.write(body, eol + 2, size);
        at = eol + 2 + size + 2;
      }
      return plain.toByteArray();
    }

    String header(String name) {
      List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
      return values == null ? "" : values.getFirst();
    }

    JsonNode json() {
      return MAPPER.readTree(text);
    }

    String at(String member) {
      return json().path(member).asString("");
    }

    /// The value that a Set-Cookie gives a cookie.
    Optional<String> cookie(String name) {
      return headers.getOrDefault("set-cookie", List.of()).stream()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1).split(";")[0])
          .findFirst();
    }

    /// A parameter of the address that the answer leads to.
    String parameter(String name) {
      Matcher matcher = Pattern.compile("[?&#]" + name + "=([^&#]*)").matcher(header("Location"));
      return matcher.find()
          ? java.net.URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8)
          : "";
    }

    String hidden(String field) {
      Matcher matcher = Pattern.compile("name=\"" + field + "\" value=\"([^\"]*)\"").matcher(text);
      return matcher.find() ? matcher.group(1).replace("&amp;", "&") : "";
    }
  }

  // What most tests begin with

  Reply passwordGrant(String password) {
    return post("/oauth/token")
        .form(
            "grant_type",
            "password",
            "username",
            "ada@example.com",
            "password",
            password,
            "client_id",
            app.app().id().value(),
            "client_secret",
            app.secret().reveal())
        .send();
  }

  String token() {
    return passwordGrant(PASSWORD).at("access_token");
  }

  Reply refresh(String refreshToken) {
    return post("/oauth/token")
        .form(
            "grant_type",
            "refresh_token",
            "refresh_token",
            refreshToken,
            "client_id",
            app.app().id().value(),
            "client_secret",
            app.secret().reveal())
        .send();
  }

  Reply session(String token) {
    return get("/sf/v3/Sessions").bearer(token).send();
  }

  /// A browser: keeps its cookies and follows nothing by itself.
  Browser browser() {
    return new Browser();
  }

  final class Browser {
    final Map<String, String> cookies = new LinkedHashMap<>();
    String host = authority();

    Reply get(String target) {
      return keep(DoorsServer.this.get(target));
    }

    Reply post(String target, String... namesAndValues) {
      return keep(DoorsServer.this.post(target).form(namesAndValues));
    }

    private Reply keep(Ask ask) {
      ask.exactHost(host);
      if (!cookies.isEmpty()) {
        List<String> pairs = new ArrayList<>();
        cookies.forEach((name, value) -> pairs.add(name + "=" + value));
        ask.header("Cookie", String.join("; ", pairs));
      }
      Reply reply = ask.send();
      reply
          .headers()
          .getOrDefault("set-cookie", List.of())
          .forEach(line -> {
            String[] pair = line.split(";")[0].split("=", 2);
            if (pair[1].isEmpty()) {
              cookies.remove(pair[0]);
            } else {
              cookies.put(pair[0], pair[1]);
            }
          });
      return reply;
    }

    /// Signs in on the page that an authorization request leads to; gives what comes after it.
    Reply signIn(String authorize) {
      Reply toPage = get(authorize);
      Reply page = get(toPage.header("Location"));
      return get(
          post(
                  toPage.header("Location"),
                  "_csrf",
                  page.hidden("_csrf"),
                  "email",
                  "ada@example.com",
                  "password",
                  PASSWORD)
              .header("Location"));
    }

    /// Presses a button of the consent page that `reply` leads to.
    Reply consent(Reply reply, boolean allow) {
      Reply page = get(reply.header("Location").replaceFirst("^https?://[^/]+", ""));
      List<String> form =
          new ArrayList<>(
              List.of(
                  "_csrf", page.hidden("_csrf"),
                  "client_id", page.hidden("client_id"),
                  "state", page.hidden("state")));
      form.addAll(allow ? List.of("scope", "files") : List.of("deny", "true"));
      return post("/oauth/authorize", form.toArray(new String[0]));
    }
  }

  String authorize(String... more) {
    return authorize(app, more);
  }

  static String authorize(Apps.Registered which, String... more) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", which.app().id().value());
    query.put("redirect_uri", which.app().redirectUris().iterator().next());
    query.put("state", "a b+c/é");
    for (int i = 0; i < more.length; i += 2) {
      query.put(more[i], more[i + 1]);
    }
    List<String> pairs = new ArrayList<>();
    query.forEach((name, value) -> {
      pairs.add(name);
      pairs.add(value);
    });
    return "/oauth/authorize?" + encoded(pairs.toArray(new String[0]));
  }

  @Override
  public void close() {
    context.close();
    fresh.close();
  }
}
