package valise.files.thumbnails;

import java.util.Arrays;
import java.util.Optional;

/// How large a picture is at most, on its longer side. The vendor has these two and no others
/// [seed].
public enum PictureSize {
  SMALL(75),
  LARGE(600);

  private final int pixels;

  PictureSize(int pixels) {
    this.pixels = pixels;
  }

  public int pixels() {
    return pixels;
  }

  static Optional<PictureSize> of(long pixels) {
    return Arrays.stream(values()).filter(size -> size.pixels == pixels).findFirst();
  }
}
