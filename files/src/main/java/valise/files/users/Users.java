package valise.files.users;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;

/// The people of all accounts. Methods that take a [DSLContext] or a [Tx] take part in the caller's
/// transaction; the others open their own. Who may do what is decided above, at the door.
@Component
public final class Users {

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Passwords passwords;
  private final UserStore store = new UserStore();
  private final SignIns signIns;

  @Autowired
  Users(Database database, InstantSource clock, Accounts accounts) {
    this(database, clock, accounts, new Passwords());
  }

  Users(Database database, InstantSource clock, Accounts accounts, Passwords passwords) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.passwords = passwords;
    this.signIns = new SignIns(database, clock, accounts, passwords, store);
  }

  /// Finds a user of any account, deleted ones too.
  public Optional<User> find(UserId id) {
    return database.read(sql -> find(sql, id));
  }

  public Optional<User> find(DSLContext sql, UserId id) {
    return store.find(sql, id);
  }

  /// Finds a user who is not deleted by any of their addresses.
  public Optional<User> find(AccountId account, EmailAddress address) {
    return database.read(sql -> find(sql, account, address));
  }

  public Optional<User> find(DSLContext sql, AccountId account, EmailAddress address) {
    return store.idByEmail(sql, account, address).flatMap(id -> store.find(sql, id));
  }

  /// Users of one account by id, deleted ones too, for they are still named as creators.
  public Map<UserId, User> load(AccountId account, Set<UserId> ids) {
    return database.read(sql -> store.load(sql, account, ids));
  }

  public Map<UserId, User> load(DSLContext sql, AccountId account, Set<UserId> ids) {
    return store.load(sql, account, ids);
  }

  public List<User> employees(AccountId account) {
    return database.read(sql -> store.list(sql, account, true));
  }

  public List<User> clients(AccountId account) {
    return database.read(sql -> store.list(sql, account, false));
  }

  /// Signs in with any of the user's addresses.
  ///
  /// @param from the caller's network address, kept with failures
  public SignIn signIn(AccountId account, String email, Secret<String> password, String from) {
    return signIns.signIn(account, email, password, from);
  }

  /// Hashes a password that the account's rules allow. Slow on purpose: never inside a transaction.
  ///
  /// @throws Refusal when it is too short or otherwise against the rules
  public PasswordHash hash(AccountId account, Secret<String> password) {
    Passwords.check(accounts.settings(account), password);
    return passwords.hash(password);
  }

  /// The same for an account that is not there yet, by the default rules.
  public PasswordHash hash(Secret<String> password) {
    Passwords.check(valise.files.accounts.AccountSettings.DEFAULTS, password);
    return passwords.hash(password);
  }

  /// Makes a user.
  ///
  /// @throws Refusal when somebody in the account has the address
  public User create(Tx tx, AccountId account, NewUser user) {
    accounts.lock(tx, account);
    if (store.idByEmail(tx.sql(), account, user.email()).isPresent()) {
      throw Refusal.conflict(
          "EMAIL_TAKEN", "Somebody in this account has the address " + user.email() + ".");
    }
    UserId id = UserId.mint();
    store.insert(tx, id, account, user, now());
    return store.find(tx.sql(), id).orElseThrow();
  }

  /// Gives a user another password and ends their earlier sign-ins. A disabled user stays disabled.
  public void setPassword(Tx tx, User user, PasswordHash hash, boolean mustChange) {
    store.setPassword(tx, user.id(), hash, mustChange, now());
    signIns.unlock(tx, user);
  }

  /// Whether this is the user's password; for changing it.
  boolean isPassword(User user, Secret<String> password) {
    PasswordHash hash =
        database
            .read(sql -> store.credentials(sql, user.id()))
            .map(UserStore.Credentials::hash)
            .orElse(PasswordHash.NONE);
    return passwords.matches(password, hash);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
