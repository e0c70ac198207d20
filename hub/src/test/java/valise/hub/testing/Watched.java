package valise.hub.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.ids.InstanceId;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.wire.ProviderFailure;
import valise.platform.net.Receiver;

/// An instance of a ShareFile account that is watched, and a receiver that is told: what happens in
/// the [Tree] is asked for over HTTP, and must be heard. The server outlives it.
public final class Watched implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public final HubServer server;
  public final Tree tree;
  public final StandIn provider = new StandIn();
  public final Receiver receiver;
  public final Tenant tenant;
  public final InstanceId instance;

  /// @param type `polling` or `webhook`
  public Watched(HubServer server, String type) {
    this.server = server;
    this.tree = new Tree(server.clock());
    try {
      this.receiver = new Receiver(Receiver.status(200));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tree.configure("pagination.max", "100");
    provider.says(this::answer);
    tenant = server.tenant();
    Reply made =
        tenant.post(
            "/instances",
            """
            {"element":{"key":"sharefile"},"providerData":{"code":"%s"},"name":"x","configuration":{
            "oauth.callback.url":"https://app.example/auth","oauth.api.key":"k","oauth.api.secret":"s3cret",
            "sharefile.subdomain":"%s","document.root.folder.name":"/top","event.notification.enabled":true,
            "event.vendor.type":"%s","event.notification.callback.url":"%s"}}
            """
                .formatted(provider.code(), provider.url(), type, receiver.uri("/c")));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    instance = new InstanceId(made.at("id").asLong());
  }

  /// One that is polled, and whose beginning is known.
  public static Watched polled(HubServer server) {
    Watched watched = new Watched(server, "polling");
    server.step();
    server.clock().advance(Duration.ofMinutes(1));
    return watched;
  }

  /// What the provider says to what is asked of the tree; nothing to all else.
  public Optional<StandIn.Said> answer(StandIn.Request request) {
    if (request.path().equals("/sf/v3/WebhookSubscriptions")) {
      return Optional.of(StandIn.Said.json(200, "{\"Id\":\"hook1\"}"));
    }
    if (!request.path().startsWith("/sf/v3/Items(")) {
      return Optional.empty();
    }
    try {
      String path = request.path().substring("/sf/v3".length());
      return Optional.of(
          StandIn.Said.json(
              200,
              tree.get(request.query().isEmpty() ? path : path + "?" + request.query()).body()));
    } catch (ProviderFailure e) {
      return Optional.of(StandIn.Said.json(e.status(), "{}"));
    }
  }

  /// Where the provider calls for this instance, below the API's base.
  public String door() {
    String url =
        JSON.readTree(provider.requests("/sf/v3/WebhookSubscriptions").getLast().body())
            .path("WebhookUrl")
            .asString();
    return URI.create(url).getRawPath().replaceFirst("^/elements/api-v2", "")
        + "?"
        + URI.create(url).getRawQuery();
  }

  /// What was heard, as `KIND objectId`, by the ids that it came under.
  public Map<String, String> heard() {
    Map<String, String> heard = new TreeMap<>();
    for (String request : receiver.heads()) {
      JsonNode message =
          JSON.readTree(request.substring(request.indexOf("\r\n\r\n") + 4)).path("message");
      JsonNode event = message.path("events").get(0);
      String what = event.path("eventType").asString() + " " + event.path("objectId").asString();
      String before = heard.put(message.path("eventId").asString(), what);
      assertThat(before == null || before.equals(what)).isTrue();
    }
    return heard;
  }

  /// What was recorded, as `KIND objectId`, in order.
  public List<String> recorded() {
    return recorded(0);
  }

  /// The same, after so many.
  public List<String> recorded(int after) {
    return tenant
        .get("/instances/" + instance + "/events?after=" + after)
        .json()
        .valueStream()
        .map(event -> event.path("eventType").asString() + " " + event.path("objectId").asString())
        .toList();
  }

  /// How the instance's polling goes.
  public JsonNode polling() {
    return tenant.get("/instances/" + instance + "/polling").json().path(0);
  }

  /// Waits until threads of the hub have done something.
  public static void until(String what, BooleanSupplier done) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(end);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      receiver.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    provider.close();
  }
}
