package valise.files.uploads;

import java.time.Duration;

/// How uploads are run.
///
/// @param lifetime how long an unfinished upload waits for its next chunk, and a finished one
///   repeats its answer; 1 hour to 90 days, 7 days unless said otherwise, because clients resume
///   with addresses they kept [java-sdk] [net-sdk]
/// @param maxThreads the most parallel chunks a client is invited to send; 1 to 64, 4 unless said
///   otherwise
/// @param unzip what an archive may hold that is to be expanded
public record UploadSettings(Duration lifetime, int maxThreads, UnzipLimits unzip) {

  public static final UploadSettings DEFAULT =
      new UploadSettings(Duration.ofDays(7), 4, UnzipLimits.DEFAULT);

  public UploadSettings {
    if (lifetime.compareTo(Duration.ofHours(1)) < 0
        || lifetime.compareTo(Duration.ofDays(90)) > 0) {
      throw new IllegalArgumentException("the lifetime of uploads must be 1 hour to 90 days");
    }
    if (maxThreads < 1 || maxThreads > 64) {
      throw new IllegalArgumentException("1 to 64 parallel chunks, not " + maxThreads);
    }
  }

  /// Bounds on archives, against bombs.
  ///
  /// @param maxEntries files and folders together
  /// @param maxBytes all files together, unpacked
  /// @param maxRatio unpacked bytes for each byte of the archive, beyond the first 16 MiB
  /// @param maxDepth folders within folders
  public record UnzipLimits(int maxEntries, long maxBytes, int maxRatio, int maxDepth) {

    public static final UnzipLimits DEFAULT = new UnzipLimits(10_000, 64L << 30, 200, 32);
  }
}
