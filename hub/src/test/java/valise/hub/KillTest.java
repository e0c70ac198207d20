package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.StandIn;
import valise.hub.testing.Tree;
import valise.hub.wire.ProviderFailure;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.DatabaseWorld;
import valise.platform.net.Receiver;

/// A process is halted at seeded moments between noticing and delivering; what the provider did and
/// what the receiver heard are compared.
class KillTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROUNDS = 9;
  private static final int MOST_CHANGES = 12;

  @ParameterizedTest
  @EnumSource(DatabaseWorld.class)
  void whereverItIsKilledEveryChangeIsToldAndNothingIsMadeUp(DatabaseWorld world)
      throws IOException, InterruptedException {
    try (HubServer server = HubServer.on(world);
        StandIn provider = new StandIn();
        Receiver receiver = new Receiver(Receiver.status(200))) {
      Tree tree = new Tree(server.clock());
      tree.configure("pagination.max", "100");
      provider.says(request -> answer(tree, request));
      provision(server, provider, receiver);
      server.step();
      Random random = new Random(20260115);
      List<String> expected = new ArrayList<>();
      List<String> files = new ArrayList<>();
      server.clock().advance(Duration.ofMinutes(1));
      String folder = tree.folder("top", "folder");
      expected.add("CREATED " + folder);
      int killed = 0;
      for (int round = 0; round < ROUNDS; round++) {
        server.clock().advance(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
          files.add(tree.file(i % 2 == 0 ? folder : "top", "f" + round + "-" + i));
          expected.add("CREATED " + files.getLast());
        }
        if (round > 0) {
          String renamed = files.get(random.nextInt(files.size() - 3));
          tree.rename(renamed, "r" + round);
          expected.add("UPDATED " + renamed);
        }
        server.clock().advance(Duration.ofMinutes(20));
        int status =
            run(server, 1 + random.nextInt(MOST_CHANGES), KilledNode.When.values()[round % 3]);
        killed += status == KilledNode.HALTED ? 1 : 0;
        // Leases of the dead end.
        server.clock().advance(Duration.ofMinutes(20));
        assertThat(run(server, 0, KilledNode.When.NEVER)).isZero();
      }

      assertThat(killed).isGreaterThan(ROUNDS / 2);
      Map<String, String> heard = heard(receiver);
      assertThat(heard.values()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(receiver.heads().size() - heard.size())
          .as("told twice under one id")
          .isLessThanOrEqualTo(killed * 4);
    }
  }

  private static Optional<StandIn.Said> answer(Tree tree, StandIn.Request request) {
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

  private static void provision(HubServer server, StandIn provider, Receiver receiver) {
    Reply made =
        server
            .tenant()
            .post(
                "/instances",
                """
                {"element":{"key":"sharefile"},"providerData":{"code":"%s"},"name":"x","configuration":{
                "oauth.callback.url":"https://app.example/auth","oauth.api.key":"k","oauth.api.secret":"s3cret",
                "sharefile.subdomain":"%s","document.root.folder.name":"/top","event.notification.enabled":true,
                "event.notification.callback.url":"%s"}}
                """
                    .formatted(provider.code(), provider.url(), receiver.uri("/c")));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
  }

  /// The events that were heard, by the ids they came under.
  private static Map<String, String> heard(Receiver receiver) {
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

  private static int run(HubServer server, int number, KilledNode.When when)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledNode.class.getName()));
    switch (server.settings()) {
      case DatabaseSettings.Sqlite sqlite ->
          command.addAll(List.of("sqlite", sqlite.file().toString()));
      case DatabaseSettings.Postgres postgres ->
          command.addAll(List.of("postgres", postgres.url()));
    }
    command.addAll(
        List.of(
            server.key().reveal(),
            Long.toString(server.clock().instant().toEpochMilli()),
            Integer.toString(number),
            when.name()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
