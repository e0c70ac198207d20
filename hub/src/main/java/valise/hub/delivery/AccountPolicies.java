package valise.hub.delivery;

import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.tenants.AccountSettings;

/// What an account has chosen about its deliveries.
@Component
final class AccountPolicies {

  /// `retry` or `queue` [docs].
  static final String FAILURE_POLICY = "notification.webhook.failure.policy";

  /// `cloud-elements` or `standard-webhooks`; ours.
  static final String SCHEDULE = "valise.notification.webhook.schedule";

  private final AccountSettings settings;

  AccountPolicies(AccountSettings settings) {
    this.settings = settings;
  }

  FailurePolicy onFailure(AccountId account) {
    return settings
        .get(account, FAILURE_POLICY)
        .flatMap(FailurePolicy::parse)
        .orElse(FailurePolicy.RETRY);
  }

  Schedule schedule(AccountId account) {
    return settings.get(account, SCHEDULE).flatMap(Schedule::parse).orElse(Schedule.CLOUD_ELEMENTS);
  }
}
