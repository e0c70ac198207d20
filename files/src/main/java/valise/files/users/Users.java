package valise.files.users;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.accounts.Account;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.PrincipalId;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.items.Tree;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// The people of all accounts. Methods that take a [DSLContext] or a [Tx] take part in the caller's
/// transaction; the others open their own. Who may do what is decided above, in [Administration];
/// here stands only what must hold for everybody: one user per address, and no account without an
/// administrator.
@Component
public final class Users {

  /// The outbox topic of changes. The payload names the `user` and what was done: `CREATE`,
  /// `UPDATE` or `DELETE`.
  public static final String TOPIC = "files.user";

  private static final int MAX_ADDRESSES = 20;

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Items items;
  private final Tree tree;
  private final Access access;
  private final SuperUsers superUsers;
  private final ObjectProvider<OnLeaving> onLeaving;
  private final Journal.Announcer announcer;
  private final Passwords passwords;
  private final UserStore store = new UserStore();
  private final CodeStore codes = new CodeStore();
  private final FailureStore failures = new FailureStore();
  private final SignIns signIns;

  Users(
      Database database,
      InstantSource clock,
      Accounts accounts,
      Items items,
      Tree tree,
      Access access,
      SuperUsers superUsers,
      ObjectProvider<OnLeaving> onLeaving,
      Journal.Announcer announcer,
      PasswordHashes hashes) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.items = items;
    this.tree = tree;
    this.access = access;
    this.superUsers = superUsers;
    this.onLeaving = onLeaving;
    this.announcer = announcer;
    this.passwords = new Passwords(hashes);
    this.signIns = new SignIns(database, clock, accounts, passwords, store);
  }

  // --- finding -----------------------------------------------------------------------------------

  /// Finds a user of any account, deleted ones too.
  public Optional<User> find(UserId id) {
    return database.read(sql -> find(sql, id));
  }

  public Optional<User> find(DSLContext sql, UserId id) {
    return store.find(sql, id);
  }

  /// Finds a user of this account who is not deleted.
  public Optional<User> find(DSLContext sql, AccountId account, UserId id) {
    return store.find(sql, account, id).filter(user -> !user.deleted());
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

  /// Who may act, and as what; empty when the user is unknown, disabled or deleted.
  public Optional<Standing> standing(DSLContext sql, UserId id) {
    return store.standing(sql, id);
  }

  /// Administrators who can act: neither disabled nor deleted.
  public Set<UserId> activeAdmins(DSLContext sql, AccountId account) {
    return store.activeAdmins(sql, account);
  }

  /// What a user prefers, with defaults for what they never said.
  public String preference(DSLContext sql, UserId id, UserPreference which) {
    return store
        .settings(sql, List.of(id))
        .getOrDefault(id, Map.of())
        .getOrDefault(which.wireName(), which.otherwise());
  }

  /// With all that the wire may show.
  List<UserView> views(DSLContext sql, Collection<User> users) {
    if (users.isEmpty()) {
      return List.of();
    }
    Map<UserId, Map<String, String>> settings =
        store.settings(sql, users.stream().map(User::id).toList());
    Map<String, FailureStore.Failures> failed =
        failures.find(
            sql,
            users.iterator().next().account(),
            users.stream().map(user -> user.id().value()).toList());
    return users.stream()
        .map(user ->
            new UserView(
                user,
                settings.getOrDefault(user.id(), Map.of()),
                failed.getOrDefault(user.id().value(), FailureStore.Failures.NONE)))
        .toList();
  }

  UserView view(DSLContext sql, User user) {
    return views(sql, List.of(user)).getFirst();
  }

  // --- signing in --------------------------------------------------------------------------------

  /// Signs in with any of the user's addresses.
  ///
  /// @param from the caller's network address, kept with failures
  public SignIn signIn(AccountId account, String email, Secret<String> password, String from) {
    return signIns.signIn(account, email, password, from);
  }

  /// The accounts in which to try a name that came without one: at most `max`, as many whoever it
  /// is, those first where somebody has it.
  List<Account> likelyAccounts(String name, int max) {
    return database.read(sql -> {
      List<Account> all = accounts.all(sql);
      List<Account> likely = new ArrayList<>();
      EmailAddress.parse(name)
          .ifPresent(address ->
              all.stream()
                  .filter(account -> store.idByEmail(sql, account.id(), address).isPresent())
                  .forEach(likely::add));
      all.stream().filter(account -> !likely.contains(account)).forEach(likely::add);
      return List.copyOf(likely.subList(0, Math.min(max, likely.size())));
    });
  }

  /// Forgets old failures and codes; for a timer.
  public int sweep() {
    int codesGone = database.write(tx -> codes.removeExpired(tx, clock.instant()));
    return codesGone + signIns.sweep();
  }

  /// Hashes a password that the account's rules allow. Slow on purpose: never inside a transaction.
  ///
  /// @throws Refusal when it is too short or otherwise against the rules
  public PasswordHash hash(AccountId account, Secret<String> password) {
    Passwords.check(accounts.settings(account), password);
    return passwords.hash(password);
  }

  /// What a password in this account must be, as a sentence.
  public String passwordRules(AccountId account) {
    return Passwords.rules(accounts.settings(account));
  }

  /// The same for an account that is not there yet, by the default rules.
  public PasswordHash hash(Secret<String> password) {
    Passwords.check(AccountSettings.DEFAULTS, password);
    return passwords.hash(password);
  }

  /// Gives a user another password and ends their earlier sign-ins. A disabled user stays disabled.
  public void setPassword(Tx tx, User user, PasswordHash hash, boolean mustChange) {
    store.setPassword(tx, user.id(), hash, mustChange, now());
    codes.removeAll(tx, user.id(), CodeStore.Purpose.PASSWORD);
    signIns.unlock(tx, user);
  }

  // --- making and changing -----------------------------------------------------------------------

  /// Makes a user; an employee with a home folder and, when they may use one, a file box.
  ///
  /// @throws Refusal when somebody in the account has the address
  public User create(Tx tx, AccountId account, NewUser user) {
    return create(tx, account, UserId.mint(), user);
  }

  /// The same for somebody who was given an id already.
  public User create(Tx tx, AccountId account, UserId id, NewUser user) {
    accounts.lock(tx, account);
    checkFree(tx, account, user.email());
    store.insert(tx, id, account, user, now());
    User made = store.find(tx.sql(), id).orElseThrow();
    furnish(tx, made);
    announce(tx, account, id, "CREATE");
    return made;
  }

  private void announce(Tx tx, AccountId account, UserId user, String change) {
    // Ids and words of ours: nothing in them needs to be escaped.
    announcer.announce(
        tx, account, TOPIC, "{\"user\":\"%s\",\"change\":\"%s\"}".formatted(user, change));
  }

  private void checkFree(Tx tx, AccountId account, EmailAddress address) {
    if (store.idByEmail(tx.sql(), account, address).isPresent()) {
      throw Refusal.conflict(
          "EMAIL_TAKEN", "Somebody in this account has the address " + address + ".");
    }
  }

  private void furnish(Tx tx, User user) {
    if (!user.employee()) {
      return;
    }
    if (accounts.settings(tx.sql(), user.account()).flag(AccountSetting.ENABLE_HOME_FOLDERS)) {
      tree.furnish(tx, user.account(), user.id(), Item.Place.HOME);
    }
    if (user.has(Role.CAN_USE_FILE_BOX)) {
      tree.furnish(tx, user.account(), user.id(), Item.Place.FILE_BOX);
    }
  }

  /// Changes a user. Power that is taken away ends earlier sign-ins.
  ///
  /// @throws Refusal when the account would be left without an administrator
  User change(Tx tx, User before, UserChange change) {
    accounts.lock(tx, before.account());
    boolean employee = otherwise(change.employee(), before.employee());
    Set<Role> roles = otherwise(change.roles(), before.granted());
    User after =
        new User(
            before.id(),
            before.account(),
            employee,
            otherwise(change.firstName(), before.firstName()),
            otherwise(change.lastName(), before.lastName()),
            otherwise(change.company(), before.company()),
            before.emails(),
            roles,
            otherwise(change.zone(), before.zone()),
            otherwise(change.disabled(), before.disabled()),
            before.deleted(),
            before.confirmed(),
            before.createdAt(),
            before.createdBy(),
            otherwise(change.quotaBytes(), before.quotaBytes()),
            before.security());
    if (!employee && roles.stream().anyMatch(Authority::isPower)) {
      throw Refusal.malformed("BAD_ROLE", "A client cannot have an administrator's roles.");
    }
    store.update(tx, before.id(), after);
    EnumSet<Role> gone = EnumSet.noneOf(Role.class);
    gone.addAll(before.granted());
    gone.removeAll(roles);
    store.removeRoles(tx, before.id(), gone);
    store.addRoles(tx, before.id(), roles);
    EmailAddress address = change.email();
    if (address != null) {
      replacePrimary(tx, before, address);
    }
    change
        .preferences()
        .forEach(
            (which, value) -> store.set(tx, before.id(), which.wireName(), which.checked(value)));
    if (!gone.isEmpty()
        || (after.disabled() && !before.disabled())
        || before.employee() != employee) {
      store.endSignIns(tx, before.id());
    }
    if (after.disabled() && !before.disabled()) {
      codes.removeAll(tx, before.id());
    }
    guard(tx, before, after.active() && after.employee() && after.isAdmin());
    furnish(tx, after);
    announce(tx, before.account(), before.id(), "UPDATE");
    return store.find(tx.sql(), before.id()).orElseThrow();
  }

  private static <T> T otherwise(@Nullable T changed, T before) {
    return changed == null ? before : changed;
  }

  /// No account without an administrator who can act.
  private void guard(Tx tx, User before, boolean stillAdmin) {
    if (!before.isAdmin() || !before.active() || stillAdmin) {
      return;
    }
    Set<UserId> admins = activeAdmins(tx.sql(), before.account());
    if (admins.isEmpty()) {
      throw lastAdmin();
    }
    superUsers.check(tx, before.account(), admins);
  }

  private static Refusal lastAdmin() {
    return Refusal.conflict(
        "LAST_ADMIN",
        "This is the account's last administrator. Make another one before you change this.");
  }

  /// The new primary address stands in place of the old one, unless the user has it already.
  private void replacePrimary(Tx tx, User user, EmailAddress address) {
    Optional<UserId> owner = store.idByEmail(tx.sql(), user.account(), address);
    boolean own = owner.filter(user.id()::equals).isPresent();
    boolean sameText = user.email().filter(address::equals).isPresent();
    if (sameText) {
      return;
    }
    if (own && user.email().filter(it -> it.key().equals(address.key())).isEmpty()) {
      store.makePrimary(tx, user.id(), address);
      return;
    }
    if (!own) {
      checkFree(tx, user.account(), address);
    }
    user.email().ifPresent(old -> store.removeEmail(tx, user.id(), old));
    store.insertEmail(tx, user.account(), user.id(), address, true, own);
    // A password mailed to the former address must not open the door any more.
    codes.removeAll(tx, user.id());
  }

  void makePrimary(Tx tx, User user, EmailAddress address) {
    requireOwn(user, address);
    store.makePrimary(tx, user.id(), address);
  }

  void removeAddress(Tx tx, User user, EmailAddress address) {
    if (requireOwn(user, address).primary()) {
      throw Refusal.conflict(
          "PRIMARY_EMAIL",
          "The primary address cannot be deleted. Make another one primary first.");
    }
    store.removeEmail(tx, user.id(), address);
    codes.removeAll(tx, user.id());
  }

  private static User.Email requireOwn(User user, EmailAddress address) {
    return user.emails().stream()
        .filter(email -> email.address().key().equals(address.key()))
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The address"));
  }

  // --- going -------------------------------------------------------------------------------------

  /// Lets a user go.
  ///
  /// @param itemsHeir who takes their place in every folder's list, their home folder's too
  void leave(Tx tx, Leaving leaving, @Nullable UserId itemsHeir) {
    User user = leaving.user();
    accounts.lock(tx, user.account());
    if (leaving.how() != Leaving.How.FOLDERS
        && activeAdmins(tx.sql(), user.account()).equals(Set.of(user.id()))) {
      throw lastAdmin();
    }
    if (itemsHeir != null) {
      bequeath(tx, user.id(), itemsHeir);
    }
    onLeaving.orderedStream().forEach(it -> it.leaving(tx, leaving));
    switch (leaving.how()) {
      case FOLDERS -> leaveFolders(tx, user);
      case DOWNGRADED -> {
        UserChange change =
            new UserChange(
                null, null, null, null, null, false, null, null, NewUser.USUAL, Map.of());
        change(tx, user, change);
      }
      case DELETED -> {
        access.removeEverywhere(tx, PrincipalId.of(user.id()));
        codes.removeAll(tx, user.id());
        signIns.unlock(tx, user);
        store.bury(tx, user.id(), now());
        guard(tx, user, false);
        announce(tx, user.account(), user.id(), "DELETE");
      }
    }
  }

  private void bequeath(Tx tx, UserId from, UserId heir) {
    for (Entry line : access.entriesOf(tx.sql(), PrincipalId.of(from))) {
      Optional<Entry> own = access.entry(tx.sql(), line.folder(), PrincipalId.of(heir));
      access.put(
          tx,
          new Lineage(List.of(line.folder())),
          new Entry(
              line.folder(),
              PrincipalId.of(heir),
              own.map(it -> it.rights().union(line.rights())).orElse(line.rights()),
              line.notifyUpload() || own.filter(Entry::notifyUpload).isPresent(),
              line.notifyDownload() || own.filter(Entry::notifyDownload).isPresent(),
              line.owner() || own.filter(Entry::owner).isPresent()));
    }
  }

  private void leaveFolders(Tx tx, User user) {
    List<ItemId> kept = new ArrayList<>();
    items.homeOf(tx.sql(), user.account(), user.id()).ifPresent(kept::add);
    items.fileBoxOf(tx.sql(), user.account(), user.id()).ifPresent(kept::add);
    for (Entry line : access.entriesOf(tx.sql(), PrincipalId.of(user.id()))) {
      if (!kept.contains(line.folder())) {
        access.remove(tx, new Lineage(List.of(line.folder())), line.principal());
      }
    }
  }

  // --- one-time codes ----------------------------------------------------------------------------

  /// How redeeming a code ended.
  public sealed interface Redeemed {
    record Done(UserId user) implements Redeemed {}

    /// Unknown, used, expired, or of somebody who may not come in.
    record Invalid() implements Redeemed {}
  }

  /// Whether a code was mailed that is still good for at least this long.
  boolean hasRecentCode(Tx tx, User user, Duration left) {
    return codes.hasOne(
        tx.sql(), user.id(), CodeStore.Purpose.PASSWORD, clock.instant().plus(left));
  }

  /// Makes a code with which the user can choose a password. Older ones end.
  Secret<String> passwordCode(Tx tx, User user, Duration validity) {
    codes.removeAll(tx, user.id(), CodeStore.Purpose.PASSWORD);
    return code(tx, user, CodeStore.Purpose.PASSWORD, user.email().orElseThrow(), validity);
  }

  Secret<String> addressCode(Tx tx, User user, EmailAddress address, Duration validity) {
    codes.removeAll(tx, user.id(), CodeStore.Purpose.ADDRESS);
    return code(tx, user, CodeStore.Purpose.ADDRESS, address, validity);
  }

  private Secret<String> code(
      Tx tx, User user, CodeStore.Purpose purpose, EmailAddress address, Duration validity) {
    Secret<String> code = Tokens.random256();
    codes.insert(
        tx,
        new CodeStore.Code(Tokens.hash(code.reveal()), user.id(), purpose, address),
        clock.instant().plus(validity));
    return code;
  }

  /// What a code that was mailed is for.
  ///
  /// @param address the one it was mailed to
  public record Pending(User user, EmailAddress address) {}

  /// Who may choose a password with this code, as long as it is good.
  public Optional<Pending> pendingPassword(Secret<String> code) {
    return pending(code, CodeStore.Purpose.PASSWORD);
  }

  /// Whose address this code confirms, as long as it is good.
  public Optional<Pending> pendingAddress(Secret<String> code) {
    return pending(code, CodeStore.Purpose.ADDRESS);
  }

  private Optional<Pending> pending(Secret<String> code, CodeStore.Purpose purpose) {
    String hash = Tokens.hash(code.reveal());
    return database.read(sql ->
        redeemable(sql, hash, purpose)
            .flatMap(user ->
                codes
                    .find(sql, hash, clock.instant())
                    .map(found -> new Pending(user, found.address()))));
  }

  /// Sets a password with a code that was mailed. A disabled user stays out.
  ///
  /// @throws Refusal when the password is against the account's rules; the code stays good
  public Redeemed choosePassword(Secret<String> code, Secret<String> password) {
    String hash = Tokens.hash(code.reveal());
    Optional<User> owner = database.read(sql -> redeemable(sql, hash, CodeStore.Purpose.PASSWORD));
    if (owner.isEmpty()) {
      return new Redeemed.Invalid();
    }
    PasswordHash chosen = hash(owner.get().account(), password);
    return database.write(tx -> {
      accounts.lock(tx, owner.get().account());
      Optional<User> still = redeemable(tx.sql(), hash, CodeStore.Purpose.PASSWORD);
      if (still.isEmpty()) {
        return new Redeemed.Invalid();
      }
      EmailAddress proved = codes.find(tx.sql(), hash, clock.instant()).orElseThrow().address();
      setPassword(tx, still.get(), chosen, false);
      store.confirm(tx, still.get().id(), proved);
      return new Redeemed.Done(still.get().id());
    });
  }

  /// Adds or confirms an address with a code that was mailed to it.
  public Redeemed confirmAddress(Secret<String> code) {
    String hash = Tokens.hash(code.reveal());
    return database.write(tx -> {
      Optional<User> owner = redeemable(tx.sql(), hash, CodeStore.Purpose.ADDRESS);
      if (owner.isEmpty()) {
        return new Redeemed.Invalid();
      }
      User user = owner.get();
      accounts.lock(tx, user.account());
      EmailAddress address = codes.find(tx.sql(), hash, clock.instant()).orElseThrow().address();
      codes.removeAll(tx, user.id(), CodeStore.Purpose.ADDRESS);
      Optional<UserId> has = store.idByEmail(tx.sql(), user.account(), address);
      if (has.isPresent() && !has.get().equals(user.id())) {
        return new Redeemed.Invalid();
      }
      if (has.isEmpty()) {
        if (user.emails().size() >= MAX_ADDRESSES) {
          throw Refusal.conflict(
              "TOO_MANY_ADDRESSES", "A user has at most " + MAX_ADDRESSES + " addresses.");
        }
        store.insertEmail(tx, user.account(), user.id(), address, false, true);
      }
      store.confirm(tx, user.id(), address);
      return new Redeemed.Done(user.id());
    });
  }

  private Optional<User> redeemable(DSLContext sql, String hash, CodeStore.Purpose purpose) {
    return codes
        .find(sql, hash, clock.instant())
        .filter(code -> code.purpose() == purpose)
        .flatMap(code -> store.find(sql, code.user()))
        .filter(User::active);
  }

  boolean isSuperUser(DSLContext sql, UserId user) {
    return superUsers.contains(sql, user);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
