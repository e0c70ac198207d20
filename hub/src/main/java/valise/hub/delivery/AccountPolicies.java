package valise.hub.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.tenants.AccountSetting;
import valise.hub.tenants.Tenants;

/// What an account has chosen about its deliveries.
@Component
final class AccountPolicies {

  private final Function<AccountId, Map<String, String>> settings;

  @Autowired
  AccountPolicies(Tenants tenants) {
    this(tenants::settings);
  }

  AccountPolicies(Function<AccountId, Map<String, String>> settings) {
    this.settings = settings;
  }

  FailurePolicy onFailure(AccountId account) {
    return get(account, AccountSetting.FAILURE_POLICY)
        .flatMap(FailurePolicy::parse)
        .orElse(FailurePolicy.RETRY);
  }

  Schedule schedule(AccountId account) {
    return get(account, AccountSetting.RETRY_SCHEDULE)
        .flatMap(Schedule::parse)
        .orElse(Schedule.CLOUD_ELEMENTS);
  }

  private Optional<String> get(AccountId account, String name) {
    return Optional.ofNullable(settings.apply(account).get(name));
  }
}
