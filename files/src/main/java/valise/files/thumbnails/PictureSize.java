package valise.files.thumbnails;

import java.util.Arrays;
import java.util.Optional;
import valise.files.odata.Params;
import valise.platform.Refusal;

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

  /// What the parameter `size` asks for; 75 when it is not given [seed].
  public static PictureSize wanted(Params params) {
    long pixels = params.number("size").orElse((long) SMALL.pixels);
    return of(pixels)
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_PARAMETER", "The parameter 'size' must be 75 or 600, not '" + pixels + "'."));
  }

  static Optional<PictureSize> of(long pixels) {
    return Arrays.stream(values()).filter(size -> size.pixels == pixels).findFirst();
  }
}
