package valise.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import valise.server.data.FirstStart;
import valise.server.demo.Receiver.Callback;

/// Connects the server's own file side to its hub as an integrator connects a provider, changes
/// files, and shows the callbacks that come of it.
public final class Demo {

  private static final String KEY = "MySecretEventSignatureKey";
  private static final String HUB = "/elements/api-v2";
  // Six seconds, in the unit of the interval.
  private static final String INTERVAL = "0.1";
  private static final long PATIENCE = 30;

  private final FirstStart.Facts facts;
  private final PrintStream out;
  private final Visitor visitor;
  private final String hub;
  private final long began = System.nanoTime();
  private String bearer = "";
  private String home = "";
  private int steps;

  private Demo(FirstStart.Facts facts, PrintStream out, Visitor visitor) {
    this.facts = facts;
    this.out = out;
    this.visitor = visitor;
    this.hub =
        "User %s, Organization %s"
            .formatted(facts.userSecret().reveal(), facts.organizationSecret().reveal());
  }

  /// Tells the story of a server that runs and lets users have this machine called.
  ///
  /// @throws IllegalStateException when it does not go as it should
  public static void run(FirstStart.Facts facts, PrintStream out) {
    try (Visitor visitor = new Visitor(facts.url());
        Receiver receiver = new Receiver(KEY)) {
      receiver.open();
      new Demo(facts, out, visitor).tell(receiver);
    } catch (IOException e) {
      throw new IllegalStateException("The demonstration was cut", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The demonstration was stopped", e);
    }
  }

  private void tell(Receiver receiver) throws IOException, InterruptedException {
    step("A server with nothing in it", facts.url());
    step("An application that takes callbacks", receiver.url());
    signIn();
    String callback = receiver.url().replace("/events", "/auth");
    JsonNode app =
        visitor.call(
            "POST",
            "/valise/v1/apps",
            bearer,
            Visitor.MAPPER.writeValueAsString(
                Map.of("Name", "Demonstration", "RedirectUris", List.of(callback))));

    JsonNode polled = connect(app, callback, receiver, "polling");
    step(
        "POST /instances, looking for changes every six seconds",
        "instance " + polled.path("id").asString());
    awaitFirstLook(polled);
    put("Minutes.txt", "We met, and agreed.");
    step("A file arrives on the file side", "Minutes.txt");
    show(receiver.await(0, 1, PATIENCE));

    receiver.close();
    int before = receiver.count();
    put("Plan.txt", "A plan.");
    put("Budget.txt", "A budget.");
    put("Map.txt", "A map.");
    step("The application is away; three more files arrive", "Plan.txt, Budget.txt, Map.txt");
    TimeUnit.SECONDS.sleep(8);
    receiver.open();
    step("It is back, and gets each of them", receiver.url());
    List<Callback> late = receiver.await(before, 3, PATIENCE);
    late.forEach(each -> show(List.of(each)));
    Set<String> ids = new HashSet<>();
    late.forEach(each -> ids.add(each.id()));
    step("None was lost, none came under a second id", ids.size() + " ids of 3 events");
    visitor.call("DELETE", HUB + "/instances/" + polled.path("id").asString(), hub, "");

    before = receiver.count();
    JsonNode pushed = connect(app, callback, receiver, "webhook");
    step(
        "POST /instances again, with event.vendor.type = webhook",
        "instance " + pushed.path("id").asString());
    awaitFirstLook(pushed);
    long changed = System.nanoTime();
    put("Decision.txt", "Yes.");
    step("A file arrives on the file side", "Decision.txt");
    List<Callback> pushedTo = receiver.await(before, 1, PATIENCE);
    show(pushedTo);
    out.printf(
        Locale.ROOT,
        "%n  The webhook brought it in %.1f s. All of this took %.0f s.%n",
        (pushedTo.getFirst().nanos() - changed) / 1e9,
        (System.nanoTime() - began) / 1e9);
  }

  private void signIn() throws IOException, InterruptedException {
    JsonNode token =
        visitor.post(
            "/oauth/token",
            Map.of(
                "grant_type", "password",
                "client_id", facts.clientId(),
                "client_secret", facts.clientSecret().reveal(),
                "username", facts.email(),
                "password", facts.password().reveal()));
    bearer = "Bearer " + token.path("access_token").asString();
    home = visitor.call("GET", "/sf/v3/Items", bearer, "").path("Id").asString();
  }

  /// What an integrator does: asks where to sign in, has the person sign in there, and makes an
  /// instance of the code.
  private JsonNode connect(JsonNode app, String callback, Receiver receiver, String how)
      throws IOException, InterruptedException {
    String key = app.path("Id").asString();
    String secret = app.path("Secret").asString();
    String asked =
        "/elements/sharefile/oauth/url?apiKey=%s&apiSecret=%s&callbackUrl=%s&siteAddress=%s&state=sharefile"
            .formatted(
                Visitor.encoded(key),
                Visitor.encoded(secret),
                Visitor.encoded(callback),
                Visitor.encoded(facts.url()));
    String page = visitor.call("GET", HUB + asked, hub, "").path("oauthUrl").asString();
    step("GET /elements/sharefile/oauth/url", page.replaceFirst("\\?.*", "?..."));
    String code = visitor.allow(page, facts.email(), facts.password().reveal());
    step("Signed in on that page, and allowed it", "code " + code.substring(0, 6) + "...");
    return visitor.call(
        "POST",
        HUB + "/instances",
        hub,
        Visitor.MAPPER.writeValueAsString(
            Map.of(
                "element", Map.of("key", "sharefile"),
                "providerData", Map.of("code", code),
                "configuration",
                    Map.of(
                        "oauth.callback.url", callback,
                        "oauth.api.key", key,
                        "oauth.api.secret", secret,
                        "document.root.folder.name", "/top",
                        "sharefile.subdomain", facts.url(),
                        "event.notification.enabled", true,
                        "event.vendor.type", how,
                        "event.notification.callback.url", receiver.url(),
                        "event.notification.signature.key", KEY,
                        "event.poller.refresh_interval", INTERVAL),
                "tags", List.of("Demonstration"),
                "name", "Demonstration, " + how)));
  }

  /// What is there when an instance is made is no news; that has been looked at first.
  private void awaitFirstLook(JsonNode instance) throws IOException, InterruptedException {
    String path = HUB + "/instances/" + instance.path("id").asString() + "/polling";
    for (int i = 0; i < PATIENCE * 10; i++) {
      JsonNode resources = visitor.call("GET", path, hub, "");
      if (resources.path(0).path("watching").asBoolean(false)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException(
        "The first look was not taken: " + visitor.call("GET", path, hub, ""));
  }

  private void put(String name, String text) throws IOException, InterruptedException {
    JsonNode upload =
        visitor.call(
            "POST",
            "/sf/v3/Items(" + home + ")/Upload2",
            bearer,
            Visitor.MAPPER.writeValueAsString(
                Map.of("Method", "standard", "Raw", true, "FileName", name)));
    visitor.put(
        upload.path("ChunkUri").asString() + "&fmt=json", text.getBytes(StandardCharsets.UTF_8));
  }

  private void step(String what, String seen) {
    out.printf(Locale.ROOT, "%n%3d  %s%n       %s%n", ++steps, what, seen);
    out.flush();
  }

  private void show(List<Callback> callbacks) {
    for (Callback each : callbacks) {
      if (!each.genuine()) {
        throw new IllegalStateException("The signature of a callback is wrong: " + each);
      }
      JsonNode raw = each.body().path("message").path("raw");
      String name = raw.path(raw.path("objectType").asString()).path(0).path("Name").asString("?");
      out.printf(
          Locale.ROOT,
          "       -> callback %s: %s %s, signature verified%n",
          each.id(),
          each.event().path("eventType").asString(),
          name);
    }
    out.flush();
  }
}
