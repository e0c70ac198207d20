package valise.files.thumbnails;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;
import valise.files.testing.ItemsServer;
import valise.files.testing.ItemsServer.Reply;
import valise.platform.render.RenderLimits;
import valise.platform.render.Renderer;
import valise.platform.render.ThumbnailerProgram;

/// A file that ends every child: here because no child has the time for any file.
class HopelessPictureTest {

  private static final RenderLimits NO_TIME =
      new RenderLimits(
          4 << 20, 10_000_000, 1, Duration.ofMillis(10), Duration.ofSeconds(60), 200, 96);

  @TempDir Path folder;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isGivenUpAfterThreeTriesAndGetsAnotherChanceADayLater() throws Exception {
    try (ItemsServer server = ItemsServer.start();
        Renderer renderer = new Renderer(NO_TIME, ThumbnailerProgram.locate(folder))) {
      server
          .bean(PictureMaking.class)
          .schedule(
              server.jobs(), server.relay(), renderer, NO_TIME, folder.resolve("new scratch"));
      Principal admin = server.account();
      ItemId photos = server.folder(admin, "root", "Photos");
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(2_000, 2_000, BufferedImage.TYPE_INT_RGB), "png", png);
      Item file = server.file(admin, photos, "slow.png", png.toByteArray());

      for (int pause : new int[] {10, 20}) {
        server.work();
        assertThat(status(server, admin, file)).isEqualTo("CanImgThumb, Processing");
        server.clock().advance(Duration.ofSeconds(pause));
      }
      server.work();
      assertThat(status(server, admin, file)).isEqualTo("Failed");
      assertThat(server.jobs().waiting()).doesNotContainKey(Thumbnails.QUEUE);
      assertThat(server.jobs().dead(10)).isEmpty();
      assertThat(ask(server, admin, file).code()).isEqualTo("NO_PREVIEW");

      server.clock().advance(Duration.ofDays(1).plusSeconds(1));
      assertThat(ask(server, admin, file).code()).isEqualTo("PREVIEW_PENDING");
      assertThat(server.jobs().waiting()).containsEntry(Thumbnails.QUEUE, 1);
    }
  }

  private static Reply ask(ItemsServer server, Principal admin, Item file) {
    return server.get(admin, "/sf/v3/Items(" + file.id() + ")/Thumbnail");
  }

  private static String status(ItemsServer server, Principal admin, Item file) {
    return server
        .get(admin, "/sf/v3/Items(" + file.id() + ")")
        .json()
        .path("PreviewStatus")
        .asString();
  }
}
