package valise.hub.tenants;

import java.util.Map;
import java.util.TreeMap;
import valise.platform.Refusal;

/// What an account can set.
public final class AccountSetting {

  /// What becomes of notifications that their receiver does not take: `retry` or `queue` [docs].
  public static final String FAILURE_POLICY = "notification.webhook.failure.policy";

  /// How notifications are worded: `message`, as captured from the vendor, or `documentation`, the
  /// older published form.
  public static final String NOTIFICATION_FORM = "notification.webhook.form";

  /// When notifications are tried again: `cloud-elements`, the vendor's published times, or
  /// `standard-webhooks`.
  public static final String RETRY_SCHEDULE = "notification.webhook.retry.schedule";

  private AccountSetting() {}

  /// @throws Refusal when there is no such setting, or no such value of it
  static Map<String, String> checked(Map<String, String> settings) {
    Map<String, String> checked = new TreeMap<>();
    settings.forEach((name, value) -> {
      switch (name) {
        case FAILURE_POLICY -> one(name, value, "retry", "queue");
        case RETRY_SCHEDULE -> one(name, value, "cloud-elements", "standard-webhooks");
        case NOTIFICATION_FORM -> one(name, value, "message", "documentation");
        default ->
            throw Refusal.malformed("BAD_FIELD", "There is no account setting '" + name + "'.");
      }
      checked.put(name, value);
    });
    return checked;
  }

  private static void one(String name, String value, String first, String second) {
    if (!first.equals(value) && !second.equals(value)) {
      throw Refusal.malformed(
          "BAD_FIELD", "'%s' must be '%s' or '%s'.".formatted(name, first, second));
    }
  }
}
