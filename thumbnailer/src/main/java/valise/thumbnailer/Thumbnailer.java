package valise.thumbnailer;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/// Makes the thumbnails of one page of a file: upright, never enlarged, without any metadata. A
/// picture with something transparent in it becomes PNG, every other JPEG.
final class Thumbnailer implements Renders {

  private static final float JPEG_QUALITY = 0.85f;

  private final Pictures pictures;

  Thumbnailer(long maxPixels) {
    this.pictures = new Pictures(maxPixels);
  }

  @Override
  public Outcome render(Path input, int page, String mark, Map<Integer, Path> outputsBySize) {
    NavigableMap<Integer, Path> largestFirst = new TreeMap<>(outputsBySize).descendingMap();
    BufferedImage largest;
    int pages = 1;
    try {
      Optional<MediaKind> kind = MediaKind.of(input);
      if (kind.isEmpty()) {
        return new Outcome.Unsupported(Outcome.Why.UNKNOWN_KIND, "none of the kinds known here");
      }
      if (kind.get() == MediaKind.PDF) {
        PdfPages.Page drawn = PdfPages.page(input, page, largestFirst.firstKey());
        largest = scaled(drawn.image(), largestFirst.firstKey());
        pages = drawn.of();
      } else if (page == 0) {
        largest = picture(input, kind.get(), largestFirst.firstKey());
      } else {
        throw PdfPages.noSuchPage(page, pages);
      }
    } catch (IOException unreadable) {
      return Files.isReadable(input)
          ? new Outcome.Unsupported(Outcome.Why.DAMAGED, unreadable.toString())
          : new Outcome.Trouble(unreadable.toString());
    } catch (PictureException told) {
      return told.outcome();
    } catch (RuntimeException broken) {
      // What decoders throw at bytes that lie about themselves has no narrower common type.
      return new Outcome.Unsupported(Outcome.Why.DAMAGED, broken.toString());
    }
    if (!mark.isEmpty()) {
      Mark.write(mark, largest);
    }
    try {
      return new Outcome.Done(write(largest, largestFirst), pages);
    } catch (IOException unwritten) {
      return new Outcome.Trouble(unwritten.toString());
    }
  }

  private BufferedImage picture(Path input, MediaKind kind, int size)
      throws IOException, PictureException {
    int orientation = ExifOrientation.of(input, kind);
    BufferedImage thumbnail = scaled(pictures.read(input, kind, size), size);
    BufferedImage upright =
        ExifFilterUtils.getFilterForOrientation(Orientation.typeOf(orientation)).apply(thumbnail);
    return scaled(upright, size);
  }

  private static List<Outcome.Thumbnail> write(
      BufferedImage largest, NavigableMap<Integer, Path> largestFirst) throws IOException {
    boolean png = translucent(largest);
    List<Outcome.Thumbnail> written = new ArrayList<>();
    for (Map.Entry<Integer, Path> output : largestFirst.entrySet()) {
      BufferedImage thumbnail = scaled(largest, output.getKey());
      if (png) {
        write(thumbnail, "png", output.getValue());
      } else {
        write(opaque(thumbnail), "jpeg", output.getValue());
      }
      written.add(
          new Outcome.Thumbnail(output.getKey(), thumbnail.getWidth(), thumbnail.getHeight(), png));
    }
    return written;
  }

  /// As 8-bit ARGB, so that whatever follows meets one kind of image only.
  private static BufferedImage scaled(BufferedImage image, int size) {
    int longest = Math.max(image.getWidth(), image.getHeight());
    if (longest <= size && image.getType() == BufferedImage.TYPE_INT_ARGB) {
      return image;
    }
    double factor = Math.min(1, (double) size / longest);
    try {
      return Thumbnails.of(image)
          .forceSize(
              (int) Math.max(1, Math.round(image.getWidth() * factor)),
              (int) Math.max(1, Math.round(image.getHeight() * factor)))
          .imageType(BufferedImage.TYPE_INT_ARGB)
          .asBufferedImage();
    } catch (IOException impossible) {
      throw new IllegalStateException("Scaling in memory does no I/O", impossible);
    }
  }

  private static boolean translucent(BufferedImage argb) {
    for (int pixel : ((DataBufferInt) argb.getRaster().getDataBuffer()).getData()) {
      if (pixel >>> 24 != 0xFF) {
        return true;
      }
    }
    return false;
  }

  private static BufferedImage opaque(BufferedImage image) {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    rgb.createGraphics().drawImage(image, 0, 0, null);
    return rgb;
  }

  private static void write(BufferedImage image, String format, Path file) throws IOException {
    Files.deleteIfExists(file); // an image output stream overwrites but does not shorten
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(JPEG_QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
  }
}
