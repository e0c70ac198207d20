package valise.hub.tenants;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.Numbers;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Secret;

/// Organizations, accounts and users. What a caller may not see is answered as if it were not.
@Component
public final class Tenants {

  private final Database database;
  private final TenantStore store;
  private final PasswordHashes passwords;
  private final InstantSource clock;
  private final ObjectProvider<TenantListener> listeners;

  Tenants(
      Database database,
      TenantStore store,
      PasswordHashes passwords,
      InstantSource clock,
      ObjectProvider<TenantListener> listeners) {
    this.database = database;
    this.store = store;
    this.passwords = passwords;
    this.clock = clock;
    this.listeners = listeners;
  }

  /// A user just made, with the secret that is good for them.
  public record Made(User user, Secret<String> secret) {}

  // --- admission ---------------------------------------------------------------------------------

  /// The active user of these two secrets, if they belong together.
  public Optional<Caller> caller(Secret<String> userSecret, Secret<String> organizationSecret) {
    return database.read(sql ->
        store
            .bySecret(sql, userSecret)
            .filter(user ->
                store
                    .organization(sql, organizationSecret)
                    .filter(user.organization()::equals)
                    .isPresent())
            .map(User::caller));
  }

  /// The active user of this secret.
  public Optional<Caller> caller(Secret<String> userSecret) {
    return database.read(sql -> store.bySecret(sql, userSecret).map(User::caller));
  }

  // --- organizations -----------------------------------------------------------------------------

  /// Whether anybody can call the hub yet.
  public boolean any() {
    return !database.read(store::organizations).isEmpty();
  }

  /// An organization with its first account and that account's first user, who may do everything in
  /// it. The secrets are given, so that they can be written down before they are good.
  public User found(
      String name, NewUser first, Secret<String> organizationSecret, Secret<String> userSecret) {
    Optional<String> hash = first.password().map(passwords::hash);
    return database.write(tx -> {
      Instant now = clock.instant();
      OrganizationId organization = new OrganizationId(Numbers.next(tx, "organization"));
      store.insert(tx, organization, name, organizationSecret, now);
      AccountId account = new AccountId(Numbers.next(tx, "account"));
      store.insert(tx, new Account(account, organization, name, name, "", true, true, now, now));
      User user =
          new User(
              new UserId(Numbers.next(tx, "user")),
              organization,
              account,
              first.email(),
              first.firstName(),
              first.lastName(),
              Set.of(Role.ORG_ADMIN),
              true,
              now,
              now);
      store.insert(tx, user, hash, userSecret);
      return user;
    });
  }

  public List<OrganizationId> organizations() {
    return database.read(store::organizations);
  }

  String organizationName(Caller caller) {
    return database.read(sql -> store.organizationName(sql, caller.organization()));
  }

  /// Gives the organization a new secret; the old one is worth nothing any more.
  public Secret<String> resetSecret(OrganizationId organization) {
    Secret<String> fresh = Keys.organization();
    return database.write(tx -> {
      store.setSecret(tx, organization, fresh);
      return fresh;
    });
  }

  // --- accounts ----------------------------------------------------------------------------------

  List<Account> accounts(Caller caller) {
    return database.read(sql ->
        store.accounts(sql, caller.organization()).stream()
            .filter(account -> sees(caller, account))
            .toList());
  }

  private static boolean sees(Caller caller, Account account) {
    return account.organization().equals(caller.organization())
        && (caller.span() == Caller.Span.ORGANIZATION || account.id().equals(caller.account()));
  }

  /// @throws Refusal when there is none, or the caller may not see it
  public Account account(Caller caller, AccountId id) {
    return database
        .read(sql -> store.account(sql, id))
        .filter(account -> sees(caller, account))
        .orElseThrow(() -> noAccount(id));
  }

  private static Refusal noAccount(AccountId id) {
    return Refusal.noSuchThing("The account with the id " + id);
  }

  Account createAccount(Caller caller, String externalId, String name, String description) {
    require(caller, Caller.Span.ORGANIZATION);
    return database.write(tx -> {
      Instant now = clock.instant();
      requireFree(tx, caller.organization(), externalId, Optional.empty());
      Account account =
          new Account(
              new AccountId(Numbers.next(tx, "account")),
              caller.organization(),
              externalId,
              name,
              description,
              false,
              true,
              now,
              now);
      store.insert(tx, account);
      return account;
    });
  }

