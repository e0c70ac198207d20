package valise.hub.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.platform.db.DatabaseWorld;
import valise.platform.evidence.Assumed;
import valise.platform.net.Receiver;

/// The element of the documentation, as it stands there, over HTTP.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class TaskElementTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<DatabaseWorld, HubServer> SERVERS = new EnumMap<>(DatabaseWorld.class);

  private final HubServer server;
  private final Tenant tenant;
  private final StandIn provider = new StandIn();
  private final TaskList tasks = new TaskList();

  TaskElementTest(DatabaseWorld world) {
    server = SERVERS.computeIfAbsent(world, HubServer::on);
    tenant = server.tenant();
  }

  @BeforeEach
  void define() {
    provider.says(tasks::answer);
    Reply made = tenant.post("/elements", example("\"resources\""));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
  }

  @AfterEach
  void closeProvider() {
    provider.close();
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(HubServer::close);
    SERVERS.clear();
  }

  /// The JSON in the page that has this in it.
  static String example(String with) {
    try {
      String page = Files.readString(Path.of("../docs/elements.md"));
      for (String block : page.split("\n(?=\\S)")) {
        int from = block.indexOf("\n    {\n");
        int to = block.indexOf("\n    }\n", from);
        if (from >= 0 && block.substring(from, to).contains(with)) {
          return block.substring(from, to + "\n    }".length()).replace("\n    ", "\n");
        }
      }
      throw new AssertionError("The page has no JSON with " + with);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Reply provision(String key, String callback) {
    ObjectNode body = (ObjectNode) JSON.readTree(example("\"element\""));
    ObjectNode configuration = (ObjectNode) body.path("configuration");
    configuration.put("base.url", provider.url());
    configuration.put("api.key", key);
    if (callback.isEmpty()) {
      configuration.put("event.notification.enabled", false);
      configuration.remove("event.notification.callback.url");
    } else {
      configuration.put("event.notification.callback.url", callback);
    }
    return tenant.post("/instances", body.toString());
  }

  private Tenant instance() {
    Reply made = provision(TaskList.KEY, "");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return tenant.through(made.at("token").asString());
  }

  private void seven() {
    for (int i = 1; i <= 7; i++) {
      tasks.add(i, "task " + i, "2026-01-0" + i + "T10:00:00Z");
    }
  }

  private static List<String> ids(Reply answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().valueStream().map(task -> task.path("id").asString()).toList();
  }

  @Test
  @Assumed(
      area = "Hub",
      claim =
          "an instance of an element of one's own is made by `provisionAuthValidation` and `onProvision`, whose answers go into the configuration",
      from = "the vendor's guides of the element builder")
  void anInstanceIsTriedAndLearnsBeforeItIsMade() {
    Reply made = provision(TaskList.KEY, "");

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.at("configuration").path("account.name").asString()).isEqualTo("Ada");
    assertThat(made.at("configuration").path("api.key").asString()).isEqualTo("********");
    assertThat(provider.requests("/v1/me")).hasSize(2);

    Reply refused = provision("wrong", "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("NOT_VALIDATED");
    assertThat(refused.at("providerMessage").asString()).contains("no such key");
    assertThat(tenant.get("/instances").json()).hasSize(1);
  }

  @Test
  @Assumed(
      area = "Hub",
      claim =
          "resources of an element of one's own are served with and without `/hubs/{hub}`: lists with paging, `where`, `orderBy` and `fields`, hooks applied",
      from = "the vendor's guides of the element builder")
  void aListIsPagedFilteredAndSorted() {
    seven();
    Tenant me = instance();

    Reply first = me.get("/hubs/general/tasks?pageSize=3");
    assertThat(ids(first)).containsExactly("1", "2", "3");
    assertThat(first.json().get(0).path("open").asBoolean()).isTrue();
    assertThat(first.header("Elements-Returned-Count")).isEqualTo("3");
    assertThat(first.header("Elements-Element-Instance-Id")).isNotEmpty();
    Reply second = me.get("/tasks?pageSize=3&nextPage=" + first.header("Elements-Next-Page-Token"));
    assertThat(ids(second)).containsExactly("4", "5", "6");
    Reply third = me.get("/tasks?pageSize=3&page=3");
    assertThat(ids(third)).containsExactly("7");
    assertThat(third.header("Elements-Next-Page-Token")).isEmpty();

    Reply open = me.get("/tasks?pageSize=2&where=open=true and updated%3E='2026-01-03T00:00:00Z'");
    assertThat(ids(open)).containsExactly("3", "5");
    assertThat(
            ids(
                me.get(
                    "/tasks?pageSize=2&where=open=true and updated%3E='2026-01-03T00:00:00Z'&nextPage="
                        + open.header("Elements-Next-Page-Token"))))
        .containsExactly("7");
    Reply sorted = me.get("/tasks?orderBy=updated desc&fields=id&pageSize=2");
    assertThat(sorted.text()).isEqualTo("[{\"id\":\"7\"},{\"id\":\"6\"}]");
    assertThat(me.get("/tasks?where=nonsense").code()).isEqualTo("BAD_WHERE");
    assertThat(me.get("/tasks?nextPage=nonsense").code()).isEqualTo("BAD_PARAMETER");
  }

  @Test
  void oneThingIsReadMadeAndDeleted() {
    seven();
    Tenant me = instance();

    assertThat(me.get("/tasks/5").at("subject").asString()).isEqualTo("task 5");
    Reply made = me.post("/tasks", "{\"title\": \"new\", \"priority\": \"3\", \"else\": 1}");
    assertThat(made.text()).isEqualTo("{\"todo\":{\"subject\":\"new\",\"priority\":3}}");
    assertThat(me.delete("/hubs/general/tasks/5").status()).isEqualTo(200);
    Reply gone = me.get("/tasks/5");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.code()).isEqualTo("PROVIDER_NOT_FOUND");
    assertThat(gone.at("providerMessage").asString()).contains("no such task");
    Reply missing = me.post("/tasks", "{\"priority\": 1}");
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.at("message").asString()).contains("title (bodyField)");
    assertThat(me.post("/tasks", "{\"title\": \"x\", \"priority\": \"high\"}").code())
        .isEqualTo("BAD_PARAMETER");
    assertThat(me.put("/tasks/5", "{}").status()).isEqualTo(405);
    assertThat(me.get("/nothing").status()).isEqualTo(404);
    assertThat(tenant.get("/tasks").status()).isEqualTo(404);
    assertThat(server.tenant().through("stolen").get("/tasks").status()).isEqualTo(404);
  }

  @Test
  void whatEveryElementAnswersIsThere() {
    Tenant me = instance();

    assertThat(me.get("/hubs/general/ping").at("endpoint").asString()).isEqualTo("tasks");
    assertThat(me.get("/objects").text()).isEqualTo("[\"tasks\"]");
    assertThat(me.get("/objects/tasks/metadata").at("fields").get(2).path("mask").asString())
        .startsWith("yyyy");
    Reply docs = me.get("/instances/docs");
    assertThat(docs.at("paths").path("/tasks").path("get").path("operationId").asString())
        .isEqualTo("getTasks");
    assertThat(docs.at("paths").path("/tasks/{id}").has("delete")).isTrue();
    assertThat(me.get("/instances/docs/createTasks").at("paths")).hasSize(1);
    // Names of the platform stay the platform's.
    assertThat(me.get("/instances").json().isArray()).isTrue();
  }

  @Test
  @Assumed(
      area = "Hub",
      claim =
          "an element of one's own is polled by any of its lists, named in `event.poller.configuration`",
      from = "the vendor's guides of the element builder")
  void whatChangesIsPolledAndCalledBack() throws IOException {
    try (Receiver receiver = new Receiver(Receiver.status(200))) {
      Reply made = provision(TaskList.KEY, receiver.uri("/events").toString());
      assertThat(made.status()).as(made.text()).isEqualTo(200);
      server.clock().advance(Duration.ofMinutes(1));
      server.step();

      String now = server.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
      tasks.add(1, "new", now);
      server.clock().advance(Duration.ofMinutes(2));
      server.step();

      List<String> calls = receiver.heads();
      assertThat(calls).hasSize(1);
      JsonNode event =
          JSON.readTree(calls.getFirst().substring(calls.getFirst().indexOf("\r\n\r\n") + 4))
              .path("message")
              .path("events")
              .get(0);
      assertThat(event.path("objectType").asString()).isEqualTo("tasks");
      assertThat(event.path("objectId").asString()).isEqualTo("1");
      assertThat(event.path("eventType").asString()).isEqualTo("CREATED");
    }
  }
}
