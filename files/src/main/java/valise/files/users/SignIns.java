package valise.files.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.accounts.DomainRule;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;

/// Signing in with a password, and who is locked out.
///
/// A name that nobody has is counted and locked like one that somebody has, and costs as much time:
/// no answer tells who exists. The count is decided after the password was checked, one attempt
/// after the other, and a lock that came in between withholds the answer: many guesses at once
/// learn no more than as many in a row.
final class SignIns {

  private static final Duration REMEMBERED = Duration.ofDays(2);

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Passwords passwords;
  private final UserStore users;
  private final FailureStore failures = new FailureStore();

  SignIns(
      Database database,
      InstantSource clock,
      Accounts accounts,
      Passwords passwords,
      UserStore users) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.passwords = passwords;
    this.users = users;
  }

  private record Attempt(
      Optional<UserStore.Credentials> credentials,
      String subject,
      FailureStore.Failures failures,
      boolean admitted) {

    PasswordHash hash() {
      return credentials.map(UserStore.Credentials::hash).orElse(PasswordHash.NONE);
    }
  }

  SignIn signIn(AccountId account, String name, Secret<String> password, String from) {
    Attempt attempt =
        database.read(sql -> {
          Optional<EmailAddress> address = EmailAddress.parse(name);
          Optional<UserStore.Credentials> known =
              address.flatMap(it -> users.credentials(sql, account, it));
          String subject = known.map(it -> it.id().value()).orElseGet(() -> unknown(name));
          boolean admitted =
              address.isEmpty() || accounts.admits(sql, account, DomainRule.LOGIN, address.get());
          return new Attempt(known, subject, failures.find(sql, account, subject), admitted);
        });
    if (attempt.failures().lockedAt(clock.instant())) {
      return new SignIn.Locked(attempt.failures().lockedUntil());
    }
    boolean right = passwords.matches(password, attempt.hash());
    return database.write(tx -> decide(tx, account, attempt, right, from));
  }

  private SignIn decide(Tx tx, AccountId account, Attempt attempt, boolean right, String from) {
    Instant now = clock.instant();
    FailureStore.Failures before = failures.hold(tx, account, attempt.subject());
    if (before.lockedAt(now)) {
      return new SignIn.Locked(before.lockedUntil());
    }
    Optional<UserStore.Credentials> still =
        attempt
            .credentials()
            .flatMap(it -> users.credentials(tx.sql(), it.id()))
            .filter(it -> it.hash().equals(attempt.hash()));
    if (!right || still.isEmpty()) {
      failures.put(tx, account, attempt.subject(), oneMore(tx, account, before, from, now));
      return new SignIn.Wrong();
    }
    failures.put(
        tx,
        account,
        attempt.subject(),
        new FailureStore.Failures(0, before.lastAt(), before.lastFrom(), Instant.EPOCH));
    if (still.get().disabled()) {
      return new SignIn.Disabled();
    }
    if (!attempt.admitted()) {
      return new SignIn.NotAdmitted();
    }
    users.signedIn(tx, still.get().id(), now);
    return new SignIn.SignedIn(still.get().id());
  }

  private FailureStore.Failures oneMore(
      Tx tx, AccountId account, FailureStore.Failures before, String from, Instant now) {
    AccountSettings settings = accounts.settings(tx.sql(), account);
    int inARow = before.inARow() + 1;
    boolean lock = inARow >= settings.number(AccountSetting.LOGIN_FAIL_MAX_ATTEMPTS);
    Duration length = Duration.ofSeconds(settings.number(AccountSetting.LOGIN_FAIL_LOCKOUT_SECS));
    return new FailureStore.Failures(
        lock ? 0 : inARow,
        now,
        from.length() > 64 ? from.substring(0, 64) : from,
        lock ? now.plus(length) : Instant.EPOCH);
  }

  /// What is kept of a user's failures, for those who may see it.
  FailureStore.Failures of(org.jooq.DSLContext sql, User user) {
    return failures.find(sql, user.account(), user.id().value());
  }

  /// Lets a user try again at once.
  void unlock(Tx tx, User user) {
    failures.forget(tx, user.account(), user.id().value());
  }

  int sweep() {
    return database.write(tx -> failures.forgetBefore(tx, clock.instant().minus(REMEMBERED)));
  }

  /// A name that nobody has stands hashed, for people type passwords into the wrong field.
  private static String unknown(String name) {
    String folded =
        EmailAddress.parse(name)
            .map(EmailAddress::key)
            .orElseGet(() -> name.strip().toLowerCase(Locale.ROOT));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(folded.getBytes(StandardCharsets.UTF_8));
      return "?" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