  private void requireFree(
      Tx tx, OrganizationId organization, String externalId, Optional<AccountId> but) {
    boolean taken =
        store.accounts(tx.sql(), organization).stream()
            .anyMatch(account ->
                account.externalId().equals(externalId)
                    && but.filter(account.id()::equals).isEmpty());
    if (taken) {
      throw Refusal.conflict(
          "EXTERNAL_ID_TAKEN", "There is an account with the externalId '" + externalId + "'.");
    }
  }

  /// What is to be changed of an account.
  record AccountChange(
      Optional<String> externalId,
      Optional<String> name,
      Optional<String> description,
      Optional<Boolean> active) {}

  Account change(Caller caller, AccountId id, AccountChange change) {
    require(caller, Caller.Span.ORGANIZATION);
    return database.write(tx -> {
      Account old =
          store
              .account(tx.sql(), id)
              .filter(account -> sees(caller, account))
              .orElseThrow(() -> noAccount(id));
      boolean active = change.active().orElse(old.active());
      if (old.main() && !active) {
        throw Refusal.conflict("MAIN_ACCOUNT", "The organization's default account stays active.");
      }
      change
          .externalId()
          .ifPresent(wanted -> requireFree(tx, old.organization(), wanted, Optional.of(id)));
      Account fresh =
          new Account(
              id,
              old.organization(),
              change.externalId().orElse(old.externalId()),
              change.name().orElse(old.name()),
              change.description().orElse(old.description()),
              old.main(),
              active,
              old.createdAt(),
              clock.instant());
      store.update(tx, fresh);
      if (old.active() && !active) {
        listeners.forEach(listener -> listener.deactivated(tx, id));
      }
      return fresh;
    });
  }

  /// What an account has set, by name.
  public Map<String, String> settings(AccountId account) {
    return database.read(sql -> store.settings(sql, account));
  }

  Map<String, String> change(Caller caller, AccountId id, Map<String, String> settings) {
    Account account = account(caller, id);
    require(caller, Caller.Span.ACCOUNT);
    return database.write(tx -> {
      settings.forEach((name, content) -> store.setting(tx, account.id(), name, content));
      return store.settings(tx.sql(), account.id());
    });
  }

  // --- users -------------------------------------------------------------------------------------

  List<User> users(Caller caller) {
    return database.read(sql ->
        store.users(sql, caller.organization()).stream()
            .filter(user -> caller.sees(user.organization(), user.account(), user.id()))
            .toList());
  }

  List<User> users(Caller caller, AccountId account) {
    account(caller, account);
    return users(caller).stream().filter(user -> user.account().equals(account)).toList();
  }

  /// By id or by address.
  ///
  /// @throws Refusal when there is none, or the caller may not see it
  User user(Caller caller, String idOrEmail) {
    return users(caller).stream()
        .filter(user ->
            user.id().toString().equals(idOrEmail) || user.email().equalsIgnoreCase(idOrEmail))
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The user '" + idOrEmail + "'"));
  }

  /// Whoever it is.
  public Optional<User> find(UserId id) {
    return database.read(sql -> store.user(sql, id));
  }

  /// Somebody by their address, for the operator.
  public Optional<User> find(OrganizationId organization, String email) {
    return database.read(sql -> store.byEmail(sql, organization, email));
  }

  /// Everybody, for the operator.
  public List<User> everybody() {
    return database.read(sql ->
        store.organizations(sql).stream()
            .flatMap(organization -> store.users(sql, organization).stream())
            .toList());
  }

  Made create(Caller caller, AccountId account, NewUser wanted) {
    require(caller, Caller.Span.ACCOUNT);
    Account into = account(caller, account);
    requireMayGive(caller, wanted.roles());
    return create(into, wanted);
  }

  /// A user in an organization's first account, for the operator.
  public Made create(OrganizationId organization, NewUser wanted) {
    Account main =
        database.read(sql -> store.accounts(sql, organization)).stream()
            .filter(Account::main)
            .findFirst()
            .orElseThrow(() -> Refusal.noSuchThing("The default account"));
    return create(main, wanted);
  }

  private Made create(Account account, NewUser wanted) {
    // Hashed before the transaction: it is slow on purpose.
    Optional<String> hash = wanted.password().map(passwords::hash);
    Secret<String> secret = Keys.user();
    return database.write(tx -> {
      if (store.byEmail(tx.sql(), account.organization(), wanted.email()).isPresent()) {
        throw Refusal.conflict(
            "EMAIL_TAKEN", "There is a user with the address " + wanted.email() + ".");
      }
      Instant now = clock.instant();
      User user =
          new User(
              new UserId(Numbers.next(tx, "user")),
              account.organization(),
              account.id(),
              wanted.email(),
              wanted.firstName(),
              wanted.lastName(),
              wanted.roles(),
              true,
              now,
              now);
      store.insert(tx, user, hash, secret);
      return new Made(user, secret);
    });
  }

