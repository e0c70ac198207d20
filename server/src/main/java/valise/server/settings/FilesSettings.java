package valise.server.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.platform.config.Setting;
import valise.platform.config.Settings;
import valise.platform.mail.SmtpSettings;
import valise.platform.render.RenderLimits;
import valise.platform.secrets.Secret;

/// What the features of the file side are told, each in its own terms.
///
/// @param smtp none means that mail is written into a folder
public record FilesSettings(
    Tenancy tenancy,
    DownloadSettings downloads,
    RenderLimits thumbnails,
    Optional<SmtpSettings> smtp) {

  private static final DownloadSettings DOWNLOADS = DownloadSettings.DEFAULT;
  private static final RenderLimits RENDER = RenderLimits.defaults();

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

  public static FilesSettings from(Settings settings) {
    return new FilesSettings(
        new Tenancy(
            Arrays.stream(settings.get(BASE_DOMAINS).split(","))
                .map(String::strip)
                .filter(domain -> !domain.isEmpty())
                .toList(),
            settings.get(DEFAULT_ACCOUNT)),
        new DownloadSettings(settings.get(LINK_LIFE), settings.get(LINK_AFTER_USE)),
        new RenderLimits(
            settings.get(THUMBNAIL_MAX_INPUT),
            settings.get(THUMBNAIL_MAX_PIXELS),
            settings.get(THUMBNAIL_CHILDREN),
            settings.get(THUMBNAIL_PATIENCE),
            RENDER.idle(),
            RENDER.rendersPerChild(),
            settings.get(THUMBNAIL_HEAP)),
        smtp(settings));
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
