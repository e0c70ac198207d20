package valise.platform.render;

import java.util.Map;

/// What became of one file. [Unsupported] and [Refused] are final for the same bytes under the same
/// limits; a [Failed] may be tried again, a few times.
///
/// Each `detail` is one line for a log. It may quote a stranger's file, so it is no text for users.
public sealed interface Rendering {

  /// Every thumbnail is in its place.
  ///
  /// @param bySize one for each size asked for
  /// @param pages how many the file has, going by what it says of itself; 1 for a picture
  record Done(Map<Integer, Thumbnail> bySize, int pages) implements Rendering {
    public Done {
      bySize = Map.copyOf(bySize);
    }
  }

  /// There is no picture to be had from these bytes.
  record Unsupported(Unsupported.Reason reason, String detail) implements Rendering {
    public enum Reason {
      /// Neither JPEG, PNG, GIF, WebP nor PDF, going by the first bytes.
      UNKNOWN_KIND,
      /// It begins like one of them and cannot be read.
      DAMAGED,
      /// A document that opens only with a password.
      LOCKED
    }
  }

  /// There may be a picture, but it is larger than [RenderLimits] allows.
  record Refused(Refused.Reason reason, String detail) implements Rendering {
    public enum Reason {
      /// More bytes than [RenderLimits#maxInputBytes].
      TOO_LARGE,
      /// More pixels than [RenderLimits#maxPixels], or than fit in the child's memory.
      TOO_MANY_PIXELS
    }
  }

  /// The child process did not survive it. No output was touched.
  record Failed(Failed.Reason reason, String detail) implements Rendering {
    public enum Reason {
      /// It ended, was killed by someone else, or spoke nonsense.
      CRASHED,
      /// It was killed after [RenderLimits#patience].
      TIMED_OUT,
      /// It needed more than [RenderLimits#heapMegabytes].
      OUT_OF_MEMORY
    }
  }

  /// One written file.
  ///
  /// @param width in pixels
  /// @param height in pixels
  record Thumbnail(int width, int height, MediaType mediaType) {}

  /// The kinds of file a thumbnail can be.
  enum MediaType {
    JPEG("image/jpeg"),
    /// For pictures with something transparent in them.
    PNG("image/png");

    private final String wireName;

    MediaType(String wireName) {
      this.wireName = wireName;
    }

    /// As in a `Content-Type` header.
    public String wireName() {
      return wireName;
    }
  }
}
