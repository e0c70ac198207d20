package valise.files.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// When a digest is due: after it was quiet for a while, but not later than some time after it
/// began.
///
/// @param heedsEnd whether a line that closes it makes it due at once
record Pace(Duration quiet, Duration longest, boolean heedsEnd) {

  /// Once in an interval, whatever happens.
  static Pace every(Duration interval) {
    return new Pace(interval, interval, false);
  }

  /// @param lines the oldest first; never empty
  Instant due(List<Line> lines) {
    Instant first = lines.getFirst().at();
    if (heedsEnd && lines.stream().anyMatch(Line::closes)) {
      return first;
    }
    Instant quietAt = lines.getLast().at().plus(quiet);
    Instant latest = first.plus(longest);
    return quietAt.isBefore(latest) ? quietAt : latest;
  }
}
