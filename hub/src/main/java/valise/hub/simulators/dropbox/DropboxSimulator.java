package valise.hub.simulators.dropbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A Dropbox with one person and one app, on a port of the loopback.
///
/// Served: OAuth 2 (authorization code, offline access, refresh), users, files and folders
/// (metadata, listing with cursors and long poll, create, delete, copy, move, search, revisions,
/// restore), content (upload, upload sessions, download with ranges), temporary and shared links,
/// and the app's webhook with its challenge and signature. Not served: teams, namespaces, Paper,
/// batches and properties.
///
/// [#faults] makes calls go wrong; the clock is the caller's.
public final class DropboxSimulator implements AutoCloseable {

  /// The person's account, as webhooks and tokens name it.
  public static final String ACCOUNT = "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc";

  /// The same in the numbers of the API before.
  public static final String UID = "12345";

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final HttpServer server;
  private final ExecutorService threads;
  private final Contents contents;
  private final Drive drive;
  private final Cursors cursors = new Cursors();
  private final Faults faults = new Faults();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final OAuth oauth;
  private final Links links;
  private final Webhook webhook;
  private final Rpc rpc;
  private final Transfers transfers;
  private final InstantSource clock;

  private DropboxSimulator(int port, InstantSource clock, String key, String secret)
      throws IOException {
    this.clock = clock;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    this.contents = new Contents();
    this.drive = new Drive(clock);
    this.oauth = new OAuth(clock, key, secret);
    this.webhook = new Webhook(oauth, ACCOUNT);
    this.links = new Links(clock, () -> uri().toString());
    this.rpc = new Rpc(drive, cursors, links, clock);
    this.transfers = new Transfers(drive, contents, rpc, clock);
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    drive.listen(webhook::ring);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /// Starts one on `port`, or on a free one for 0, with the app `key` and its `secret`.
  public static DropboxSimulator start(int port, InstantSource clock, String key, String secret)
      throws IOException {
    return new DropboxSimulator(port, clock, key, secret);
  }

  /// What stands for `https://api.dropboxapi.com`, and for every other host of the vendor's.
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public String key() {
    return oauth.key();
  }

  public String secret() {
    return oauth.secret();
  }

  public Faults faults() {
    return faults;
  }

  /// The routes that were called, oldest first.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /// What the person's browser is sent back to after they allowed what `authorize` asks for.
  public URI allow(URI authorize) {
    Map<String, String> query =
        Exchange.pairs(Optional.ofNullable(authorize.getRawQuery()).orElse(""));
    return URI.create(back(query, true));
  }

  /// Registers the app's webhook, if its address echoes the challenge.
  public boolean registerWebhook(URI uri) throws IOException, InterruptedException {
    return webhook.register(uri);
  }

  /// The next `times` changes are not told to the webhook.
  public void muteWebhook(int times) {
    webhook.mute(times);
  }

  /// Somebody puts a file there, over what was there before.
  public void put(String path, String text) throws IOException {
    put(path, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Somebody puts a file there, over what was there before.
  public void put(String path, InputStream bytes) throws IOException {
    String name = Drive.newId();
    contents.append(name, bytes);
    String rev = drive.nextRev();
    Contents.Stored kept = contents.keep(name, rev);
    Instant now = clock.instant();
    drive.putFile(
        path,
        Drive.Taken.REPLACE,
        false,
        new Node.Content(rev, kept.size(), kept.hash(), now, now),
        Problem.endpoint("path", "conflict", "folder"));
  }

  public void makeFolder(String path) {
    drive.makeFolder(path, Drive.Taken.REFUSE);
  }

  public void move(String from, String to) {
    drive.move(from, to, Drive.Taken.REFUSE);
  }

  public void delete(String path) {
    drive.delete(path);
  }

  /// The paths of all files and folders.
  public List<String> paths() {
    return List.copyOf(rpc.all().keySet());
  }

  /// What a file holds.
  public String read(String path) throws IOException {
    Node node = drive.find(path).orElseThrow();
    try (InputStream in = contents.open(node.content().orElseThrow().rev())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// One line for each change there was: `+ /a.txt` or `- /a.txt`. The truth that deliveries are
  /// held against.
  public List<String> history() {
    return drive.journal().stream()
        .map(change -> (change.node().isPresent() ? "+ " : "- ") + change.path())
        .toList();
  }

  /// No cursor counts any more.
  public void resetCursors() {
    cursors.reset();
  }

  /// Every access token expires at once; a refresh gets another.
  public void expireAccessTokens() {
    oauth.expireAccess();
  }

  /// The person takes back their consent.
  public void revokeConsent() {
    oauth.revoke();
  }

  /// How often access tokens were refreshed.
  public int refreshes() {
    return oauth.refreshes();
  }

  private void answer(HttpExchange http) {
    Exchange exchange = new Exchange(http);
    try {
      exchange.set("X-Dropbox-Request-Id", Drive.newId());
      route(exchange);
    } catch (Problem problem) {
      try {
        exchange.body().transferTo(OutputStream.nullOutputStream());
        exchange.problem(problem);
      } catch (IOException e) {
        // The caller went away.
      }
    } catch (IOException e) {
      // The caller went away, or was meant to think so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
    }
  }

  private void route(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.path();
    switch (path) {
      case "/oauth2/authorize", "/1/oauth2/authorize", "/api/oauth2/authorize" -> consent(exchange);
      case "/oauth2/token", "/1/oauth2/token" ->
          exchange.json(oauth.token(credentials(exchange), ACCOUNT));
      default -> {
        if (path.startsWith("/2/")) {
          api(path.substring("/2/".length()), exchange);
        } else if (path.startsWith("/cd/0/get/")) {
          temporary(path.substring("/cd/0/get/".length()), exchange);
        } else {
          throw Problem.text(404, "Not found");
        }
      }
    }
  }

  private void api(String route, Exchange exchange) throws IOException, InterruptedException {
    calls.add(route);
    Optional<Faults.Fault> fault = faults.take(route);
    if (fault.isPresent()) {
      before(fault.get());
    }
    if (route.equals("files/list_folder/longpoll")) {
      exchange.json(rpc.longpoll(Arguments.parse(route, exchange.text())));
      return;
    }
    oauth.admit(exchange.header("Authorization"));
    if (route.equals("auth/token/revoke")) {
      oauth.revoke();
      exchange.send(200, "application/json", "null");
      return;
    }
    if (Transfers.takes(route)) {
      transfer(route, exchange, fault);
      return;
    }
    String json = exchange.text();
    if (!json.isEmpty()
        && exchange
            .header("Content-Type")
            .filter(it -> it.startsWith("application/json"))
            .isEmpty()) {
      throw Problem.badRequest(
          route, "Bad HTTP \"Content-Type\" header: expecting \"application/json\".");
    }
    if (route.startsWith("users/get_")) {
      Arguments.requireNone(route, json);
    }
    Arguments arguments = Arguments.parse(route, json);
    JsonNode answer =
        rpc.call(route, arguments)
            .orElseThrow(() -> Problem.text(400, "Unknown API function: \"" + route + "\""));
    if (fault.orElse(null) instanceof Faults.Fault.Cut) {
      throw new IOException("Broken off, as was asked for");
    }
    if (fault.orElse(null) instanceof Faults.Fault.Loop && answer instanceof ObjectNode page) {
      arguments.find("cursor").ifPresent(cursor -> page.put("cursor", cursor));
      page.put("has_more", true);
    }
    exchange.json(answer);
  }

  private static void before(Faults.Fault fault) throws IOException {
    switch (fault) {
      case Faults.Fault.TooMany many -> throw Problem.tooMany(many.seconds());
      case Faults.Fault.Expired() -> throw Problem.unauthorized("expired_access_token");
      case Faults.Fault.Answer other ->
          throw Problem.raw(other.status(), other.type(), other.body());
      case Faults.Fault.Reset() -> throw Problem.endpoint("reset");
      case Faults.Fault.Cut cut -> {
        if (!cut.after()) {
          throw new IOException("Broken off, as was asked for");
        }
      }
      case Faults.Fault.CutBody(long _) -> {}
      case Faults.Fault.Loop() -> {}
    }
  }

  private void transfer(String route, Exchange exchange, Optional<Faults.Fault> fault)
      throws IOException {
    Arguments arguments =
        Arguments.parse(
            route,
            exchange
                .header("Dropbox-API-Arg")
                .or(() -> Optional.ofNullable(exchange.query().get("arg")))
                .orElseThrow(() ->
                    Problem.badRequest(
                        route,
                        "Must provide HTTP header \"Dropbox-API-Arg\" or URL parameter \"arg\".")));
    if (route.equals("files/download")) {
      transfers.send(
          arguments,
          exchange,
          fault.map(it -> it instanceof Faults.Fault.CutBody cut ? cut.after() : Long.MAX_VALUE));
      return;
    }
    boolean binary =
        exchange
            .header("Content-Type")
            .filter(it -> it.startsWith("application/octet-stream") || it.startsWith("text/plain"))
            .isPresent();
    if (!binary) {
      throw Problem.badRequest(
          route,
          "Bad HTTP \"Content-Type\" header: expecting \"application/octet-stream\" or"
              + " \"text/plain; charset=dropbox-cors-hack\".");
    }
    exchange.json(transfers.receive(route, arguments, exchange.body()));
  }

  private void temporary(String rest, Exchange exchange) throws IOException {
    Links.Temporary link =
        links
            .find(rest.substring(0, Math.max(0, rest.indexOf('/'))))
            .orElseThrow(() -> Problem.text(410, "This link has expired"));
    exchange.set("Content-Disposition", "attachment; filename=\"file\"");
    transfers.send(
        drive.find("rev:" + link.rev()).orElseThrow().content().orElseThrow(),
        exchange,
        Optional.empty());
  }

  /// The page that asks the person, and what they press on it.
  private void consent(Exchange exchange) throws IOException {
    Map<String, String> query = exchange.query();
    if (!oauth.key().equals(query.get("client_id"))) {
      throw Problem.text(400, "Invalid client_id: " + query.get("client_id"));
    }
    if (!"code".equals(query.get("response_type")) || !query.containsKey("redirect_uri")) {
      throw Problem.text(400, "response_type must be code, and redirect_uri is required");
    }
    if (exchange.method().equals("POST")) {
      exchange.redirect(back(query, exchange.form().containsKey("allow")));
      return;
    }
    exchange.send(
        200,
        "text/html; charset=utf-8",
        """
        <!doctype html><html lang="en"><title>Dropbox (simulated)</title>
        <p>An app would like to access the files of Franz Ferdinand.
        <form method="post"><button name="allow" value="1">Allow</button>
        <button name="deny" value="1">Cancel</button></form></html>
        """);
  }

  private String back(Map<String, String> query, boolean allowed) {
    String redirect = query.getOrDefault("redirect_uri", "");
    boolean offline = "offline".equals(query.get("token_access_type"));
    String answer =
        allowed
            ? "code=" + oauth.code(redirect, offline)
            : "error=access_denied&error_description=The+user+chose+not+to+give+your+app+access";
    if (query.containsKey("state")) {
      answer += "&state=" + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8);
    }
    return redirect + (redirect.contains("?") ? "&" : "?") + answer;
  }

  /// The form, with the app's credentials from a basic header when it lacks them.
  private static Map<String, String> credentials(Exchange exchange) throws IOException {
    Map<String, String> form = exchange.form();
    exchange
        .header("Authorization")
        .filter(it -> it.regionMatches(true, 0, "Basic ", 0, 6))
        .ifPresent(it -> {
          String pair =
              new String(
                  Base64.getDecoder().decode(it.substring(6).strip()), StandardCharsets.UTF_8);
          int colon = Math.max(0, pair.indexOf(':'));
          form.putIfAbsent("client_id", pair.substring(0, colon));
          form.putIfAbsent("client_secret", pair.substring(colon + 1));
        });
    return form;
  }

  @Override
  public void close() throws IOException {
    webhook.close();
    server.stop(0);
    threads.shutdownNow();
    try {
      // Who still writes down an upload would put it into a folder that is being deleted.
      threads.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    contents.close();
  }
}
