package valise.thumbnailer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailerTest {

  @TempDir Path folder;
  private final Thumbnailer thumbnailer = new Thumbnailer(100_000_000);
  private Path input;
  private Path large;
  private Path small;

  @BeforeEach
  void paths() {
    input = folder.resolve("blob");
    large = folder.resolve("large");
    small = folder.resolve("small");
  }

  @Test
  void aPhotoBecomesTwoJpegsBoundedByTheirLongestSides() throws IOException {
    ImageIO.write(quarters(1200, 800, BufferedImage.TYPE_INT_RGB), "jpeg", input.toFile());

    assertThat(render())
        .isEqualTo(
            new Outcome.Done(
                List.of(
                    new Outcome.Thumbnail(600, 600, 400, false),
                    new Outcome.Thumbnail(75, 75, 50, false)),
                1));
    assertThat(MediaKind.of(large)).contains(MediaKind.JPEG);
    assertSize(read(large), 600, 400);
    assertSize(read(small), 75, 50);
    assertQuarters(read(large), Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW);
  }

  @Test
  void aSmallPictureIsNeverEnlarged() throws IOException {
    ImageIO.write(quarters(100, 50, BufferedImage.TYPE_INT_RGB), "png", input.toFile());

    render();

    assertSize(read(large), 100, 50);
    assertSize(read(small), 75, 38);
  }

  @Test
  void anExtremelyLongPictureKeepsAtLeastOnePixel() throws IOException {
    ImageIO.write(quarters(20_000, 2, BufferedImage.TYPE_INT_RGB), "png", input.toFile());

    render();

    assertSize(read(large), 600, 1);
    assertSize(read(small), 75, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, red, green, blue, yellow",
    "2, green, red, yellow, blue",
    "3, yellow, blue, green, red",
    "4, blue, yellow, red, green",
    "5, red, blue, green, yellow",
    "6, blue, red, yellow, green",
    "7, yellow, green, blue, red",
    "8, green, yellow, red, blue",
    "9, red, green, blue, yellow",
  })
  void aCameraHeldAnyWayGivesAnUprightThumbnail(
      int orientation, String topLeft, String topRight, String bottomLeft, String bottomRight)
      throws IOException {
    Files.write(
        input, withExif(jpeg(quarters(1200, 800, BufferedImage.TYPE_INT_RGB)), orientation));

    assertThat(render()).isInstanceOf(Outcome.Done.class);

    BufferedImage thumbnail = read(large);
    boolean lying = orientation >= 5 && orientation <= 8;
    assertSize(thumbnail, lying ? 400 : 600, lying ? 600 : 400);
    assertQuarters(
        thumbnail, named(topLeft), named(topRight), named(bottomLeft), named(bottomRight));
  }

  @ParameterizedTest
  @ValueSource(strings = {"turned.webp", "turned.png"})
  void otherFormatsKnowHowTheCameraWasHeldToo(String fixture) throws IOException {
    copy(fixture);

    render();

    assertSize(read(large), 20, 40);
    assertColor(read(large), 10, 10, Color.RED);
    assertColor(read(large), 10, 30, Color.BLUE);
  }

  @Test
  void metadataStaysBehind() throws IOException {
    byte[] photo = withExif(jpeg(quarters(1200, 800, BufferedImage.TYPE_INT_RGB)), 3);
    Files.write(input, photo);
    assertThat(new String(photo, StandardCharsets.ISO_8859_1)).contains("Exif", "Home address");

    render();

    assertThat(Files.readString(large, StandardCharsets.ISO_8859_1))
        .doesNotContain("Exif", "Home address");
    assertThat(Files.readString(small, StandardCharsets.ISO_8859_1))
        .doesNotContain("Exif", "Home address");
  }

  @Test
  void transparencyMakesPngAndIsKept() throws IOException {
    BufferedImage picture = new BufferedImage(800, 800, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, 400, 800);
    ImageIO.write(picture, "png", input.toFile());

    render();

    assertThat(MediaKind.of(large)).contains(MediaKind.PNG);
    assertThat(MediaKind.of(small)).contains(MediaKind.PNG);
    assertColor(read(large), 100, 300, Color.RED);
    assertThat(read(large).getRGB(500, 300) >>> 24).isZero();
  }

  @Test
  void anAlphaChannelThatHidesNothingIsNoReasonForPng() throws IOException {
    ImageIO.write(quarters(1200, 800, BufferedImage.TYPE_INT_ARGB), "png", input.toFile());

    render();

    assertThat(MediaKind.of(large)).contains(MediaKind.JPEG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"moving.gif", "moving.webp"})
  void anAnimationShowsItsFirstFrame(String fixture) throws IOException {
    copy(fixture);

    assertThat(render()).isInstanceOf(Outcome.Done.class);

    assertSize(read(large), 40, 20);
    assertColor(read(large), 10, 10, Color.RED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clear.gif", "clear.webp"})
  void transparencySurvivesInOtherFormats(String fixture) throws IOException {
    copy(fixture);

    render();

    assertThat(MediaKind.of(large)).contains(MediaKind.PNG);
    assertColor(read(large), 10, 10, Color.GREEN);
    assertThat(read(large).getRGB(30, 10) >>> 24).isZero();
  }

  @Test
  void printersInksAreUnderstood() throws IOException {
    copy("inks.jpg");

    assertThat(render()).isInstanceOf(Outcome.Done.class);

    assertSize(read(large), 40, 20);
    Color middle = new Color(read(large).getRGB(20, 10));
    assertThat(middle.getRed()).isGreaterThan(180);
    assertThat(middle.getBlue()).isLessThan(80);
  }

  @Test
  void aDocumentShowsItsFirstPageDrawnToSize() throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, Color.RED);
      page(document, Color.BLUE);
      document.save(input.toFile());
    }

    assertThat(render())
        .isEqualTo(
            new Outcome.Done(
                List.of(
                    new Outcome.Thumbnail(600, 300, 600, false),
                    new Outcome.Thumbnail(75, 38, 75, false)),
                2));
    assertColor(read(large), 150, 150, Color.WHITE);
    assertColor(read(large), 150, 450, Color.RED);
  }

  @Test
  void anyPageOfADocumentIsDrawnAndThereIsNoneAfterTheLast() throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, Color.RED);
      page(document, Color.BLUE);
      document.save(input.toFile());
    }

    assertThat(thumbnailer.render(input, 1, "", Map.of(600, large)))
        .isInstanceOfSatisfying(Outcome.Done.class, done -> assertThat(done.pages()).isEqualTo(2));
    assertColor(read(large), 150, 450, Color.BLUE);
    for (int page : new int[] {2, -1}) {
      assertThat(thumbnailer.render(input, page, "", Map.of(600, large)))
          .isInstanceOf(Outcome.Unsupported.class);
    }
    ImageIO.write(quarters(120, 80, BufferedImage.TYPE_INT_RGB), "png", input.toFile());
    assertThat(thumbnailer.render(input, 1, "", Map.of(600, large)))
        .isInstanceOf(Outcome.Unsupported.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0x808080, 0xFFFFFF})
  void aMarkLeavesNoLargePartOfAPictureUntouchedOnAnyGround(int ground) throws IOException {
    BufferedImage plain = new BufferedImage(1200, 800, BufferedImage.TYPE_INT_RGB);
    Arrays.fill(((DataBufferInt) plain.getRaster().getDataBuffer()).getData(), ground);
    ImageIO.write(plain, "png", input.toFile());

    thumbnailer.render(input, 0, "ada@example.com, 21 November 2026", Map.of(600, large));

    BufferedImage marked = read(large);
    int size = 150;
    for (int left = 0; left + size <= marked.getWidth(); left += size) {
      for (int top = 0; top + size <= marked.getHeight(); top += size) {
        int touched = 0;
        for (int i = 0; i < size * size; i++) {
          int pixel = marked.getRGB(left + i % size, top + i / size);
          touched += Math.abs((pixel & 0xFF) - (ground & 0xFF)) > 16 ? 1 : 0;
        }
        assertThat(touched).as("%d, %d", left, top).isBetween(100, size * size / 3);
      }
    }
  }

  @Test
  void aDocumentThatNeedsAPasswordIsLocked() throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, Color.RED);
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      document.save(input.toFile());
    }

    assertUnsupported(Outcome.Why.LOCKED);
  }

  @Test
  void aDocumentWithoutPagesIsDamaged() throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.save(input.toFile());
    }

    assertUnsupported(Outcome.Why.DAMAGED);
  }

  @Test
  void moreThanTheAllowedPixelsAreRefusedBeforeAnyIsDecoded() throws IOException {
    Files.write(input, blackPng(30_000, 30_000));

    assertThat(render()).isEqualTo(new Outcome.Refused("30000 x 30000 pixels, at most 100000000"));
    assertThat(large).doesNotExist();
  }

  @Test
  void aHeaderAloneIsEnoughToRefuseAHugePicture() throws IOException {
    byte[] whole = blackPng(30_000, 30_000);
    Files.write(input, Arrays.copyOf(whole, 60));

    assertThat(render()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void asManyPixelsAsAllowedFitIntoLittleMemory() throws IOException {
    Files.write(input, blackPng(10_000, 10_000));

    assertThat(render()).isInstanceOf(Outcome.Done.class);

    assertSize(read(large), 600, 600);
  }

  @Test
  void aPhotoCutOffInItsHeaderIsDamaged() throws IOException {
    byte[] whole = jpeg(quarters(1200, 800, BufferedImage.TYPE_INT_RGB));
    Files.write(input, Arrays.copyOf(whole, 100));

    assertUnsupported(Outcome.Why.DAMAGED);
  }

  @Test
  void aPhotoCutOffInItsMiddleShowsWhatThereIs() throws IOException {
    byte[] whole = jpeg(quarters(1200, 800, BufferedImage.TYPE_INT_RGB));
    Files.write(input, Arrays.copyOf(whole, whole.length * 3 / 5));

    assertThat(render()).isInstanceOf(Outcome.Done.class);

    assertColor(read(large), 100, 100, Color.RED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"moving.gif", "clear.webp", "turned.png", "inks.jpg", "turned.webp"})
  void aFileCutAnywhereEndsInAnOutcome(String fixture) throws IOException {
    byte[] whole = fixture(fixture);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 100) {
      Files.write(input, Arrays.copyOf(whole, length));

      assertThat(render())
          .as("%d bytes", length)
          .isInstanceOfAny(Outcome.Done.class, Outcome.Unsupported.class);
    }
  }

  @Test
  void textIsNoPictureWhateverItIsCalled() throws IOException {
    input = folder.resolve("holiday.jpg");
    Files.writeString(input, "Dear all,\n");

    assertUnsupported(Outcome.Why.UNKNOWN_KIND);
  }

  @Test
  void nothingIsNoPicture() throws IOException {
    Files.write(input, new byte[0]);

    assertUnsupported(Outcome.Why.UNKNOWN_KIND);
  }

  @Test
  void aPictureIsOneWhateverItIsCalled() throws IOException {
    input = folder.resolve("notes.txt");
    ImageIO.write(quarters(100, 100, BufferedImage.TYPE_INT_RGB), "png", input.toFile());

    assertThat(render()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void anInputThatIsNotThereIsOurTrouble() {
    assertThat(render()).isInstanceOf(Outcome.Trouble.class);
  }

  @Test
  void anOutputThatCannotBeWrittenIsOurTrouble() throws IOException {
    ImageIO.write(quarters(100, 100, BufferedImage.TYPE_INT_RGB), "png", input.toFile());

    large = folder.resolve("no such folder").resolve("large");

    assertThat(render()).isInstanceOf(Outcome.Trouble.class);
  }

  private Outcome render() {
    return thumbnailer.render(input, 0, "", Map.of(75, small, 600, large));
  }

  private void assertUnsupported(Outcome.Why why) {
    assertThat(render())
        .isInstanceOfSatisfying(
            Outcome.Unsupported.class, unsupported -> assertThat(unsupported.why()).isEqualTo(why));
    assertThat(large).doesNotExist();
  }

  private void copy(String fixture) throws IOException {
    Files.write(input, fixture(fixture));
  }

  private byte[] fixture(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    }
  }

  private static BufferedImage read(Path file) throws IOException {
    return ImageIO.read(file.toFile());
  }

  private static void assertSize(BufferedImage image, int width, int height) {
    assertThat(image.getWidth() + " x " + image.getHeight()).isEqualTo(width + " x " + height);
  }

  private static void assertColor(BufferedImage image, int x, int y, Color expected) {
    Color actual = new Color(image.getRGB(x, y));
    int difference =
        Math.abs(actual.getRed() - expected.getRed())
            + Math.abs(actual.getGreen() - expected.getGreen())
            + Math.abs(actual.getBlue() - expected.getBlue());
    assertThat(difference).as("%s at %d, %d, not %s", actual, x, y, expected).isLessThan(40);
  }

  private static void assertQuarters(
      BufferedImage image, Color topLeft, Color topRight, Color bottomLeft, Color bottomRight) {
    int x = image.getWidth() / 4;
    int y = image.getHeight() / 4;
    assertColor(image, x, y, topLeft);
    assertColor(image, 3 * x, y, topRight);
    assertColor(image, x, 3 * y, bottomLeft);
    assertColor(image, 3 * x, 3 * y, bottomRight);
  }

  private static BufferedImage quarters(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D g = image.createGraphics();
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};
    for (int i = 0; i < 4; i++) {
      g.setColor(colors[i]);
      g.fillRect(i % 2 * (width / 2), i / 2 * (height / 2), width / 2, height / 2);
    }
    return image;
  }

  private static Color named(String color) {
    return switch (color) {
      case "red" -> Color.RED;
      case "green" -> Color.GREEN;
      case "blue" -> Color.BLUE;
      case "yellow" -> Color.YELLOW;
      default -> throw new IllegalArgumentException(color);
    };
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  /// Puts an Exif segment with an orientation and an image description after the start marker.
  private static byte[] withExif(byte[] jpeg, int orientation) throws IOException {
    byte[] description = "Home address\0".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(jpeg, 0, 2);
    out.writeShort(0xFFE1);
    out.writeShort(2 + 6 + 8 + 2 + 24 + 4 + description.length);
    out.writeBytes("Exif\0\0MM\0*");
    out.writeInt(8);
    out.writeShort(2);
    out.writeShort(0x010E); // description: text, stored after the directory
    out.writeShort(2);
    out.writeInt(description.length);
    out.writeInt(8 + 2 + 24 + 4);
    out.writeShort(0x0112); // orientation: short, stored in place
    out.writeShort(3);
    out.writeInt(1);
    out.writeShort(orientation);
    out.writeShort(0);
    out.writeInt(0);
    out.write(description);
    out.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  private static void page(PDDocument document, Color lowerHalf) throws IOException {
    PDPage page = new PDPage(new PDRectangle(400, 800));
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      content.setNonStrokingColor(lowerHalf);
      content.addRect(0, 0, 400, 400);
      content.fill();
    }
  }

  /// One bit a pixel, all zero: small enough to make here, and a thousandth of its size on disk.
  private static byte[] blackPng(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {1, 0, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream rows = new DeflaterOutputStream(packed)) {
      byte[] row = new byte[1 + (width + 7) / 8];
      for (int y = 0; y < height; y++) {
        rows.write(row);
      }
    }
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(type);
    checksum.update(data);
    out.writeInt(data.length);
    out.write(type);
    out.write(data);
    out.writeInt((int) checksum.getValue());
  }
}
