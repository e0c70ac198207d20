package valise.files.downloads;

import java.time.Duration;

/// How long download links live.
///
/// @param linkLife a link ends so long after it was handed out; a transfer that has begun goes on
/// @param afterUse a link that delivered everything may be repeated for so long, because clients
///   retry when an answer's last packet is lost [rclone]
public record DownloadSettings(Duration linkLife, Duration afterUse) {

  public static final DownloadSettings DEFAULT =
      new DownloadSettings(Duration.ofHours(12), Duration.ofMinutes(5));
}
