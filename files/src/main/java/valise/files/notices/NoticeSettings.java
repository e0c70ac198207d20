package valise.files.notices;

import java.time.Duration;

/// How patient notices are.
///
/// @param quiet for how long nothing more may happen before one mail tells of all that did
/// @param longestWait after which it tells, quiet or not
/// @param endingAhead how long before its end the creator of a share is told of it
/// @param endingMinLife a share that lives no longer than this ends without a word
public record NoticeSettings(
    Duration quiet, Duration longestWait, Duration endingAhead, Duration endingMinLife) {

  public static final NoticeSettings DEFAULT =
      new NoticeSettings(
          Duration.ofMinutes(3), Duration.ofMinutes(30), Duration.ofDays(3), Duration.ofDays(7));
}
