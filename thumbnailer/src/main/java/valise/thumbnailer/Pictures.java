package valise.thumbnailer;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Decodes the first frame of a JPEG, PNG, GIF or WebP file, no larger than a thumbnail needs.
final class Pictures {

  /// No format here but PNG can say more; a row is decoded whole, so a long one costs memory even
  /// where there are few.
  private static final int LONGEST_SIDE = 65_535;

  /// Rows and columns are skipped while decoding only as long as this many times the wanted size
  /// remains, so that scaling down still has something to average.
  private static final int OVERSAMPLING = 3;

  /// The decoder of WebP holds a picture whole, so it may be this many times smaller than others.
  private static final int WEBP_SHARE = 8;

  private final long maxPixels;

  Pictures(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  BufferedImage read(Path file, MediaKind kind, int longestSide)
      throws IOException, PictureException {
    ImageReader reader = reader(kind);
    try (ImageInputStream in = open(file)) {
      // Metadata stays unread: its compressed texts are a bomb of their own.
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      admit(kind, width, height);
      int step = Math.max(1, Math.max(width, height) / (OVERSAMPLING * longestSide));
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceSubsampling(Math.min(step, width), Math.min(step, height), 0, 0);
      return reader.read(0, param);
    } catch (IIOException failed) {
      // The words of libjpeg inside the JDK when the system grants it no more memory: a progressive
      // picture is held whole outside the heap, whatever is skipped of it.
      if (String.valueOf(failed.getMessage()).startsWith("Insufficient memory")) {
        throw new PictureException(new Outcome.Refused("more memory than this process may have"));
      }
      throw failed;
    } finally {
      reader.dispose();
    }
  }

  /// Buffered, by the provider TwelveMonkeys brings: its decoders ask byte by byte, which costs a
  /// system call each with the JDK's own stream.
  static ImageInputStream open(Path file) throws IOException {
    ImageInputStream in = ImageIO.createImageInputStream(file.toFile());
    if (in == null) {
      throw new IllegalStateException("No image input stream for files on the class path");
    }
    return in;
  }

  private void admit(MediaKind kind, int width, int height) throws PictureException {
    long most = kind == MediaKind.WEBP ? maxPixels / WEBP_SHARE : maxPixels;
    if (width < 1 || height < 1) {
      throw new PictureException(
          new Outcome.Unsupported(Outcome.Why.DAMAGED, width + " x " + height + " pixels"));
    }
    if ((long) width * height > most || Math.max(width, height) > LONGEST_SIDE) {
      throw new PictureException(
          new Outcome.Refused(width + " x " + height + " pixels, at most " + most));
    }
  }

  private static ImageReader reader(MediaKind kind) {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT));
    if (!readers.hasNext()) {
      throw new IllegalStateException("No reader of " + kind + " on the class path");
    }
    return readers.next();
  }
}