  /// What is to be changed of a user.
  record UserChange(
      Optional<String> firstName,
      Optional<String> lastName,
      Optional<Secret<String>> password,
      Optional<Boolean> active) {}

  User change(Caller caller, String idOrEmail, UserChange change) {
    User old = user(caller, idOrEmail);
    boolean self = old.id().equals(caller.user());
    if (!self) {
      require(caller, Caller.Span.ACCOUNT);
      requireMayGive(caller, old.roles());
    }
    boolean active = change.active().orElse(old.active());
    if (self && !active) {
      throw Refusal.conflict("OWN_USER", "Nobody deactivates themselves.");
    }
    change.password().ifPresent(NewUser::requireLongEnough);
    Optional<String> hash = change.password().map(passwords::hash);
    User fresh =
        new User(
            old.id(),
            old.organization(),
            old.account(),
            old.email(),
            change.firstName().orElse(old.firstName()),
            change.lastName().orElse(old.lastName()),
            old.roles(),
            active,
            old.createdAt(),
            clock.instant());
    return database.write(tx -> {
      store.update(tx, fresh);
      hash.ifPresent(it -> store.setPassword(tx, fresh.id(), it));
      if (old.active() && !active) {
        listeners.forEach(listener -> listener.deactivated(tx, fresh.id()));
      }
      return fresh;
    });
  }

  User withRoles(Caller caller, String idOrEmail, Set<Role> add, Set<Role> remove) {
    User old = user(caller, idOrEmail);
    require(caller, Caller.Span.ACCOUNT);
    requireMayGive(caller, add);
    requireMayGive(caller, remove);
    if (old.id().equals(caller.user()) && !remove.isEmpty()) {
      throw Refusal.conflict("OWN_USER", "Nobody takes a role from themselves.");
    }
    Set<Role> roles = new HashSet<>(old.roles());
    roles.addAll(add);
    roles.removeAll(remove);
    User fresh =
        new User(
            old.id(),
            old.organization(),
            old.account(),
            old.email(),
            old.firstName(),
            old.lastName(),
            roles,
            old.active(),
            old.createdAt(),
            clock.instant());
    return database.write(tx -> {
      store.update(tx, fresh);
      return fresh;
    });
  }

  /// Nobody gives, or has a hand on, more than they have.
  private static void requireMayGive(Caller caller, Set<Role> roles) {
    if (roles.stream().anyMatch(role -> role.span().compareTo(caller.span()) > 0)) {
      throw Refusal.notAllowed("This takes an administrator of the organization.");
    }
  }

  /// The secret of somebody who shows their password; their own needs none.
  Optional<Secret<String>> secret(User user, Optional<Secret<String>> password) {
    return password.flatMap(shown -> {
      Optional<String> hash = database.read(sql -> store.passwordHash(sql, user.id()));
      boolean proven =
          hash.map(it -> passwords.matches(shown, it))
              .orElseGet(() -> passwords.matchesNobody(shown));
      return proven
          ? Optional.of(database.read(sql -> store.secret(sql, user.id())))
          : Optional.empty();
    });
  }

  Secret<String> resetSecret(Caller caller, String idOrEmail) {
    User user = user(caller, idOrEmail);
    if (!user.id().equals(caller.user())) {
      require(caller, Caller.Span.ACCOUNT);
      requireMayGive(caller, user.roles());
    }
    return resetSecret(user);
  }

  /// Gives a user a new secret; the old one is worth nothing any more.
  public Secret<String> resetSecret(User user) {
    Secret<String> fresh = Keys.user();
    return database.write(tx -> {
      store.setSecret(tx, user.id(), fresh);
      return fresh;
    });
  }

  Secret<String> resetOrganizationSecret(Caller caller) {
    if (caller.span() != Caller.Span.ORGANIZATION) {
      throw Refusal.notAllowed("This takes an administrator of the organization.");
    }
    return resetSecret(caller.organization());
  }

  private static void require(Caller caller, Caller.Span span) {
    if (caller.span().compareTo(span) < 0) {
      throw Refusal.notAllowed(
          span == Caller.Span.ORGANIZATION
              ? "This takes an administrator of the organization."
              : "This takes an administrator of the account.");
    }
  }
}
