package valise.files.thumbnails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.BlobOwner;
import valise.files.items.Item;
import valise.files.items.Tree;
import valise.files.testing.ItemsServer;
import valise.files.testing.ItemsServer.Reply;
import valise.platform.blob.BlobId;
import valise.platform.render.RenderLimits;
import valise.platform.render.Renderer;
import valise.platform.render.ThumbnailerProgram;

/// Over real HTTP and with a real child. Background work is done by [ItemsServer#work].
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThumbnailsTest {

  private static final ItemsServer SERVER = ItemsServer.start();
  private static final RenderLimits LIMITS =
      new RenderLimits(
          4 << 20, 10_000_000, 1, Duration.ofSeconds(20), Duration.ofSeconds(60), 200, 96);

  @TempDir static Path folder;
  private static Path scratch;
  private static Renderer renderer;

  private Principal admin;
  private ItemId photos;

  @BeforeAll
  static void begin() throws IOException {
    scratch = Files.createDirectory(folder.resolve("scratch"));
    Files.writeString(scratch.resolve("picture-left.source"), "from a process that died");
    Files.writeString(scratch.resolve("unrelated"), "somebody else's");
    renderer = new Renderer(LIMITS, ThumbnailerProgram.locate(folder.resolve("work")));
    SERVER
        .bean(PictureMaking.class)
        .schedule(SERVER.jobs(), SERVER.relay(), renderer, LIMITS, scratch);
  }

  @AfterAll
  static void stop() {
    renderer.close();
    SERVER.close();
  }

  @BeforeEach
  void world() {
    admin = SERVER.account();
    photos = SERVER.folder(admin, "root", "Photos");
  }

  // --- pictures of our own -----------------------------------------------------------------------

  private static BufferedImage scene(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D paint = image.createGraphics();
    paint.setPaint(new GradientPaint(0, 0, new Color(20, 60, 160), 0, height, Color.ORANGE));
    paint.fillRect(0, 0, width, height);
    paint.setColor(Color.WHITE);
    paint.fillOval(width / 2, height / 4, height / 3, height / 3);
    paint.setFont(new Font(Font.SANS_SERIF, Font.BOLD, height / 8));
    paint.drawString("valise", width / 16, height * 7 / 8);
    paint.dispose();
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] jpeg() {
    return encoded(scene(1200, 800), "jpeg");
  }

  /// A small file that claims to be 30,000 pixels square, and would deflate to that.
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header =
        java.nio.ByteBuffer.allocate(13)
            .putInt(30_000)
            .putInt(30_000)
            .put(new byte[] {8, 6, 0, 0, 0})
            .array();
    chunk(png, "IHDR", header);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(data)) {
      for (int i = 0; i < 200; i++) {
        deflated.write(new byte[1 << 20]);
      }
    }
    chunk(png, "IDAT", data.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] tagged = new byte[4 + data.length];
    System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, tagged, 0, 4);
    System.arraycopy(data, 0, tagged, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(tagged);
    png.writeBytes(java.nio.ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(tagged);
    png.writeBytes(java.nio.ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /// One empty page, with the cross-reference table a reader asks for.
  private static byte[] pdf() {
    StringBuilder text = new StringBuilder("%PDF-1.4\n");
    List<Integer> starts = new ArrayList<>();
    for (String object :
        List.of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>",
            "<</Length 33>>stream\n1 0 0 rg 20 20 160 60 re f       \nendstream")) {
      starts.add(text.length());
      text.append(starts.size()).append(" 0 obj").append(object).append("endobj\n");
    }
    int table = text.length();
    text.append("xref\n0 5\n0000000000 65535 f \n");
    starts.forEach(start -> text.append("%010d 00000 n \n".formatted(start)));
    text.append("trailer<</Size 5/Root 1 0 R>>\nstartxref\n").append(table).append("\n%%EOF");
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String thumbnail(Item file, int size) {
    return "/sf/v3/Items(" + file.id() + ")/Thumbnail?size=" + size;
  }

  private String link(Item file, int size) {
    Reply reply = SERVER.get(admin, thumbnail(file, size));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().path("Uri").asString();
  }

  private static BufferedImage decoded(Reply reply) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(reply.bytes()));
  }

  private String status(Item file) {
    return SERVER
        .get(admin, "/sf/v3/Items(" + file.id() + ")?$select=PreviewStatus")
        .json()
        .path("PreviewStatus")
        .asString();
  }

  // --- what one gets -----------------------------------------------------------------------------

  @Test
  void aPhotoHasBothPicturesSoonAfterItArrived() throws IOException {
    Item photo = SERVER.file(admin, photos, "beach.jpg", jpeg());
    assertThat(status(photo)).isEqualTo("CanImgThumb");
    SERVER.work();
    assertThat(status(photo)).isEqualTo("HasThumb, CanImgThumb");

    Reply answer = SERVER.get(admin, "/sf/v3/Items(" + photo.id() + ")/Thumbnail");
    assertThat(answer.json().path("odata.type").asString())
        .isEqualTo("ShareFile.Api.Models.Redirection");
    assertThat(answer.json().path("Available").asBoolean()).isTrue();
    assertThat(answer.json().path("Root").isNull()).isTrue();
    Reply small = SERVER.fetch(answer.json().path("Uri").asString());
    assertThat(small.status()).isEqualTo(200);
    assertThat(decoded(small).getWidth()).isEqualTo(75);
    assertThat(decoded(small).getHeight()).isEqualTo(50);

    Reply redirect = SERVER.get(admin, thumbnail(photo, 600) + "&redirect=true");
    assertThat(redirect.status()).isEqualTo(302);
    Reply large = SERVER.fetch(redirect.header("Location"), "Authorization", "Bearer nonsense");
    BufferedImage picture = decoded(large);
    assertThat(picture.getWidth()).isEqualTo(600);
    assertThat(new Color(picture.getRGB(300, 5)).getBlue()).isGreaterThan(120);
  }

  @Test
  void aPictureIsServedSoThatNothingInItCanRun() {
    Item photo = SERVER.file(admin, photos, "<script>.jpg".replaceAll("[<>]", "'"), jpeg());
    SERVER.work();
    Reply picture = SERVER.fetch(link(photo, 75));

    assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(picture.header("Content-Security-Policy")).contains("sandbox");
    assertThat(picture.header("Content-Disposition"))
        .startsWith("inline; filename=\"thumbnail-75.jpg\"");
    assertThat(picture.header("Cache-Control")).startsWith("private");
    assertThat(SERVER.fetch(link(photo, 75), "If-None-Match", picture.header("ETag")).status())
        .isEqualTo(304);
  }

  @Test
  void aTransparentPictureStaysTransparentAndADocumentShowsItsFirstPage() throws IOException {
    Item logo =
        SERVER.file(
            admin,
            photos,
            "logo.png",
            encoded(new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB), "png"));
    Item document = SERVER.file(admin, photos, "letter.pdf", pdf());
    SERVER.work();

    assertThat(SERVER.fetch(link(logo, 75)).header("Content-Type")).isEqualTo("image/png");
    BufferedImage page = decoded(SERVER.fetch(link(document, 600)));
    assertThat(page.getWidth()).isEqualTo(600);
    assertThat(page.getHeight()).isEqualTo(300);
    assertThat(new Color(page.getRGB(300, 150)).getRed()).isGreaterThan(200);
    assertThat(new Color(page.getRGB(300, 150)).getGreen()).isLessThan(60);
    assertThat(status(document)).isEqualTo("HasThumb, CanDocThumb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-75", "76", "601", "99999999999", "abc"})
  void otherSizesAreRefusedByName(String size) {
    Item photo = SERVER.file(admin, photos, "a.jpg", jpeg());
    Reply reply = SERVER.get(admin, "/sf/v3/Items(" + photo.id() + ")/Thumbnail?size=" + size);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("BAD_PARAMETER");
    if (!size.equals("abc")) {
      assertThat(reply.text()).contains("75 or 600");
    }
  }

  @Test
  void copiesShareTheirPictures() {
    Item photo = SERVER.file(admin, photos, "one.jpg", jpeg());
    Item copy = SERVER.file(admin, photos, "two.jpg", photo.content().orElseThrow());
    SERVER.work();

    assertThat(SERVER.fetch(link(copy, 75)).header("ETag"))
        .isEqualTo(SERVER.fetch(link(photo, 75)).header("ETag"));
  }

  @Test
  void aPictureUnderAnotherNameIsMadeWhenAskedFor() {
    Item photo = SERVER.file(admin, photos, "IMG_0001", jpeg());
    SERVER.work();
    assertThat(status(photo)).isEqualTo("None");

    Reply first = SERVER.get(admin, thumbnail(photo, 75));
    assertThat(first.status()).isEqualTo(404);
    assertThat(first.code()).isEqualTo("PREVIEW_PENDING");
    assertThat(first.json().path("reason").asString()).isEqualTo("VosPreviewNotAvailable");
    assertThat(first.header("Retry-After")).isEqualTo("3");
    SERVER.work();
    assertThat(SERVER.fetch(link(photo, 75)).status()).isEqualTo(200);
  }

  @Test
  void whoAsksWaitsAMomentAndGoesBeforeThoseNobodyAskedFor() throws Exception {
    Item first = SERVER.file(admin, photos, "first.jpg", jpeg());
    SERVER.relay().step();
    SERVER.clock().advance(Duration.ofSeconds(1));
    Item wanted = SERVER.file(admin, photos, "wanted.jpg", jpeg());
    SERVER.relay().step();
    assertThat(status(wanted)).isEqualTo("CanImgThumb, Processing");

    CompletableFuture<Reply> reply =
        CompletableFuture.supplyAsync(() -> SERVER.get(admin, thumbnail(wanted, 75)));
    // It asks, then waits up to two seconds: the work falls into that time, or before it.
    String dueFirst = "";
    while (!dueFirst.equals(wanted.content().orElseThrow().blob().value()) && !reply.isDone()) {
      dueFirst =
          SERVER
              .database()
              .read(sql ->
                  sql.fetchValue(
                      "select job_key from job where queue = ? order by due_at limit 1",
                      Thumbnails.QUEUE))
              .toString();
    }
    SERVER.work();

    assertThat(reply.get().status()).as(reply.get().text()).isEqualTo(200);
    assertThat(status(first)).isEqualTo("HasThumb, CanImgThumb");
  }

  // --- hostile and hopeless files ----------------------------------------------------------------

  @Test
  void whatIsNoPictureCannotHaveOne() throws IOException {
    Item text = SERVER.file(admin, photos, "holiday.jpg", "Dear all,");
    Item plain = SERVER.file(admin, photos, "notes.txt", "Dear all,");
    Item empty = SERVER.file(admin, photos, "empty.png", "");
    Item cut = SERVER.file(admin, photos, "cut.jpg", Arrays.copyOf(jpeg(), 40));
    assertThat(status(text)).isEqualTo("CanImgThumb");
    SERVER.work();

    for (Item file : List.of(text, plain, empty, cut)) {
      Reply reply = SERVER.get(admin, thumbnail(file, 75));
      assertThat(reply.status()).as(file.name()).isEqualTo(404);
      assertThat(reply.code()).as(file.name()).isEqualTo("NO_PREVIEW");
      assertThat(reply.json().path("reason").asString()).isEqualTo("VosPreviewNotAvailable");
      assertThat(status(file)).isEqualTo("None");
    }
    assertThat(SERVER.get(admin, "/sf/v3/Items(" + photos + ")/Thumbnail").code())
        .isEqualTo("NO_PREVIEW");
    assertScratchIsEmpty();
  }

  @Test
  void aBombIsRefusedAndSoIsWhatIsTooLong() throws IOException {
    Item bomb = SERVER.file(admin, photos, "bomb.png", bomb());
    byte[] long4 = Arrays.copyOf(jpeg(), (4 << 20) + 1);
    Item tooLong = SERVER.file(admin, photos, "long.jpg", long4);
    SERVER.work();

    for (Item file : List.of(bomb, tooLong)) {
      assertThat(SERVER.get(admin, thumbnail(file, 600)).code()).isEqualTo("NO_PREVIEW");
      assertThat(status(file)).isEqualTo("Failed");
    }
    Item photo = SERVER.file(admin, photos, "after.jpg", jpeg());
    SERVER.work();
    assertThat(status(photo)).isEqualTo("HasThumb, CanImgThumb");
    assertScratchIsEmpty();
  }

  @Test
  void onlyOurOwnLeftoversAreRemoved() {
    assertThat(scratch.resolve("picture-left.source")).doesNotExist();
    assertThat(scratch.resolve("unrelated")).exists();
  }

  private static void assertScratchIsEmpty() throws IOException {
    try (var files = Files.list(scratch)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("unrelated");
    }
  }

  @Test
  void uploadsAndDownloadsGoOnWhileAPictureIsMade() throws Exception {
    Item bomb = SERVER.file(admin, photos, "slow.png", bomb());
    Item plain = SERVER.file(admin, photos, "plain.txt", "still here");
    CompletableFuture<Void> making = CompletableFuture.runAsync(SERVER::work);
    for (int i = 0; i < 20; i++) {
      SERVER.file(admin, photos, "more" + i + ".txt", "x");
      Reply redirect = SERVER.get(admin, "/sf/v3/Items(" + plain.id() + ")/Download");
      assertThat(SERVER.fetch(redirect.header("Location")).text()).isEqualTo("still here");
    }
    making.get();
    assertThat(status(bomb)).isEqualTo("Failed");
  }

  // --- who may -----------------------------------------------------------------------------------

  private static void assertNotValid(Reply reply) {
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("LINK_NOT_VALID");
    assertThat(reply.text()).isEqualTo(SERVER.fetch("/thumbnail.ashx?t=forged").text());
  }

  @Test
  void viewingIsEnoughAndNoRightIsNot() {
    Item photo = SERVER.file(admin, photos, "a.jpg", jpeg());
    SERVER.work();
    Principal viewer = SERVER.colleagueOf(admin);

    assertThat(SERVER.get(viewer, thumbnail(photo, 75)).code()).isEqualTo("NOT_FOUND");
    assertThat(SERVER.get(SERVER.account(), thumbnail(photo, 75)).code()).isEqualTo("NOT_FOUND");
    assertThat(SERVER.fetch(thumbnail(photo, 75)).status()).isEqualTo(401);
    SERVER.grant(viewer, photos, Rights.of(Right.VIEW));
    String link = SERVER.get(viewer, thumbnail(photo, 75)).json().path("Uri").asString();
    assertThat(SERVER.fetch(link).status()).isEqualTo(200);

    SERVER.grant(viewer, photos, Rights.of(Right.UPLOAD));
    assertNotValid(SERVER.fetch(link));
    SERVER.grant(viewer, photos, Rights.of(Right.VIEW));
    assertThat(SERVER.fetch(link).status()).isEqualTo(200);
    SERVER.disable(viewer);
    assertNotValid(SERVER.fetch(link));
  }

  @Test
  void aLinkEndsByTimeByDeletionAndByForgery() {
    Item photo = SERVER.file(admin, photos, "a.jpg", jpeg());
    SERVER.work();
    String link = link(photo, 75);

    assertThat(SERVER.fetch(link).status()).isEqualTo(200);
    assertNotValid(SERVER.fetch("/thumbnail.ashx"));
    assertNotValid(SERVER.fetch(link.substring(0, link.length() - 1)));
    assertThat(link(photo, 75)).as("the same within the hour").isEqualTo(link);
    SERVER.bean(Tree.class).delete(admin, photo.id().value(), false);
    assertNotValid(SERVER.fetch(link));
    SERVER.bean(Tree.class).restore(admin, List.of(photo.id()));
    assertThat(SERVER.fetch(link).status()).isEqualTo(200);
    SERVER.clock().advance(Duration.ofHours(3));
    assertNotValid(SERVER.fetch(link));
  }

  // --- lists and leftovers -----------------------------------------------------------------------

  @Test
  void aListTellsEachFilesStatus() {
    SERVER.file(admin, photos, "a.jpg", jpeg());
    SERVER.file(admin, photos, "b.jpg", "no picture");
    SERVER.file(admin, photos, "c.txt", "text");
    SERVER.folder(admin, photos.value(), "d.jpg");
    SERVER.work();
    SERVER.file(admin, photos, "e.pdf", pdf());

    List<String> told = new ArrayList<>();
    SERVER
        .get(admin, "/sf/v3/Items(" + photos + ")/Children")
        .json()
        .path("value")
        .forEach(item ->
            told.add(item.path("Name").asString() + ": " + item.path("PreviewStatus").asString()));
    assertThat(told)
        .containsExactlyInAnyOrder(
            "a.jpg: HasThumb, CanImgThumb",
            "b.jpg: None",
            "c.txt: None",
            "d.jpg: None",
            "e.pdf: CanDocThumb");
  }

  @Test
  void halfAListIsBrokenAndNeverLooksWhole() {
    for (int i = 0; i < 60; i++) {
      SERVER.folder(admin, photos.value(), "folder " + i);
    }
    SERVER.file(admin, photos, "last.jpg", jpeg());
    // Folders come first: most of the list is on its way when the pictures cannot be looked up.
    rename("thumbnail", "away");
    try {
      assertThatThrownBy(() ->
              SERVER.open(Optional.of(admin), "GET", "/sf/v3/Items(" + photos + ")/Children", ""))
          .isInstanceOf(IOException.class);
    } finally {
      rename("away", "thumbnail");
    }
  }

  private static void rename(String table, String to) {
    SERVER.database().write(tx -> tx.sql().execute("alter table " + table + " rename to " + to));
  }

  @Test
  void picturesOfPurgedFilesGoAndOthersAreKeptFromTheSweep() throws IOException {
    Item photo = SERVER.file(admin, photos, "a.jpg", jpeg());
    Item copy = SERVER.file(admin, photos, "b.jpg", photo.content().orElseThrow());
    SERVER.work();
    Set<BlobId> pictures = pictures();
    assertThat(pictures).isNotEmpty();

    remove(photo);
    SERVER.bean(PictureMaking.class).sweep();
    assertThat(pictures()).as("the copy needs them").isEqualTo(pictures);

    remove(copy);
    assertThat(SERVER.bean(PictureMaking.class).sweep()).isPositive();
    assertThat(pictures()).hasSize(pictures.size() - 2);
    for (BlobId gone : pictures) {
      if (!pictures().contains(gone)) {
        assertThat(SERVER.blobs().length(gone)).isEmpty();
      }
    }
  }

  private static void remove(Item item) {
    SERVER
        .database()
        .write(tx -> tx.sql().execute("delete from item where id = ?", item.id().value()));
  }

  private static Set<BlobId> pictures() throws IOException {
    Set<BlobId> all = new HashSet<>();
    SERVER.blobs().forEach(stored -> all.add(stored.id()));
    return SERVER.database().read(sql -> SERVER.bean(BlobOwner.class).known(sql, all));
  }

  @Test
  void aFilePurgedBeforeItsTurnLeavesNothing() throws IOException {
    Item photo = SERVER.file(admin, photos, "a.jpg", jpeg());
    SERVER.relay().step();
    Set<BlobId> before = pictures();
    remove(photo);
    SERVER.blobs().delete(photo.content().orElseThrow().blob());
    SERVER.work();

    assertThat(pictures()).isEqualTo(before);
    Optional<Thumbnail> left =
        SERVER
            .database()
            .read(sql -> ThumbnailStore.find(sql, photo.content().orElseThrow().blob()));
    assertThat(left).isEmpty();
    assertThat(SERVER.jobs().dead(10)).isEmpty();
  }
}
