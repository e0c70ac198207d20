package valise.files.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import valise.files.odata.Params;
import valise.platform.Refusal;

/// What an account can set, with its default and bounds. Only what this server really does is here;
/// the vendor's other preferences are constants that say so.
///
/// The names are the vendor's [net-sdk]; those in bytes are ours, because its gigabytes and
/// megabytes are too coarse.
public enum AccountSetting {
  /// All bytes the account may keep, recycle bin and versions included; -1 is no limit.
  QUOTA_BYTES("QuotaBytes", -1, -1, Long.MAX_VALUE),
  /// The largest file that may be uploaded; -1 is no limit.
  MAX_FILE_BYTES("MaxFileBytes", -1, -1, Long.MAX_VALUE),
  /// Bytes for each employee who has no own limit; -1 is no limit.
  USER_QUOTA_BYTES("UserQuotaBytes", -1, -1, Long.MAX_VALUE),

  /// Wrong passwords in a row before a user is locked out.
  LOGIN_FAIL_MAX_ATTEMPTS("LoginFailMaxAttempts", 5, 1, 1_000),
  /// For how many seconds.
  LOGIN_FAIL_LOCKOUT_SECS("LoginFailLockoutSecs", 300, 1, 86_400 * 30),
  /// Characters a new password must have.
  MINIMUM_LENGTH("MinimumLength", 8, 4, 128),
  MINIMUM_NUMERIC("MinimumNumeric", 0, 0, 20),
  MINIMUM_SPECIAL_CHARACTERS("MinimumSpecialCharacters", 0, 0, 20),
  /// How long a refresh token lives after it was issued, each use issuing a new one; 0 is the
  /// server's default, 30 days.
  REFRESH_TOKEN_MINUTES("OAuth2RefreshTokenLifetimeMinutes", 0, 0, 5_256_000),
  /// How long a browser session lives after its last use.
  INACTIVE_TIMEOUT_MINS("InactiveTimeoutMins", 480, 5, 43_200),
  /// Origins that may call the API from a browser, comma-separated.
  TRUSTED_DOMAINS("TrustedDomains", "", 2_000),

  /// Days before a deleted item is purged.
  RECYCLE_BIN_DAYS("RecycleBinDays", 45, 0, 3_650),
  ENABLE_HOME_FOLDERS("EnableHomeFolders", true),

  /// Whether things may be shared to be looked at only.
  ENABLE_VIEW_ONLY("EnableViewOnly", true),

  /// The longest a share may live, in days; -1 is no limit.
  SHARE_MAX_EXPIRATION_DAYS("ShareIDMaxExpirationDays", -1, -1, 36_500),
  REQUIRE_LOGIN_BY_DEFAULT("RequireLoginByDefault", false),
  REQUIRE_LOGIN_ON_DOWNLOAD("RequireLoginOnDownload", false),
  REQUIRE_LOGIN_ON_UPLOAD("RequireLoginOnUpload", false),
  REQUIRE_COMPANY_NAME("RequireCompanyNameWithUserInfo", false),
  ENABLE_CLIENT_SEND("EnableClientSend", false),

  /// Whether clients may see who works here.
  SHOW_USER_LIST_TO_CLIENTS("ShowUserListToClients", false),
  ENABLE_SELF_NOTIFICATIONS_UPLOAD("EnableSelfNotificationsUpload", false),
  ENABLE_SELF_NOTIFICATIONS_DOWNLOAD("EnableSelfNotificationsDownload", false),
  /// Minutes over which notices are gathered into one mail; 0 is at once.
  NOTIFICATION_INTERVAL("DefaultConsolidatedNotificationInterval", 0, 0, 10_080),

  /// Whether the domains of [DomainRule#LOGIN] are kept out rather than let in.
  LOGIN_DOMAINS_ARE_BARRED("LoginDomainsAreBarred", true),
  FOLDER_DOMAINS_ARE_BARRED("FolderDomainsAreBarred", true),

  LOGO_URL("LogoURL", "", 1_000),
  COMPANY_URL("CompanyURL", "", 1_000),
  PHONE("Phone", "", 50),
  ADDRESS_1("Address1", "", 200),
  ADDRESS_2("Address2", "", 200),
  CITY("City", "", 100),
  STATE("State", "", 100),
  ZIP("Zip", "", 20),
  COUNTRY("Country", "", 100);

  private static final Map<String, AccountSetting> BY_NAME =
      Arrays.stream(values())
          .collect(
              Collectors.toMap(
                  setting -> setting.wireName.toLowerCase(Locale.ROOT), Function.identity()));

  /// What values a setting can have.
  sealed interface Kind {
    record Flag(boolean otherwise) implements Kind {}

    record Number(long otherwise, long min, long max) implements Kind {}

    record Line(String otherwise, int maxLength) implements Kind {}
  }

  private final String wireName;
  private final Kind kind;

  AccountSetting(String wireName, boolean otherwise) {
    this.wireName = wireName;
    this.kind = new Kind.Flag(otherwise);
  }

  AccountSetting(String wireName, long otherwise, long min, long max) {
    this.wireName = wireName;
    this.kind = new Kind.Number(otherwise, min, max);
  }

  AccountSetting(String wireName, String otherwise, int maxLength) {
    this.wireName = wireName;
    this.kind = new Kind.Line(otherwise, maxLength);
  }

  public String wireName() {
    return wireName;
  }

  Kind kind() {
    return kind;
  }

  /// Finds a setting by the vendor's name, without regard to case.
  public static Optional<AccountSetting> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The form in which a value is kept.
  ///
  /// @throws Refusal when it is none of this setting's values
  String checked(String value) {
    return switch (kind) {
      case Kind.Flag flag -> Boolean.toString(Params.parseFlag(wireName, value));
      case Kind.Line(String otherwise, int max) -> Text.line(wireName, value, max);
      case Kind.Number(long otherwise, long min, long max) -> {
        try {
          long number = Long.parseLong(value.strip());
          if (number >= min && number <= max) {
            yield Long.toString(number);
          }
        } catch (NumberFormatException e) {
          // Refused below, as a number out of bounds is.
        }
        throw Refusal.malformed(
            "BAD_FIELD",
            "'"
                + wireName
                + "' must be a whole number from "
                + min
                + (max == Long.MAX_VALUE ? " on." : " to " + max + "."));
      }
    };
  }
}
