package valise.files.thumbnails;

import java.time.Instant;
import valise.platform.blob.BlobId;

/// What is known about pictures of one blob.
///
/// @param renders how often making them has failed
/// @param pages how many the file has; 0 as long as they are not made
/// @param changedAt when it came into this state
record Thumbnail(BlobId source, State state, int renders, int pages, Instant changedAt) {

  /// The order is the column's number.
  enum State {
    /// Somebody wants it; there is a job.
    WANTED,
    MADE,
    /// Not a picture, damaged, or locked with a password. Final.
    IMPOSSIBLE,
    /// Larger than the limits allow. Final.
    REFUSED,
    /// It ended its child each time.
    FAILED
  }

  /// One finished picture.
  ///
  /// @param size bytes
  record Picture(BlobId blob, long size, String mediaType) {}
}
