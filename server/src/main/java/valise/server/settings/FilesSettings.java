package valise.server.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.files.notices.NoticeSettings;
import valise.files.oauth.OAuthSettings;
import valise.files.uploads.UploadSettings;
import valise.platform.config.Setting;
import valise.platform.config.Settings;
import valise.platform.mail.SmtpSettings;
import valise.platform.net.Cidr;
import valise.platform.net.Reach;
import valise.platform.render.RenderLimits;
import valise.platform.secrets.Secret;

/// What the features of the file side are told, each in its own terms.
///
/// @param smtp none means that mail is written into a folder
public record FilesSettings(
    Tenancy tenancy,
    OAuthSettings oauth,
    UploadSettings uploads,
    DownloadSettings downloads,
    RenderLimits thumbnails,
    Reach callbacks,
    Optional<SmtpSettings> smtp,
    String mailFrom,
    NoticeSettings notices) {

  private static final OAuthSettings OAUTH = OAuthSettings.DEFAULT;
  private static final UploadSettings UPLOADS = UploadSettings.DEFAULT;
  private static final DownloadSettings DOWNLOADS = DownloadSettings.DEFAULT;
  private static final RenderLimits RENDER = RenderLimits.defaults();
  private static final NoticeSettings NOTICES = NoticeSettings.DEFAULT;

  public static final Setting<String> BASE_DOMAINS =
      Setting.text(
          "accounts.base-domains",
          String.join(",", Tenancy.DEFAULT.baseDomains()),
          "The domains below which the first label of the host name tells the account,"
              + " comma-separated.");
  public static final Setting<String> DEFAULT_ACCOUNT =
      Setting.text(
          "accounts.default",
          Tenancy.DEFAULT.defaultSubdomain(),
          "The subdomain of the account that other host names mean; empty means the oldest"
              + " account.");

  public static final Setting<Duration> ACCESS_TOKEN =
      Setting.duration(
          "oauth.access-token",
          OAUTH.accessToken(),
          Duration.ofMinutes(1),
          Duration.ofDays(3_650),
          "How long an access token is good for.");
  public static final Setting<Duration> REFRESH_TOKEN =
      Setting.duration(
          "oauth.refresh-token",
          OAUTH.refreshToken(),
          Duration.ofMinutes(1),
          Duration.ofDays(3_650),
          "How long a refresh token is good for, where the account says nothing else.");
  public static final Setting<Duration> REFRESH_GRACE =
      Setting.duration(
          "oauth.refresh-grace",
          OAUTH.refreshGrace(),
          Duration.ZERO,
          Duration.ofMinutes(10),
          "How long a used refresh token may be sent again by a client that never got the answer.");
  public static final Setting<Duration> CODE =
      Setting.duration(
          "oauth.code",
          OAUTH.code(),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          "How long an authorization code, or a consent page, is good for.");
  public static final Setting<Duration> RECHECK =
      Setting.duration(
          "oauth.recheck",
          OAUTH.recheck(),
          Duration.ZERO,
          Duration.ofMinutes(1),
          "How long a caller is trusted before another node's changes are looked for.");
  public static final Setting<Integer> CALLS_PER_SECOND =
      Setting.whole(
          "limits.calls-per-second",
          OAUTH.callsPerSecond(),
          1,
          1_000_000,
          "How many API calls one caller may go on making each second.");
  public static final Setting<Integer> CALLS_AT_ONCE =
      Setting.whole(
          "limits.calls-at-once",
          OAUTH.callsAtOnce(),
          1,
          1_000_000,
          "How many more of them may come in a burst.");
  public static final Setting<Integer> GUESSES =
      Setting.whole(
          "limits.guesses-per-address",
          OAUTH.guessesPerAddress(),
          1,
          1_000_000,
          "Wrong passwords from one network address before it has to wait.");

  public static final Setting<Duration> UPLOAD_LIFE =
      Setting.duration(
          "uploads.lifetime",
          UPLOADS.lifetime(),
          Duration.ofHours(1),
          Duration.ofDays(90),
          "How long an unfinished upload waits for its next chunk.");
  public static final Setting<Integer> UPLOAD_THREADS =
      Setting.whole(
          "uploads.max-threads",
          UPLOADS.maxThreads(),
          1,
          64,
          "The most parallel chunks a client is invited to send.");
  public static final Setting<Integer> UNZIP_ENTRIES =
      Setting.whole(
          "uploads.unzip.max-entries",
          UPLOADS.unzip().maxEntries(),
          1,
          1_000_000,
          "The most files and folders an archive may expand to.");
  public static final Setting<Long> UNZIP_BYTES =
      Setting.bytes(
          "uploads.unzip.max-bytes",
          UPLOADS.unzip().maxBytes(),
          1,
          1L << 50,
          "The most bytes an archive may expand to.");

  public static final Setting<Duration> LINK_LIFE =
      Setting.duration(
          "downloads.link-life",
          DOWNLOADS.linkLife(),
          Duration.ofMinutes(1),
          Duration.ofDays(7),
          "How long a download link is good for after it was handed out.");
  public static final Setting<Duration> LINK_AFTER_USE =
      Setting.duration(
          "downloads.link-after-use",
          DOWNLOADS.afterUse(),
          Duration.ZERO,
          Duration.ofHours(1),
          "How long a download link may be used again after it delivered everything.");

  public static final Setting<Long> THUMBNAIL_MAX_INPUT =
      Setting.bytes(
          "thumbnails.max-input-bytes",
          RENDER.maxInputBytes(),
          1,
          4L << 30,
          "The longest file that a picture is made of.");
  public static final Setting<Integer> THUMBNAIL_MAX_PIXELS =
      Setting.whole(
          "thumbnails.max-pixels",
          (int) RENDER.maxPixels(),
          1,
          1_000_000_000,
          "The most pixels a picture may claim to have.");
  public static final Setting<Integer> THUMBNAIL_CHILDREN =
      Setting.whole(
          "thumbnails.children",
          RENDER.children(),
          1,
          16,
          "How many processes make pictures at the same time.");
  public static final Setting<Duration> THUMBNAIL_PATIENCE =
      Setting.duration(
          "thumbnails.patience",
          RENDER.patience(),
          Duration.ofMillis(10),
          Duration.ofMinutes(10),
          "How long making one picture may take.");
  public static final Setting<Integer> THUMBNAIL_HEAP =
      Setting.whole(
          "thumbnails.heap-mib",
          RENDER.heapMegabytes(),
          16,
          4_096,
          "The memory of each such process, in MiB.");

  public static final Setting<Boolean> PRIVATE_CALLBACKS =
      Setting.flag(
          "allow-private-callbacks",
          Reach.PUBLIC_ONLY.privateNetworks(),
          "Whether users may have this machine and its private networks called, as for webhooks.");
  public static final Setting<List<Cidr>> CALLBACK_NETWORKS =
      Setting.list(
          "callbacks.networks",
          "networks such as 10.1.0.0/16, comma-separated",
          Cidr::parse,
          "Networks that may be called though they are not public.");

  public static final Setting<String> MAIL_FROM =
      Setting.text("mail.from", "valise@localhost", "The address that mail is from.");
  public static final Setting<String> SMTP_HOST =
      Setting.text(
          "mail.host",
          "",
          "The mail server; empty means that mail is written into 'mail' in the data folder.");
  public static final Setting<Integer> SMTP_PORT =
      Setting.whole("mail.port", 587, 1, 65_535, "The mail server's port.");
  public static final Setting<SmtpSettings.Encryption> SMTP_ENCRYPTION =
      Setting.choice(
          "mail.encryption",
          SmtpSettings.Encryption.STARTTLS,
          "How the connection to the mail server is kept from others.");
  public static final Setting<String> SMTP_USER =
      Setting.text("mail.user", "", "Who we are to the mail server; empty means nobody.");
  public static final Setting<Secret<String>> SMTP_PASSWORD =
      Setting.secret("mail.password", "The password for the mail server.");
  public static final Setting<Duration> SMTP_TIMEOUT =
      Setting.duration(
          "mail.timeout",
          Duration.ofSeconds(20),
          Duration.ofMillis(1),
          Duration.ofMinutes(10),
          "How long to wait for the mail server, for connecting and for each answer.");

  public static final Setting<Duration> NOTICE_QUIET =
      Setting.duration(
          "notices.quiet",
          NOTICES.quiet(),
          Duration.ZERO,
          Duration.ofDays(1),
          "For how long no more files may come or go before one mail tells of them all.");
  public static final Setting<Duration> NOTICE_LONGEST_WAIT =
      Setting.duration(
          "notices.longest-wait",
          NOTICES.longestWait(),
          Duration.ZERO,
          Duration.ofDays(7),
          "When such a mail goes out at the latest, quiet or not.");
  public static final Setting<Duration> NOTICE_BATCH_PATIENCE =
      Setting.duration(
          "notices.batch-patience",
          NOTICES.batchPatience(),
          Duration.ZERO,
          Duration.ofDays(1),
          "For how long the next file of a batch may take before a mail tells of those that came.");
  public static final Setting<Duration> NOTICE_ENDING_AHEAD =
      Setting.duration(
          "notices.ending-ahead",
          NOTICES.endingAhead(),
          Duration.ofHours(1),
          Duration.ofDays(365),
          "How long before its end the creator of a share is told that it was not fetched.");
  public static final Setting<Duration> NOTICE_ENDING_MIN_LIFE =
      Setting.duration(
          "notices.ending-min-life",
          NOTICES.endingMinLife(),
          Duration.ZERO,
          Duration.ofDays(3_650),
          "Shares that live no longer than this end without a word.");

  public static FilesSettings from(Settings settings) {
    return new FilesSettings(
        new Tenancy(
            Arrays.stream(settings.get(BASE_DOMAINS).split(","))
                .map(String::strip)
                .filter(domain -> !domain.isEmpty())
                .toList(),
            settings.get(DEFAULT_ACCOUNT)),
        new OAuthSettings(
            settings.get(ACCESS_TOKEN),
            settings.get(REFRESH_TOKEN),
            settings.get(REFRESH_GRACE),
            settings.get(CODE),
            settings.get(RECHECK),
            settings.get(CALLS_PER_SECOND),
            settings.get(CALLS_AT_ONCE),
            settings.get(GUESSES)),
        new UploadSettings(
            settings.get(UPLOAD_LIFE),
            settings.get(UPLOAD_THREADS),
            new UploadSettings.UnzipLimits(
                settings.get(UNZIP_ENTRIES),
                settings.get(UNZIP_BYTES),
                UPLOADS.unzip().maxRatio(),
                UPLOADS.unzip().maxDepth())),
        new DownloadSettings(settings.get(LINK_LIFE), settings.get(LINK_AFTER_USE)),
        new RenderLimits(
            settings.get(THUMBNAIL_MAX_INPUT),
            settings.get(THUMBNAIL_MAX_PIXELS),
            settings.get(THUMBNAIL_CHILDREN),
            settings.get(THUMBNAIL_PATIENCE),
            RENDER.idle(),
            RENDER.rendersPerChild(),
            settings.get(THUMBNAIL_HEAP)),
        new Reach(settings.get(PRIVATE_CALLBACKS), settings.get(CALLBACK_NETWORKS)),
        smtp(settings),
        settings.get(MAIL_FROM),
        new NoticeSettings(
            settings.get(NOTICE_QUIET),
            settings.get(NOTICE_LONGEST_WAIT),
            settings.get(NOTICE_BATCH_PATIENCE),
            settings.get(NOTICE_ENDING_AHEAD),
            settings.get(NOTICE_ENDING_MIN_LIFE)));
  }

  private static Optional<SmtpSettings> smtp(Settings settings) {
    String host = settings.get(SMTP_HOST);
    return host.isBlank()
        ? Optional.empty()
        : Optional.of(
            new SmtpSettings(
                host,
                settings.get(SMTP_PORT),
                settings.get(SMTP_ENCRYPTION),
                settings.get(SMTP_USER),
                settings.get(SMTP_PASSWORD),
                settings.get(SMTP_TIMEOUT)));
  }
}
