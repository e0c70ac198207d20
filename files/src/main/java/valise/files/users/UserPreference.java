package valise.files.users;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import valise.files.accounts.Text;
import valise.files.odata.Params;
import valise.platform.Refusal;

/// What users set for themselves, by the vendor's names [net-sdk], with the defaults.
public enum UserPreference {
  REMEMBER_CUSTOM_MESSAGES("RememberCustomMessages", "false", List.of("true", "false")),
  REQUIRE_LOGIN_BY_DEFAULT("RequireLoginByDefault", "false", List.of("true", "false")),
  NOTIFY_ON_UPLOAD_BY_DEFAULT("NotifyOnUploadByDefault", "false", List.of("true", "false")),
  NOTIFY_ON_DOWNLOAD_BY_DEFAULT("NotifyOnDownloadByDefault", "false", List.of("true", "false")),
  /// Minutes over which notices are gathered into one mail; -1 is the account's default.
  NOTIFICATION_INTERVAL("NotificationInterval", "-1", List.of()),
  TIME_FORMAT("TimeFormat", "HH:mm", List.of()),
  LONG_TIME_FORMAT("LongTimeFormat", "HH:mm:ss", List.of()),
  DATE_FORMAT("DateFormat", "yyyy-MM-dd", List.of()),
  USER_NOTIFICATION_LOCALE(
      "UserNotificationLocale",
      "English",
      List.of(
          "Invariant",
          "English",
          "German",
          "Spanish",
          "French",
          "Dutch",
          "Chinese",
          "Russian",
          "Japanese",
          "Korean",
          "Portuguese"));

  private final String wireName;
  private final String otherwise;
  private final List<String> choices;

  UserPreference(String wireName, String otherwise, List<String> choices) {
    this.wireName = wireName;
    this.otherwise = otherwise;
    this.choices = choices;
  }

  public String wireName() {
    return wireName;
  }

  public String otherwise() {
    return otherwise;
  }

  static Optional<UserPreference> named(String name) {
    return Arrays.stream(values()).filter(it -> it.wireName.equalsIgnoreCase(name)).findAny();
  }

  /// The value as the wire has it.
  Object wireValue(String value) {
    if (choices.contains("true")) {
      return Boolean.valueOf(value);
    }
    return this == NOTIFICATION_INTERVAL ? (Object) Long.valueOf(value) : value;
  }

  /// The form in which a value is kept.
  ///
  /// @throws Refusal when it is none of this preference's values
  String checked(String value) {
    if (choices.contains("true")) {
      return Boolean.toString(Params.parseFlag(wireName, value));
    }
    if (this == NOTIFICATION_INTERVAL) {
      try {
        long minutes = Long.parseLong(value.strip());
        if (minutes >= -1 && minutes <= 10_080) {
          return Long.toString(minutes);
        }
      } catch (NumberFormatException e) {
        // Refused below, as a number out of bounds is.
      }
      throw Refusal.malformed(
          "BAD_FIELD", "'NotificationInterval' must be minutes from -1 to 10080.");
    }
    if (choices.isEmpty()) {
      return Text.requiredLine(wireName, value, 40);
    }
    // The vendor's enumerations may come as numbers [net-sdk].
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).equalsIgnoreCase(value.strip())
          || Integer.toString(i).equals(value.strip())) {
        return choices.get(i);
      }
    }
    throw Refusal.malformed(
        "BAD_FIELD", "'" + wireName + "' must be one of " + String.join(", ", choices) + ".");
  }
}
