package valise.hub.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import valise.hub.ids.InstanceId;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.hub.wire.ProviderFailure;
import valise.platform.db.Breakable;
import valise.platform.db.DatabaseWorld;
import valise.platform.net.Opened;
import valise.platform.net.StreamedBody;

/// The provider's leave, against a provider that rotates refresh tokens and takes the second use of
/// one for theft.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class GrantsTest {

  private final HubServer server;
  private final StandIn provider = new StandIn();
  private final Tenant tenant;

  GrantsTest(DatabaseWorld world) {
    server = HubServer.on(world);
    tenant = server.tenant();
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  private InstanceId instance() {
    Reply made = tenant.post("/instances", ProvisioningTest.body(provider, provider.code()));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return new InstanceId(made.at("id").asLong());
  }

  private static int call(HubServer node, InstanceId id) {
    try (Opened answer = node.bean(Calls.class).execute(id, CallRequest.get("/Items"))) {
      return answer.status();
    }
  }

  private List<String> refreshes() {
    return provider.requests("/oauth/token").stream()
        .filter(request -> request.field("grant_type").equals("refresh_token"))
        .map(request -> request.field("refresh_token"))
        .toList();
  }

  private static List<Integer> atOnce(int times, Callable<Integer> what) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        running.add(threads.submit(what));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  @Test
  void aTokenThatIsTurnedDownIsRenewedOnceForAllWhoWait() throws Exception {
    InstanceId id = instance();
    provider.endAccess();

    List<Integer> answers = atOnce(20, () -> call(server, id));

    assertThat(answers).containsOnly(200);
    assertThat(provider.reused()).isFalse();
    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void twoNodesDoNotRenewAtOnce() throws Exception {
    InstanceId id = instance();
    try (HubServer other = server.anotherNode()) {
      for (int round = 0; round < 3; round++) {
        provider.endAccess();
        AtomicInteger turn = new AtomicInteger();

        List<Integer> answers =
            atOnce(10, () -> call(turn.incrementAndGet() % 2 == 0 ? server : other, id));

        assertThat(answers).containsOnly(200);
        assertThat(provider.reused()).isFalse();
      }
    }
    assertThat(refreshes()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() {
    InstanceId id = instance();
    server.clock().advance(Duration.ofMinutes(58));
    assertThat(call(server, id)).isEqualTo(200);
    assertThat(refreshes()).isEmpty();

    server.clock().advance(Duration.ofSeconds(70));
    assertThat(call(server, id)).isEqualTo(200);
    assertThat(refreshes()).hasSize(1);
    // Nothing was turned down on the way.
    assertThat(provider.requests("/sf/v3/Items")).hasSize(2);
  }

  @Test
  void aRotatedTokenIsStoredBeforeItIsUsed() {
    InstanceId id = instance();
    provider.endAccess();
    Optional<String>[] stored = new Optional[] {Optional.empty()};
    provider.says(request -> {
      if (request.path().equals("/sf/v3/Items") && !refreshes().isEmpty()) {
        stored[0] = server.bean(Instances.class).grant(id).map(grant -> grant.access().reveal());
      }
      return Optional.empty();
    });

    assertThat(call(server, id)).isEqualTo(200);

    assertThat("Bearer " + stored[0].orElseThrow())
        .isEqualTo(provider.requests("/sf/v3/Items").getLast().header("Authorization"));
  }

  @Test
  void aLeaveThatCannotBeStoredIsKeptUntilItCan() {
    InstanceId id = instance();
    provider.endAccess();
    Breakable way = new Breakable(server.database());
    try (HubServer node = server.anotherNode(way)) {
      // The provider has taken the old token by then.
      way.breaks(() -> refreshes().isEmpty() ? Breakable.Fault.NONE : Breakable.Fault.AWAY);
      assertThatThrownBy(() -> call(node, id)).isInstanceOf(DataAccessException.class);
      assertThatThrownBy(() -> call(node, id)).isInstanceOf(DataAccessException.class);
      way.mend();

      assertThat(call(node, id)).isEqualTo(200);
    }
    assertThat(call(server, id)).isEqualTo(200);
    assertThat(refreshes()).hasSize(1);
    assertThat(provider.reused()).isFalse();
  }

  @Test
  void lostConsentShowsOnTheInstanceUntilSomebodySignsInAgain() {
    InstanceId id = instance();
    provider.endAll();

    assertThatThrownBy(() -> call(server, id))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(401);
              assertThat(failure.code()).isEqualTo("CONSENT_LOST");
            });
    int asked = provider.requests().size();
    assertThatThrownBy(() -> call(server, id)).isInstanceOf(ProviderFailure.class);
    assertThat(provider.requests()).as("nobody is asked in vain").hasSize(asked);
    Reply shown = tenant.get("/instances/" + id);
    assertThat(shown.at("valid").asBoolean(true)).isFalse();
    assertThat(shown.at("invalidReason").asString()).contains("invalid_grant");

    Reply healed =
        tenant.patch(
            "/instances/" + id, "{\"providerData\": {\"code\": \"" + provider.code() + "\"}}");

    assertThat(healed.at("valid").asBoolean()).isTrue();
    assertThat(call(server, id)).isEqualTo(200);
  }

  @Test
  void aProviderInTroubleIsNoLostConsent() {
    InstanceId id = instance();
    provider.endAccess();
    provider.says(request ->
        request.path().equals("/oauth/token")
            ? Optional.of(new StandIn.Said(503, "text/html", "back soon"))
            : Optional.empty());

    assertThatThrownBy(() -> call(server, id))
        .isInstanceOfSatisfying(
            ProviderFailure.class, failure -> assertThat(failure.status()).isEqualTo(502));

    provider.says(request -> Optional.empty());
    assertThat(tenant.get("/instances/" + id).at("valid").asBoolean()).isTrue();
    assertThat(call(server, id)).isEqualTo(200);
  }

  @Test
  void aProviderThatTurnsEverythingDownIsAskedTwiceAndNoMore() {
    InstanceId id = instance();
    provider.says(request ->
        request.path().equals("/sf/v3/Items")
            ? Optional.of(StandIn.Said.json(401, "{}"))
            : Optional.empty());

    assertThat(call(server, id)).isEqualTo(401);
    assertThat(provider.requests("/sf/v3/Items")).hasSize(2);
    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void whatWasStreamedIsAskedForAgainOnceTheSignInIsRenewed() {
    InstanceId id = instance();
    provider.endAccess();
    CallRequest upload =
        CallRequest.of("PUT", "/Items")
            .sending(
                new CallRequest.Body.Streamed(
                    new StreamedBody(
                        new ByteArrayInputStream("bytes".getBytes(StandardCharsets.UTF_8)),
                        OptionalLong.of(5),
                        Optional.empty())));

    assertThatThrownBy(() -> server.bean(Calls.class).execute(id, upload))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.code()).isEqualTo("SIGN_IN_RENEWED"));
    assertThat(call(server, id)).isEqualTo(200);
    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void theLeaveIsShownToNoAddressButTheProvidersOwn() {
    InstanceId id = instance();
    try (StandIn stranger = new StandIn()) {
      server
          .bean(Calls.class)
          .execute(id, CallRequest.get(stranger.url() + "/sf/v3/Items"))
          .close();

      assertThat(stranger.requests().getFirst().header("Authorization")).isEmpty();
    }
    server.bean(Calls.class).execute(id, CallRequest.get(provider.url() + "/elsewhere")).close();
    assertThat(provider.requests("/elsewhere").getFirst().header("Authorization")).isEmpty();
    server.bean(Calls.class).execute(id, CallRequest.get(provider.url() + "/sf/v3/Items")).close();
    assertThat(provider.requests("/sf/v3/Items").getFirst().header("Authorization"))
        .startsWith("Bearer access");
  }
}
