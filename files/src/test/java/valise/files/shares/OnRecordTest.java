package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.items.Item;
import valise.files.testing.FilesServer;

/// What happens to a share is found in its record.
class OnRecordTest {

  private static final FilesServer SERVER = FilesServer.start();
  private static final Fetcher PHONE = new Fetcher("203.0.113.9", "a phone");

  private final ShareWorld world = new ShareWorld(SERVER);

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private List<JsonNode> events(String id) {
    return world.admin.get("/Shares(" + id + ")/Events").values();
  }

  @Test
  void whatHappensToAShareStandsInItsRecordInOrder() {
    Item fox = world.file(world.folder("root", "Reports"), "fox.txt", "fox");
    String id = world.send("", fox.id());
    Entrance entrance = SERVER.bean(Entrance.class);
    Opening.Open open =
        (Opening.Open) entrance.open(id, new Visitor(Optional.empty(), List.of(), PHONE));
    entrance.seen(open, PHONE);
    String base = SERVER.base().replace("/sf/v3", "");
    world.fetch(Downloads.address(base, entrance.download(open)).toString());
    world.admin.patch("/Shares(" + id + ")", "{\"Title\":\"Other\"}");

    List<JsonNode> events = events(id);

    assertThat(events)
        .extracting(event -> event.path("Kind").asString())
        .containsExactly("SHARE_CREATED", "SHARE_OPENED", "SHARE_DOWNLOADED", "SHARE_CHANGED");
    assertThat(events.get(1).path("Address").asString()).isEqualTo("203.0.113.9");
    JsonNode download = events.get(2);
    assertThat(download.path("BytesSent").asLong()).isEqualTo(3);
    assertThat(download.path("IsComplete").asBoolean()).isTrue();
    assertThat(download.path("Items").get(0).path("Name").asString()).isEqualTo("fox.txt");
    assertThat(download.path("PreviousHash")).isEqualTo(events.get(1).path("EventHash"));
  }

  @Test
  void theRecordOfAShareThatIsGoneIsStillThere() {
    Item fox = world.file(world.folder("root", "Reports"), "fox.txt", "fox");
    String id = world.send("", fox.id());
    world.admin.delete("/Shares(" + id + ")");

    assertThat(events(id))
        .extracting(event -> event.path("Kind").asString())
        .containsExactly("SHARE_CREATED", "SHARE_DELETED");
  }
}
