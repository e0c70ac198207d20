package valise.files.notices;

import java.time.Duration;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.ids.UserId;
import valise.files.users.User;
import valise.files.users.UserPreference;
import valise.files.users.Users;

/// How often people want to be told of folders: what they prefer, or else what their account does.
@Component
final class Rhythm {

  private final Accounts accounts;
  private final Users users;

  Rhythm(Accounts accounts, Users users) {
    this.accounts = accounts;
    this.users = users;
  }

  /// Zero means as things happen.
  Duration of(DSLContext sql, UserId user) {
    long own = Long.parseLong(users.preference(sql, user, UserPreference.NOTIFICATION_INTERVAL));
    return Duration.ofMinutes(own < 0 ? ofAccount(sql, user) : own);
  }

  private long ofAccount(DSLContext sql, UserId user) {
    return users
        .find(sql, user)
        .map(User::account)
        .map(it -> accounts.settings(sql, it).number(AccountSetting.NOTIFICATION_INTERVAL))
        .orElse(0L);
  }
}
