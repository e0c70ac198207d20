package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import valise.hub.testing.BareNode;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.Watched;
import valise.platform.db.Breakable;

/// A node ends at each of its changes in turn, just before and just after; another goes on from
/// what is there. Of polling and delivering [KillTest] does the same with whole processes.
class CommitBoundariesTest {

  private static final Duration LONG = Duration.ofMinutes(20);

  /// Does all work that is due on a node that ends at its n-th change. False if it had less to do.
  private static boolean ends(HubServer server, int number, boolean made) {
    Breakable way = new Breakable(server.database());
    try (BareNode dying = new BareNode(way, server.clock(), server.key(), "dying")) {
      way.endsAt(number, made);
      dying.step();
    } catch (RuntimeException e) {
      // It ended.
    }
    return way.met() > 0;
  }

  @Test
  void whereverItEndsWhileAProviderIsAskedToCallItsCallsCountInTheEnd() {
    try (HubServer server = HubServer.start()) {
      int ended = 0;
      for (boolean made : new boolean[] {false, true}) {
        boolean more = true;
        for (int number = 1; more; number++) {
          try (Watched watched = new Watched(server, "webhook")) {
            more = ends(server, number, made);
            ended += more ? 1 : 0;
            server.clock().advance(LONG);
            server.step();
            server.clock().advance(Duration.ofMinutes(1));
            String file = watched.tree.file("top", "x");

            assertThat(server.send("POST", watched.door(), "{}").status()).isEqualTo(200);
            server.step();
            assertThat(watched.heard().values())
                .as("ended at %d, made: %s", number, made)
                .containsExactly("CREATED " + file);
            watched.tenant.delete("/instances/" + watched.instance);
          }
        }
      }
      assertThat(ended).isGreaterThan(8);
    }
  }

  @Test
  void whereverItEndsWhileALeaveIsRenewedTheLeaveIsGoodOrTheInstanceSaysThatItIsNot() {
    try (HubServer server = HubServer.start()) {
      int lost = 0;
      for (boolean made : new boolean[] {false, true}) {
        boolean more = true;
        for (int number = 1; more; number++) {
          try (Watched watched = Watched.polled(server)) {
            String file = watched.tree.file("top", "x");
            // The leave ends meanwhile.
            server.clock().advance(Duration.ofHours(1));
            more = ends(server, number, made);
            server.clock().advance(LONG);
            server.step();
            Reply shown = watched.tenant.get("/instances/" + watched.instance);
            if (!shown.at("valid").asBoolean(true)) {
              lost++;
              // The provider gave a new leave and took the old one; nobody wrote it down.
              assertThat(shown.at("invalidReason").asString()).contains("invalid_grant");
              watched.tenant.patch(
                  "/instances/" + watched.instance,
                  "{\"providerData\": {\"code\": \"" + watched.provider.code() + "\"}}");
              server.clock().advance(Duration.ofHours(2));
              server.step();
            } else {
              assertThat(watched.provider.reused()).isFalse();
              server.clock().advance(Duration.ofHours(2));
              server.step();
            }
            assertThat(watched.heard().values())
                .as("ended at %d, made: %s", number, made)
                .containsExactly("CREATED " + file);
            watched.tenant.delete("/instances/" + watched.instance);
          }
        }
      }
      assertThat(lost).as("between the provider's answer and our storing it").isEqualTo(1);
    }
  }
}
