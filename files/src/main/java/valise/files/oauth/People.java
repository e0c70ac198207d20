package valise.files.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.Account;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.accounts.Tenancy;
import valise.files.groups.Principals;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.users.SignIn;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;

/// What the doors ask of accounts, users and groups.
@Component
final class People {

  /// An account as the doors see it.
  ///
  /// @param refreshToken how long its refresh tokens live; zero when it does not say
  /// @param browserSession how long a browser stays signed in after its last request
  /// @param trustedOrigins whose pages may call the API from a browser
  record Tenant(
      AccountId id,
      String subdomain,
      String companyName,
      Duration refreshToken,
      Duration browserSession,
      List<String> trustedOrigins) {}

  /// Somebody who may act now.
  ///
  /// @param securityNo changes with each change that must end earlier sign-ins
  record Person(Principal principal, long securityNo, String name, String email) {
    AccountId account() {
      return principal.account();
    }

    UserId user() {
      return principal.user();
    }
  }

  /// How an attempt to sign in with a password ended.
  sealed interface Attempt {
    record Welcome(Person person) implements Attempt {}

    /// Name or password is wrong; nobody is told which.
    record Wrong() implements Attempt {}

    /// The password was right, but this user may not come in, and why.
    record Barred(String reason) implements Attempt {}

    record Locked(Instant until) implements Attempt {}
  }

  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final Principals principals;
  private final Tenancy tenancy;

  People(
      Database database, Accounts accounts, Users users, Principals principals, Tenancy tenancy) {
    this.database = database;
    this.accounts = accounts;
    this.users = users;
    this.principals = principals;
    this.tenancy = tenancy;
  }

  /// The account a host name means; of hosts that name none, the default one.
  Optional<Tenant> forHost(String host) {
    return accounts.forHost(host).map(this::tenant);
  }

  /// Whether a host name means one very account, so that other accounts' tokens are strangers
  /// there.
  boolean namesAccount(String host) {
    return tenancy.meaningOf(host) instanceof Tenancy.Meaning.Subdomain;
  }

  Optional<Tenant> bySubdomain(String subdomain) {
    return accounts.bySubdomain(subdomain).map(this::tenant);
  }

  Optional<Tenant> tenant(AccountId account) {
    return accounts.find(account).map(this::tenant);
  }

  private Tenant tenant(Account account) {
    AccountSettings settings = accounts.settings(account.id());
    return new Tenant(
        account.id(),
        account.subdomain(),
        account.companyName(),
        Duration.ofMinutes(settings.number(AccountSetting.REFRESH_TOKEN_MINUTES)),
        Duration.ofMinutes(settings.number(AccountSetting.INACTIVE_TIMEOUT_MINS)),
        Arrays.asList(settings.text(AccountSetting.TRUSTED_DOMAINS).split("[,;\\s]+")));
  }

  /// Empty when there is no such user, or they are deleted or disabled.
  Optional<Person> person(UserId user) {
    return database.read(sql -> person(sql, user));
  }

  private Optional<Person> person(DSLContext sql, UserId id) {
    return users
        .find(sql, id)
        .filter(User::active)
        .flatMap(user ->
            principals
                .of(sql, id)
                .map(principal ->
                    new Person(
                        principal,
                        user.security().securityNo(),
                        user.fullName(),
                        user.email().map(EmailAddress::text).orElse(""))));
  }

  Attempt signIn(AccountId account, String email, String password, String remoteAddress) {
    return switch (users.signIn(account, email, Secret.of(password), remoteAddress)) {
      case SignIn.SignedIn(UserId user) ->
          person(user).<Attempt>map(Attempt.Welcome::new).orElseGet(Attempt.Wrong::new);
      case SignIn.Wrong() -> new Attempt.Wrong();
      case SignIn.Disabled() ->
          new Attempt.Barred("This user is disabled. Ask an administrator of the account.");
      case SignIn.NotAdmitted() ->
          new Attempt.Barred("This account does not let people of your e-mail domain sign in.");
      case SignIn.Locked(Instant until) -> new Attempt.Locked(until);
    };
  }

  /// The domain under which each account has its subdomain.
  String baseDomain() {
    return tenancy.firstBaseDomain().orElse("localhost");
  }
}
