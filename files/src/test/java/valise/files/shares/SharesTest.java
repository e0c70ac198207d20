package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valise.files.ids.ItemId;
import valise.files.items.Item;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Reply;

class SharesTest {

  private static final FilesServer SERVER = FilesServer.start();

  private ShareWorld world;
  private ItemId folder;
  private Item fox;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void arrange() {
    world = new ShareWorld(SERVER);
    folder = world.folder("root", "Reports");
    fox = world.file(folder, "fox.txt", "The quick brown fox");
  }

  @Test
  void aShareIsMadeListedReadAndTakenBack() {
    String id = world.send(",\"Title\":\"Look\"", fox.id());

    assertThat(id).matches("s[0-9a-f]{32}");
    Reply one = world.admin.get("/Shares(" + id + ")?$expand=Items");
    assertThat(one.status()).as(one.text()).isEqualTo(200);
    assertThat(one.at("Title").asString()).isEqualTo("Look");
    assertThat(one.at("AliasID").asString()).isEqualTo(id);
    assertThat(one.at("ShareType").asString()).isEqualTo("Send");
    assertThat(one.at("MaxDownloads").asInt()).isEqualTo(-1);
    assertThat(one.at("ExpirationDate").asString()).isEqualTo("2026-03-31T12:00:00Z");
    assertThat(one.at("Uri").asString()).endsWith("/d/" + id);
    assertThat(one.at("Items").path(0).path("Name").asString()).isEqualTo("fox.txt");
    assertThat(one.at("odata.metadata").asString())
        .endsWith("$metadata#Shares/ShareFile.Api.Models.Share@Element");
    assertThat(world.admin.get("/Shares").values()).hasSize(1);

    assertThat(world.admin.delete("/Shares(" + id + ")").status()).isEqualTo(204);
    assertThat(world.admin.get("/Shares(" + id + ")").status()).isEqualTo(404);
    assertThat(world.admin.get("/Shares").values()).isEmpty();
  }

  @Test
  void aSingleFileIsDownloadedUnderItsOwnName() {
    String id = world.send("", fox.id());

    ShareWorld.Bytes bytes =
        world.fetch(ShareWorld.location(world.admin.get("/Shares(" + id + ")/Download")));

    assertThat(bytes.status()).isEqualTo(200);
    assertThat(bytes.text()).isEqualTo("The quick brown fox");
    assertThat(bytes.header("Content-Disposition")).contains("fox.txt");
  }

  @Test
  void severalThingsBecomeFilesZip() {
    Item dog = world.file(folder, "dog.txt", "The lazy dog");
    String id = world.send("", fox.id(), dog.id());

    ShareWorld.Bytes bytes =
        world.fetch(ShareWorld.location(world.admin.get("/Shares(" + id + ")/Download")));

    assertThat(bytes.header("Content-Disposition")).contains("Files.zip");
    assertThat(bytes.entries())
        .containsEntry("fox.txt", "The quick brown fox")
        .containsEntry("dog.txt", "The lazy dog");
  }
}
