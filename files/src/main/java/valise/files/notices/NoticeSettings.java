package valise.files.notices;

import java.time.Duration;

/// How patient notices are.
///
/// @param quiet for how long nothing more may happen before one mail tells of all that did
/// @param longestWait after which it tells, quiet or not
/// @param batchPatience for how long no further file of a batch may come before one mail tells of
///   those that did, although the last one is missing
/// @param endingAhead how long before its end the creator of a share is told of it
/// @param endingMinLife a share that lives no longer than this ends without a word
public record NoticeSettings(
    Duration quiet,
    Duration longestWait,
    Duration batchPatience,
    Duration endingAhead,
    Duration endingMinLife) {

  public static final NoticeSettings DEFAULT =
      new NoticeSettings(
          Duration.ofMinutes(3),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofDays(3),
          Duration.ofDays(7));

  private static final Duration LONGEST_BATCH = Duration.ofDays(1);

  /// For what happens now and then.
  Pace loose() {
    return new Pace(quiet, longestWait, true);
  }

  /// For files that say themselves which is the last.
  Pace batched() {
    return new Pace(batchPatience, LONGEST_BATCH, true);
  }
}
