package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.hub.simulators.dropbox.DropboxSimulator;
import valise.hub.simulators.dropbox.Faults;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;

/// A Dropbox that is watched: by asking, and when it rings.
class DropboxPollTest {

  private final HubServer server = HubServer.start();
  private final Tenant tenant = server.tenant();
  private final DropboxSimulator dropbox;
  private final long instance;
  private long seen;

  DropboxPollTest() throws IOException {
    dropbox = DropboxSimulator.start(0, server.clock(), "app-key", "app-secret");
    dropbox.put("/old.txt", "old");
    String code =
        dropbox
            .allow(
                URI.create(
                    dropbox.uri()
                        + "/oauth2/authorize?response_type=code&client_id=app-key&token_access_type=offline&redirect_uri=https://app.example/auth"))
            .getQuery()
            .replaceFirst(".*code=([^&]*).*", "$1");
    Reply made =
        tenant.post(
            "/instances",
            """
            {"element":{"key":"dropbox"},"providerData":{"code":"%s"},"name":"Box","configuration":{
              "oauth.callback.url":"https://app.example/auth","oauth.api.key":"app-key",
              "oauth.api.secret":"app-secret","dropbox.site":"%s",
              "event.notification.enabled":"true","event.vendor.type":"webhook"}}
            """
                .formatted(code, dropbox.uri()));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    instance = made.at("id").asLong();
    server.step();
  }

  @AfterEach
  void close() throws IOException {
    dropbox.close();
    server.close();
  }

  private List<String> poll() {
    server.clock().advance(Duration.ofHours(1));
    server.step();
    return told();
  }

  private List<String> told() {
    JsonNode all = tenant.get("/instances/" + instance + "/events?after=" + seen).json();
    return all.valueStream()
        .map(event -> {
          seen = event.path("sequence").asLong();
          return event.path("eventType").asString()
              + " "
              + event.path("objectId").asString().replace("%252F", "/").toLowerCase(Locale.ROOT);
        })
        .toList();
  }

  @Test
  void whatChangedIsToldAndWhatWasThereIsNot() throws IOException {
    assertThat(told()).isEmpty();
    dropbox.put("/new.txt", "new");
    assertThat(poll()).containsExactly("CREATED /new.txt");
    dropbox.put("/new.txt", "newer");
    assertThat(poll()).containsExactly("UPDATED /new.txt");
    dropbox.delete("/new.txt");
    assertThat(poll()).containsExactly("DELETED /new.txt");
    assertThat(poll()).isEmpty();
  }

  @Test
  void whatIsMovedIsOneUpdateAndAFoldersContentGoesWithIt() throws IOException {
    dropbox.makeFolder("/a");
    dropbox.put("/a/x.txt", "x");
    poll();
    dropbox.move("/a/x.txt", "/y.txt");
    assertThat(poll()).containsExactly("UPDATED /y.txt");
    dropbox.move("/y.txt", "/a/x.txt");
    poll();
    dropbox.delete("/a");

    assertThat(poll()).containsExactlyInAnyOrder("DELETED /a", "DELETED /a/x.txt");
  }

  @Test
  void aDropboxInWhichNothingHappensCostsOneRequest() {
    poll();
    int before = dropbox.calls().size();
    poll();
    poll();

    assertThat(dropbox.calls().subList(before, dropbox.calls().size()))
        .hasSize(2)
        .allMatch(call -> call.contains("list_folder/continue"));
  }

  @Test
  void aLostCursorTellsNothingTwiceAndLeavesNothingOut() throws IOException {
    dropbox.put("/kept.txt", "kept");
    poll();
    dropbox.put("/new.txt", "new");
    dropbox.delete("/old.txt");
    dropbox.resetCursors();

    assertThat(poll()).containsExactlyInAnyOrder("CREATED /new.txt", "DELETED /old.txt");
    assertThat(poll()).isEmpty();
  }

  @Test
  void faultsOfEveryKindLoseNothing() throws IOException {
    Faults faults = dropbox.faults();
    int n = 0;
    for (Faults.Fault fault :
        List.of(
            new Faults.Fault.TooMany(30),
            new Faults.Fault.Expired(),
            new Faults.Fault.Answer(502, "text/html", "<html>Bad gateway</html>"),
            new Faults.Fault.Answer(200, "text/html", "<html>Welcome</html>"),
            new Faults.Fault.Cut(false),
            new Faults.Fault.Cut(true),
            new Faults.Fault.Loop())) {
      String path = "/f" + n++ + ".txt";
      dropbox.put(path, "x");
      faults.next("files/list_folder/continue", 1, fault);
      server.clock().advance(Duration.ofHours(1));
      server.step();
      faults.clear();
      server.clock().advance(Duration.ofHours(2));
      server.step();

      assertThat(told()).as(fault.toString()).containsExactly("CREATED " + path);
    }
  }

  @Test
  void theAppsWebhookRingsForItsInstancesAndIsBelievedOnlyWhenSigned() throws Exception {
    assertThat(server.send("GET", "/events/dropbox?challenge=abc123", "").text())
        .isEqualTo("abc123");
    assertThat(dropbox.registerWebhook(URI.create(server.base() + "/events/dropbox"))).isTrue();
    server.step();
    dropbox.muteWebhook(1);
    dropbox.put("/a.txt", "a");
    assertThat(server.send("POST", "/events/dropbox", "{\"list_folder\":{}}").status())
        .isEqualTo(200);
    server.step();
    assertThat(told()).isEmpty();

    dropbox.put("/b.txt", "b");
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<String> told = List.of();
    while (told.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
      server.step();
      told = told();
    }

    assertThat(told).containsExactlyInAnyOrder("CREATED /a.txt", "CREATED /b.txt");
  }
}
