package valise.thumbnailer;

import java.util.List;

/// What became of one request, apart from the ways in which this whole process can die.
public sealed interface Outcome {

  /// Every thumbnail was written.
  ///
  /// @param pages how many the input has
  record Done(List<Thumbnail> thumbnails, int pages) implements Outcome {
    public Done {
      thumbnails = List.copyOf(thumbnails);
    }
  }

  /// There is no picture to be had from these bytes.
  record Unsupported(Why why, String detail) implements Outcome {}

  /// There may be a picture, but reading it would cost too much.
  record Refused(String detail) implements Outcome {}

  /// The input could not be opened or an output not be written: our files' trouble, not the
  /// picture's.
  record Trouble(String detail) implements Outcome {}

  /// Why there is no picture.
  enum Why {
    UNKNOWN_KIND(0),
    DAMAGED(1),
    LOCKED(2);

    private final int wireNumber;

    Why(int wireNumber) {
      this.wireNumber = wireNumber;
    }

    int wireNumber() {
      return wireNumber;
    }
  }

  /// One written file.
  ///
  /// @param size the asked bound of its longest side, in pixels
  record Thumbnail(int size, int width, int height, boolean png) {}
}
