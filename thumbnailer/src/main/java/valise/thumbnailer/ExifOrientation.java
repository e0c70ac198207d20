package valise.thumbnailer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/// How a camera was held: the Exif orientation, 1 (upright) to 8, of a JPEG, PNG or WebP file.
///
/// Only this one tag is looked for, with a bound on every walk, instead of building the whole
/// metadata tree of a file whose every length is a stranger's.
final class ExifOrientation {

  private static final int UPRIGHT = 1;
  private static final int MOST_PARTS = 1_000;
  private static final int MOST_EXIF_BYTES = 1 << 16;

  private static final int TAG_ORIENTATION = 0x0112;
  private static final int TYPE_SHORT = 3;

  private ExifOrientation() {}

  /// Upright when the file says nothing, or nonsense.
  static int of(Path file, MediaKind kind) throws IOException {
    try (ImageInputStream in = Pictures.open(file)) {
      Optional<byte[]> exif =
          switch (kind) {
            case JPEG -> inJpeg(in);
            case PNG -> inPng(in);
            case WEBP -> inWebp(in);
            case GIF, PDF -> Optional.empty();
          };
      return exif.map(ExifOrientation::inTiff).orElse(UPRIGHT);
    } catch (EOFException _) {
      return UPRIGHT;
    }
  }

  private static Optional<byte[]> inJpeg(ImageInputStream in) throws IOException {
    in.seek(2);
    for (int part = 0; part < MOST_PARTS; part++) {
      int marker = in.readUnsignedShort();
      if (marker == 0xFFFF) { // a fill byte before the marker proper
        in.seek(in.getStreamPosition() - 1);
        continue;
      }
      if (marker < 0xFFC0 || marker == 0xFFDA || marker == 0xFFD9) {
        return Optional.empty();
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        return Optional.empty();
      }
      long next = in.getStreamPosition() + length;
      if (marker == 0xFFE1 && length > 6) {
        byte[] payload = bytes(in, length);
        if (startsWithExif(payload)) {
          return Optional.of(payload);
        }
      }
      in.seek(next);
    }
    return Optional.empty();
  }

  private static Optional<byte[]> inPng(ImageInputStream in) throws IOException {
    in.seek(8);
    for (int part = 0; part < MOST_PARTS; part++) {
      long length = in.readUnsignedInt();
      int name = in.readInt();
      if (name == 0x65584966) { // eXIf
        return Optional.of(bytes(in, length));
      }
      if (name == 0x49454E44) { // IEND
        return Optional.empty();
      }
      in.seek(in.getStreamPosition() + length + 4);
    }
    return Optional.empty();
  }

  private static Optional<byte[]> inWebp(ImageInputStream in) throws IOException {
    in.seek(12);
    in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    for (int part = 0; part < MOST_PARTS; part++) {
      int name = in.readInt();
      long length = in.readUnsignedInt();
      if (name == 0x46495845) { // EXIF
        return Optional.of(bytes(in, length));
      }
      in.seek(in.getStreamPosition() + length + (length & 1));
    }
    return Optional.empty();
  }

  private static byte[] bytes(ImageInputStream in, long length) throws IOException {
    byte[] bytes = new byte[(int) Math.min(length, MOST_EXIF_BYTES)];
    in.readFully(bytes);
    return bytes;
  }

  private static boolean startsWithExif(byte[] b) {
    return b.length > 6 && b[0] == 'E' && b[1] == 'x' && b[2] == 'i' && b[3] == 'f' && b[4] == 0;
  }

  private static int inTiff(byte[] exif) {
    // JPEG prefixes the TIFF structure with "Exif\0\0"; some writers of WebP do so too.
    int start = startsWithExif(exif) ? 6 : 0;
    if (exif.length < start + 8) {
      return UPRIGHT;
    }
    boolean little = exif[start] == 'I';
    long directory = start + number(exif, start + 4, 4, little);
    if (directory + 2 > exif.length) {
      return UPRIGHT;
    }
    long entries = number(exif, (int) directory, 2, little);
    for (long at = directory + 2; entries > 0 && at + 12 <= exif.length; at += 12, entries--) {
      int entry = (int) at;
      if (number(exif, entry, 2, little) == TAG_ORIENTATION
          && number(exif, entry + 2, 2, little) == TYPE_SHORT) {
        long value = number(exif, entry + 8, 2, little);
        return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static long number(byte[] bytes, int at, int width, boolean little) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | (bytes[at + (little ? width - 1 - i : i)] & 0xFF);
    }
    return value;
  }
}
